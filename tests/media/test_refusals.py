"""What people are told of a file that is not taken."""

import pytest
from django.dispatch import receiver
from django.urls import reverse

from media.choices import UploadState
from media.models import Blob, Upload
from media.problems import Refusal
from media.refusals import PACKAGE_INVALID, refusal_body, refusal_message, report_address
from media.signals import file_examined
from tests.factories.media import UploadFactory, stored_upload

REPORT = [
    {"rule": "json_bad", "path": "h5p.json", "detail": "1:2", "is_warning": False},
    {"rule": "h5p_title", "path": "h5p.json", "detail": "", "is_warning": False},
    {"rule": "folder_stripped", "path": "a/", "detail": "", "is_warning": True},
]


@pytest.mark.parametrize(
    ("code", "detail", "ends"),
    [
        ("crc_error", "a/b.txt", "Chỗ chưa đúng: “a/b.txt”."),
        ("bad_zip", "end", "Chỗ chưa đúng: phần cuối tệp bị thiếu hoặc có thêm dữ liệu."),
        ("bad_zip", "RAR", "Chỗ chưa đúng: đây là tệp RAR."),
        ("xml_forbidden", "word/a.xml", "Chỗ chưa đúng: “word/a.xml”."),
        ("ratio_too_high", "zeros", "Chỗ chưa đúng: “zeros”."),
        ("too_large", "151", "chia nhỏ hoặc nén bớt ảnh, video."),
        ("too_many_entries", "11 > 10", "chia thành nhiều tệp nén."),
        ("crc_error", "", "rồi tải lên."),
        ("checksum_mismatch", "0123", "Thầy cô tải lên lại từ đầu."),
    ],
)
def test_words_name_the_place_where_that_helps(code, detail, ends):
    assert refusal_message(code, detail).endswith(ends)


def test_a_package_is_refused_with_the_number_of_its_problems():
    assert refusal_message(PACKAGE_INVALID, report=REPORT) == "Gói có 2 chỗ chưa đúng nên chưa được nhận."
    body = refusal_body(Refusal(PACKAGE_INVALID, "x", REPORT, upload="u"))
    assert body == {"code": PACKAGE_INVALID, "message": "Gói có 2 chỗ chưa đúng nên chưa được nhận.", "upload": "u"}


def test_details_hold_nothing_that_a_database_refuses():
    refusal = Refusal("bad_zip", "a\0b\ud800" + "c" * 400)
    assert refusal.detail == ("ab?" + "c" * 400)[:300]


@pytest.mark.django_db
def test_the_api_gives_the_address_of_the_report(client, teacher):
    client.force_login(teacher)
    refused = UploadFactory(owner=teacher, state=UploadState.REFUSED, refusal=PACKAGE_INVALID, report=REPORT)
    plain = UploadFactory(owner=teacher, state=UploadState.REFUSED, refusal="crc_error", refusal_detail="a.txt")
    answer = client.get(reverse("api:upload-detail", args=[refused.uuid])).json()["refusal"]
    assert answer["report_url"] == reverse("content_repo:upload_report", args=[refused.uuid])
    assert answer["message"].startswith("Gói có 2")
    answer = client.get(reverse("api:upload-detail", args=[plain.uuid])).json()["refusal"]
    assert answer["report_url"] == "" and answer["message"].endswith("“a.txt”.")
    assert report_address(refused.uuid, []) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("report", [[], REPORT], ids=["without a report", "with a report"])
def test_a_file_of_a_form_leaves_only_a_report_to_be_read(report, teacher):
    @receiver(file_examined, weak=True)
    def refuse(sender, **_news):
        raise Refusal(PACKAGE_INVALID, "json_bad", report)

    try:
        with pytest.raises(Refusal) as refused:
            stored_upload(data="Một dòng.".encode(), name="a.txt", owner=teacher)
    finally:
        file_examined.disconnect(refuse)
    kept = list(Upload.objects.values_list("uuid", "state", "refusal", "report", "blob"))
    assert kept == ([(refused.value.figures["upload"], "refused", PACKAGE_INVALID, REPORT, None)] if report else [])
    assert Blob.objects.filter(uploads__isnull=False).count() == 0
