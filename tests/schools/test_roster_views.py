"""Pages of roster import: from the file to the cards."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from schools.choices import ImportState, Role
from schools.models import RosterImport
from schools.years import school_year_of
from tests.factories.schools import MembershipFactory

ROSTER = "username,full_name,class\nhs0001,Nguyễn Thị Ánh,6A\nhs0002,Trần Đức Hưởng,6C\n"


def page(response):
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def upload(client, school, data=ROSTER, **more):
    file = SimpleUploadedFile("lop6.csv", data if isinstance(data, bytes) else data.encode())
    form = {"uuid": uuid.uuid4(), "file": file, "school_year": school_year_of(timezone.localdate())}
    return client.post(reverse("schools:roster_import", args=[school.uuid]), form | more)


def test_a_roster_goes_from_file_to_preview_to_cards(sign_in, manager, school):
    client = sign_in(manager)
    preview = upload(client, school)["Location"]
    text = page(client.get(preview))
    for words in ("Tạo 2 lớp mới", "6A, 6C", "Nguyễn Thị Ánh", "Nhập 2 học sinh"):
        assert words in text
    response = client.post(preview, {"viec": "nhap"})
    text = page(response)
    assert "2 học sinh mới" in text
    assert text.count("<dt>Mật khẩu</dt>") == 2
    assert "no-store" in response["Cache-Control"]
    assert client.post(preview, {"viec": "nhap"})["Location"] == preview
    assert "Kết quả nhập danh sách" in page(client.get(preview))
    assert User.objects.filter(username__startswith="hs").count() == 2


def test_names_with_html_are_shown_as_text(sign_in, manager, school):
    client = sign_in(manager)
    data = 'username,full_name,class\nhs0001,<script>alert(1)</script>,6A\nhs0002,"A"" onmouseover=""x",6A\n'
    preview = upload(client, school, data)["Location"]
    for response in (client.get(preview), client.post(preview, {"viec": "nhap"})):
        text = page(response)
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text
        assert '" onmouseover="' not in text


def test_wrong_rows_are_listed_and_stop_the_import_until_left_out(sign_in, manager, school):
    client = sign_in(manager)
    preview = upload(client, school, ROSTER + "hs 3,C,6A\n")["Location"]
    assert "Dòng 4, cột tên đăng nhập" in page(client.get(preview))
    refused = client.post(preview, {"viec": "nhap"})
    assert refused.status_code == 400
    assert "Chưa nhập gì" in refused.content.decode()
    assert not User.objects.filter(username__startswith="hs").exists()
    page(client.post(preview, {"viec": "nhap", "bo_qua": "1"}))
    assert User.objects.filter(username__startswith="hs").count() == 2


def test_a_file_that_can_not_be_taken_is_refused_in_words(sign_in, manager, school):
    response = upload(sign_in(manager), school, "username,full_name,class,role\nhs1,A,6A,x\n")
    assert response.status_code == 400
    assert "Không nhận cột “role”" in response.content.decode()
    assert not RosterImport.objects.exists()


def test_an_unreadable_file_shows_how_each_encoding_would_read_it(sign_in, manager, school):
    client = sign_in(manager)
    data = b"username,full_name,class\nhs0002,Tr\xc7n \xa7\xf8c H\xad\xebng,6A\n"
    text = upload(client, school, data).content.decode()
    assert "Trần Đức Hưởng" in text
    preview = upload(client, school, data, encoding="tcvn3")["Location"]
    assert "TCVN3" in page(client.get(preview))


@pytest.mark.parametrize("change", [{"file": ""}, {"school_year": "1999-2000"}, {"uuid": "x"}, {"encoding": "utf-7"}])
def test_a_wrong_form_is_refused(sign_in, manager, school, change):
    assert upload(sign_in(manager), school, **change).status_code == 400
    assert not RosterImport.objects.exists()


def test_a_file_over_the_limit_is_refused_unread(sign_in, manager, school):
    response = upload(sign_in(manager), school, b"x" * 2_000_001)
    assert response.status_code == 400
    assert "2 MB" in response.content.decode()


def test_a_preview_can_be_thrown_away_and_not_be_applied_after(sign_in, manager, school):
    client = sign_in(manager)
    preview = upload(client, school)["Location"]
    assert client.post(preview, {"viec": "gi-do"}).status_code == 400
    assert client.post(preview, {"viec": "bo"}).status_code == 302
    assert RosterImport.objects.get().state == ImportState.DISCARDED
    client.post(preview, {"viec": "nhap"})
    assert not User.objects.filter(username__startswith="hs").exists()
    assert "đã bị bỏ" in page(client.get(preview))


def test_an_import_of_another_school_is_not_found(sign_in, manager, school, other_school):
    preview = upload(sign_in(manager), school)["Location"]
    key = RosterImport.objects.get().uuid
    boss = MembershipFactory(role=Role.SCHOOL_MANAGER, school=other_school).user
    client = sign_in(boss)
    assert client.get(preview).status_code == 404
    assert client.post(preview, {"viec": "nhap"}).status_code == 404
    mixed = reverse("schools:roster_preview", args=[other_school.uuid, key])
    assert client.post(mixed, {"viec": "nhap"}).status_code == 404


@pytest.mark.parametrize("group", ["can-sua", "moi", "chuyen", "khong-doi", "rac"])
def test_each_group_of_a_preview_opens(sign_in, manager, school, group):
    client = sign_in(manager)
    preview = upload(client, school)["Location"]
    page(client.get(preview, {"xem": group, "trang": "7"}))
