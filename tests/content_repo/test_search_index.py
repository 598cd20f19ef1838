"""The index as a replica of the change log: following, restarting, crashing, rebuilding."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from content_repo.models import LearningResource, SearchChange
from content_repo.search import generations, indexer, reader
from content_repo.search.filters import Filters
from content_repo.search.generations import IndexBusyError, current_generation, rebuild
from content_repo.search.indexer import apply_changes, indexing, prune_changes
from content_repo.search.outbox import record_change
from content_repo.search.queries import search
from tests.factories.content_repo import ResourceFactory

pytestmark = pytest.mark.django_db


def titles(text=""):
    answer = search(filters=Filters(text=text), user=None)
    return None if answer is None else sorted(hit.card["title"] for hit in answer.hits)


def rename(resource, title, *, is_recorded=True):
    LearningResource.objects.filter(pk=resource.pk).update(title=title)
    if is_recorded:
        record_change(resource)


def test_a_change_shows_once_it_was_applied():
    resource = ResourceFactory(title="Cũ")
    apply_changes()
    rename(resource, "Mới")
    assert titles() == ["Cũ"]
    assert apply_changes() == 1
    assert titles() == ["Mới"]
    assert apply_changes() == 0


def test_a_change_that_was_rolled_back_is_not_in_the_log():
    resource = ResourceFactory()
    before = SearchChange.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        record_change(resource)
        raise RuntimeError
    assert SearchChange.objects.count() == before


def test_a_log_longer_than_one_batch_is_applied_in_order(monkeypatch):
    apply_changes()
    resources = [ResourceFactory(title=f"Bài {n}") for n in range(7)]
    monkeypatch.setattr(indexer, "BATCH", 2)
    apply_changes()
    assert titles() == sorted(r.title for r in resources)


def test_applying_again_after_a_crash_before_the_position_was_saved_loses_and_doubles_nothing(monkeypatch):
    apply_changes()
    ResourceFactory(title="Một")

    def crash(self, position):
        raise SystemExit("power cut")

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(generations.Generation, "save_position", crash)
        apply_changes()
    assert current_generation().position == 0
    assert titles() == ["Một"]
    apply_changes()
    assert titles() == ["Một"]
    assert current_generation().position == SearchChange.objects.last().pk


def test_a_crash_before_the_commit_loses_nothing(monkeypatch):
    apply_changes()
    ResourceFactory(title="Một")

    def crash(uuids):
        raise SystemExit("power cut")

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(indexer, "documents_for", crash)
        apply_changes()
    assert titles() == []
    apply_changes()
    assert titles() == ["Một"]


def test_two_writers_are_refused():
    apply_changes()
    with indexing(current_generation()), pytest.raises(IndexBusyError):
        apply_changes()
    assert apply_changes() == 0


def test_two_rebuilds_are_refused():
    with generations.file_lock(generations.root() / "rebuild.lock"):
        with pytest.raises(IndexBusyError):
            rebuild()
        with pytest.raises(CommandError):
            call_command("rebuild_search")


def test_the_old_index_serves_while_a_new_one_is_built():
    ResourceFactory(title="Có sẵn")
    apply_changes()
    seen = []
    first = current_generation()
    rebuild(report=lambda done, total: seen.append((done, total, titles(), current_generation())))
    assert seen == [(0, 1, ["Có sẵn"], first), (1, 1, ["Có sẵn"], first)]
    assert current_generation() != first
    assert not first.folder.exists()
    assert titles() == ["Có sẵn"]


def test_what_changes_during_a_rebuild_is_followed_afterwards():
    resource = ResourceFactory(title="Cũ")
    apply_changes()

    def change_once_read(done, total):
        if done:
            rename(resource, "Mới")

    rebuild(report=change_once_read)
    assert titles() == ["Cũ"]
    apply_changes()
    assert titles() == ["Mới"]


def test_a_generation_that_is_written_to_is_not_removed():
    apply_changes()
    first = current_generation()
    with indexing(first):
        rebuild()
        assert first.folder.exists()
    generations.remove_old_generations()
    assert not first.folder.exists()


def test_what_an_interrupted_rebuild_left_is_removed_by_the_next():
    def crash(done, total):
        raise SystemExit

    with pytest.raises(SystemExit):
        rebuild(report=crash)
    assert titles() is None
    rebuild()
    assert [path for path in generations.root().iterdir() if path.is_dir()] == [current_generation().folder]


def test_an_index_of_another_version_is_not_read_but_rebuilt(monkeypatch):
    ResourceFactory(title="Bài")
    apply_changes()
    monkeypatch.setattr(generations, "SCHEMA_VERSION", 99)
    assert titles() is None
    apply_changes()
    assert titles() == ["Bài"]


def test_a_damaged_index_is_not_read_but_rebuilt():
    ResourceFactory(title="Bài")
    apply_changes()
    (current_generation().index_dir / "meta.json").write_text("{")
    assert titles() is None
    apply_changes()
    assert titles() == ["Bài"]


def test_old_changes_are_pruned_but_for_the_newest():
    for _ in range(3):
        ResourceFactory()
    apply_changes()
    newest = SearchChange.objects.last()
    SearchChange.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    prune_changes(applied_up_to=current_generation().position)
    assert list(SearchChange.objects.all()) == [newest]
    assert apply_changes() == 0


def test_changes_that_were_not_applied_are_not_pruned():
    apply_changes()
    ResourceFactory()
    count = SearchChange.objects.count()
    SearchChange.objects.update(created_at=timezone.now() - dt.timedelta(days=2))
    prune_changes(applied_up_to=0)
    assert SearchChange.objects.count() == count


def test_a_follower_that_slept_while_the_log_was_pruned_rebuilds():
    apply_changes()
    first = current_generation()
    for title in ("Một", "Hai", "Ba"):
        ResourceFactory(title=title)
    SearchChange.objects.exclude(pk=SearchChange.objects.last().pk).delete()
    apply_changes()
    assert current_generation() != first
    assert titles() == ["Ba", "Hai", "Một"]


def test_an_index_of_another_database_is_rebuilt():
    ResourceFactory(title="Bài")
    apply_changes()
    current_generation().save_position(10_000)
    rename(LearningResource.objects.get(), "Bài mới")
    apply_changes()
    assert titles() == ["Bài mới"]


def test_a_process_opens_the_index_once_and_sees_later_commits():
    resource = ResourceFactory(title="Cũ")
    apply_changes()
    view = reader.open_view()
    assert reader.open_view() is view
    rename(resource, "Mới")
    apply_changes()
    assert reader.open_view() is not view


@pytest.mark.parametrize("count", [1, 3])
def test_documents_take_a_constant_number_of_queries(count, django_assert_num_queries):
    apply_changes()
    for _ in range(count):
        ResourceFactory()
    # bounds of the log, its next changes, resources, grades, files, the log once more at its end
    with django_assert_num_queries(6):
        apply_changes()


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_follower_follows_changes_and_rebuilds_and_goes_on_after_a_restart():
    resource = ResourceFactory(title="Một")
    for title in ("Hai", "Ba"):
        stop = threading.Event()
        follower = threading.Thread(target=indexer.follow, args=[stop])
        follower.start()
        try:
            rename(resource, title)
            wait_for(lambda title=title: titles() == [title])
            old = current_generation()
            rebuild()
            rename(resource, f"{title} sau")
            wait_for(lambda title=title, old=old: titles() == [f"{title} sau"] and not old.folder.exists())
        finally:
            stop.set()
            follower.join()


def is_being_written():
    generation = current_generation()
    try:
        with generation.locked():
            return False
    except IndexBusyError:
        return True


def test_the_follower_process_ends_on_sigterm_and_frees_the_index(tmp_path, settings):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    environment = {**os.environ, "ELEARN_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    call = [sys.executable, "manage.py"]
    subprocess.run([*call, "migrate", "-v", "0"], env=environment, check=True)
    for _ in range(2):
        process = subprocess.Popen([*call, "follow_search"], env=environment)
        wait_for(lambda: current_generation() and is_being_written(), seconds=60)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert not is_being_written()


def test_rebuild_search_says_how_far_it_is(capsys):
    ResourceFactory()
    call_command("rebuild_search")
    said = capsys.readouterr().out
    assert "1/1" in said
    assert current_generation().folder.name in said
