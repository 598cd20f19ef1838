"""Time the search: 36 queries, each the top 20, the count of all and the counts of seven filters.

    python -m bench.search [--count 20000]

Indexes made-up resources worded like real ones, and the same rows in SQLite's FTS5, folded in the same way and asked
for the same answers. Both run here and now: the ratio of the two is what can be compared between machines.
"""

import argparse
import os
import random
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "elearn.settings")
os.environ["ELEARN_DATA_DIR"] = tempfile.mkdtemp(prefix="bench-search-")
django.setup()

from django.conf import settings
from django.core.management import call_command

from bench.report import Line, show
from content_repo.choices import ContentLanguage, License, ResourceKind, Visibility
from content_repo.curriculum_loading import DATA_DIR, read_rows
from content_repo.search.documents import KIND_WORDS, document_of
from content_repo.search.filters import Filters
from content_repo.search.folding import fold, folded_words, words
from content_repo.search.generations import Generation, create_index, write_atomically
from content_repo.search.queries import COUNTED_FACETS, search
from content_repo.search.schema import SCHEMA_VERSION
from content_repo.search.suggestions import suggest

TOP = 20
ROUNDS = 3
BODY_WORDS = 160
LIMIT_MS = 40  # p95 of one search
SUGGEST_LIMIT_MS = 10
ENDINGS = ["", " – kế hoạch bài dạy 2 tiết", ": phiếu học tập", " – bài giảng có âm thanh", ": ôn tập cuối chương"]
PROSE = words(
    "học sinh giáo viên hoạt động yêu cầu cần đạt mục tiêu kiến thức năng lực phẩm chất thiết bị dạy học tiến trình "
    "khởi động hình thành luyện tập vận dụng nhóm thảo luận trình bày nhận xét đánh giá bài tập sách giáo khoa trang "
    "ví dụ quan sát hình ảnh trả lời câu hỏi nhiệm vụ thời gian phút bảng phụ phiếu kết quả giải thích nêu được"
)
TEXTS = [
    "phan so", "phân số", "phan so lop 6", "hinh thang can", "tứ giác lớp 8", "định lí thales", "te bao",
    "khoi luong rieng", "ap suat", "anh sang", "dien", "Lịch sử và Địa lí 7", "chau a", "trai dat", "ban do",
    "unit 5", "unit 3 my friends", "my new school", "truyện cổ tích", "the gioi co tich", "que huong yeu dau",
    "phep nhan phep chia", "xac suat", "thống kê", "giao an", "giáo án điện tử", "ke hoach bai day tiet",
    "phieu hoc tap", "on tap cuoi chuong", "nang luc pham chat", "",
]  # fmt: skip
FILTERED = [
    ("phan so", {"grade": ("6",)}),
    ("on tap", {"subject": ("toan",), "grade": ("6", "7", "8")}),
    ("", {"subject": ("ngu-van",)}),
    ("hoc tap", {"kind": ("worksheet", "test")}),
    ("", {"grade": ("1", "2", "3"), "kind": ("audio",)}),
]
QUERIES = [Filters(text=text) for text in TEXTS] + [Filters(text=text, facets=facets) for text, facets in FILTERED]


def resources(count: int) -> Iterator[dict]:
    """Yield the facts of ``count`` resources, the same in every run."""
    chance = random.Random(32_2018)
    topics, subjects = (read_rows(DATA_DIR / f"{name}.csv") for name in ("topics", "subjects"))
    names = {row["key"]: row["name"] for row in subjects}
    levels = {row["number"]: row["level"] for row in read_rows(DATA_DIR / "grades.csv")}
    series = [row["key"] for row in read_rows(DATA_DIR / "textbook_series.csv")]
    for number in range(count):
        topic = chance.choice(topics)
        kind = chance.choice(ResourceKind.values)
        size_bytes = int(chance.lognormvariate(13, 1.4))
        title = topic["name"] + chance.choice(ENDINGS)
        other = " ".join(chance.choice(topics)["name"] for _ in range(6))
        yield {
            "uuid": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            "title": title,
            "topic": topic["name"],
            "body": [
                " ".join(chance.choices(PROSE, k=BODY_WORDS)),
                other,
                names[topic["subject"]],
                f"lớp {topic['grade']}",
                KIND_WORDS[kind],
            ],
            "file_names": f"{fold(title)}.docx",
            "audience": [chance.choices(["public", "province", f"school:{number % 400}"], [8, 1, 1])[0]],
            "facets": {
                "subject": [topic["subject"]],
                "grade": [topic["grade"]],
                "level": [levels[topic["grade"]]],
                "kind": [kind],
                "license": [chance.choice(License.values)],
                "series": [chance.choices(series, [6, 2, 1, 1])[0]],
                "language": [ContentLanguage.VIETNAMESE],
                "school": [f"46{number % 400:06}"],
                "format": ["DOCX"],
            },
            "size_bytes": size_bytes,
            "changed_at": 1_790_000_000 + number,
            "downloads": int(chance.paretovariate(1.2)),
            "card": {
                "title": title,
                "kind": kind,
                "subject": topic["subject"],
                "grades": [int(topic["grade"])],
                "author": "Hoàng Thị Lan",
                "school": f"Trường THCS số {number % 400}",
                "formats": ["DOCX"],
                "size_bytes": size_bytes,
                "visibility": Visibility.PUBLIC,
            },
        }


def build_index(count: int) -> None:
    """Write the index where the product looks for it."""
    root = Path(settings.SEARCH_INDEX_DIR)
    generation = Generation(root / f"v{SCHEMA_VERSION}-bench")
    writer = create_index(generation).writer(heap_size=64_000_000, num_threads=1)
    for facts in resources(count):
        writer.add_document(document_of(facts))
    writer.commit()
    writer.wait_merging_threads()
    generation.save_position(0)
    write_atomically(root / "current", generation.folder.name)


def build_peer(count: int, path: Path) -> sqlite3.Connection:
    """Write the same rows into FTS5."""
    db = sqlite3.connect(path)
    columns = ", ".join(COUNTED_FACETS)
    db.execute(f"CREATE TABLE resource (id INTEGER PRIMARY KEY, audience, changed_at, card, {columns})")
    db.execute("CREATE VIRTUAL TABLE words USING fts5(title, body, content='', tokenize='ascii')")
    db.execute("CREATE TEMP TABLE hit (id INTEGER PRIMARY KEY, score)")
    marks = ", ".join("?" * (4 + len(COUNTED_FACETS)))
    for number, facts in enumerate(resources(count)):
        values = [facts["facets"][facet][0] for facet in COUNTED_FACETS]
        row = [number, facts["audience"][0], facts["changed_at"], str(facts["card"]), *values]
        db.execute(f"INSERT INTO resource VALUES ({marks})", row)
        body = fold(" ".join([facts["topic"], *facts["body"], facts["file_names"]]))
        db.execute("INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", (number, fold(facts["title"]), body))
    for facet in COUNTED_FACETS:
        db.execute(f"CREATE INDEX by_{facet} ON resource ({facet})")
    db.execute("INSERT INTO words (words) VALUES ('optimize')")
    db.commit()
    return db


def ask_peer(db: sqlite3.Connection, filters: Filters) -> int:
    """Ask FTS5 for the same answer: every hit once into a table, then counts and the top from there."""
    db.execute("DELETE FROM hit")
    conditions, values = ["audience = 'public'"], []
    for facet, wanted in filters.facets.items():
        conditions.append(f"{facet} IN ({', '.join('?' * len(wanted))})")
        values += wanted
    where = " AND ".join(conditions)
    if typed := folded_words(filters.text):
        match = " AND ".join(f'"{word}"' for word in typed)
        db.execute(
            "INSERT INTO hit SELECT r.id, bm25(words, 4, 1) FROM words JOIN resource r ON r.id = words.rowid"
            f" WHERE words MATCH ? AND {where}",
            [match, *values],
        )
    else:
        db.execute(f"INSERT INTO hit SELECT id, -changed_at FROM resource WHERE {where}", values)
    for facet in COUNTED_FACETS:
        db.execute(f"SELECT {facet}, count(*) FROM hit JOIN resource USING (id) GROUP BY {facet}").fetchall()
    db.execute(f"SELECT card FROM hit JOIN resource USING (id) ORDER BY score LIMIT {TOP}").fetchall()
    return db.execute("SELECT count(*) FROM hit").fetchone()[0]


def times_ms(ask: Callable, questions: list) -> list[float]:
    """Return the processor times of all questions, sorted, after one round to warm up; busy neighbours don't count."""
    for question in questions:
        ask(question)
    times = []
    for question in questions * ROUNDS:
        started = time.thread_time()
        ask(question)
        times.append((time.thread_time() - started) * 1000)
    return sorted(times)


def at(times: list[float], share: float) -> float:
    """Return a percentile of sorted times."""
    return times[min(len(times) - 1, int(len(times) * share))]


def size_mb(path: Path) -> float:
    """Return the size of a file, or of all files below a folder."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def timed(build: Callable):
    """Return what ``build`` returns and the seconds it took."""
    started = time.perf_counter()
    return build(), time.perf_counter() - started


def main() -> int:
    """Build both, ask both, show both; 1 if the search is over a limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    count = parser.parse_args().count
    call_command("migrate", verbosity=0)
    call_command("load_curriculum")
    with tempfile.TemporaryDirectory() as folder:
        settings.SEARCH_INDEX_DIR = Path(folder) / "search"
        peer_path = Path(folder) / "peer.sqlite3"
        _, seconds = timed(lambda: build_index(count))
        peer, peer_seconds = timed(lambda: build_peer(count, peer_path))
        ours = times_ms(lambda filters: search(filters=filters, user=None, page_size=TOP), QUERIES)
        theirs = times_ms(lambda filters: ask_peer(peer, filters), QUERIES)
        typed = [text[:length] for text in TEXTS for length in (2, 4, 7) if len(text) >= length]
        completions = times_ms(lambda text: suggest(text=text, user=None), typed)
        p50, p95 = at(ours, 0.5), at(ours, 0.95)
        print(f"{count} resources, {len(QUERIES)} queries, {ROUNDS} rounds")
        return show(
            [
                Line("search p50", p50, None, "ms", f"FTS5, this run: {at(theirs, 0.5):.1f} ms"),
                Line("search p95", p95, LIMIT_MS, "ms", f"FTS5, this run: {at(theirs, 0.95):.1f} ms"),
                Line("search p50 / FTS5", p50 / at(theirs, 0.5), 1, "×"),
                Line("search p95 / FTS5", p95 / at(theirs, 0.95), 1, "×"),
                Line("completion p95", at(completions, 0.95), SUGGEST_LIMIT_MS, "ms"),
                Line("build", seconds, None, "s", f"FTS5, this run: {peer_seconds:.1f} s"),
                Line(
                    "on disk",
                    size_mb(settings.SEARCH_INDEX_DIR),
                    None,
                    "MB",
                    f"FTS5, this run: {size_mb(peer_path):.1f} MB",
                ),
            ]
        )


if __name__ == "__main__":
    sys.exit(main())
