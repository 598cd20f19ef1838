"""Downloads as CSV: nothing that people typed is run by a spreadsheet program."""

import csv
import io

import pytest

from schools.csv_files import csv_response, safe_cell
from schools.models import SchoolClass
from tests.factories.schools import SchoolClassFactory


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠a"])
def test_a_cell_never_starts_a_formula(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"), [("6A", "6A"), (None, ""), (-107.25, "-107.25"), (0, "0"), ("sen-vuon-47", "sen-vuon-47")]
)
def test_other_cells_stay_as_they_are(value, written):
    assert safe_cell(value) == written


def test_a_download_is_an_attachment_that_excel_reads_as_utf_8():
    response = csv_response("truong.csv", [["Tên"], ["Ánh; =1+1, “x”\nhai dòng"]])
    assert response["Content-Disposition"] == 'attachment; filename="truong.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert rows == [["Tên"], ["Ánh; =1+1, “x”\nhai dòng"]]


@pytest.mark.django_db
def test_the_name_of_a_class_is_no_formula_on_the_list_of_passwords(sign_in, manager, school_class, pupil):
    SchoolClass.objects.filter(pk=school_class.pk).update(name='=HYPERLINK("x")')
    response = sign_in(manager).post(f"/lop/{school_class.uuid}/the-mat-khau/", {"dang": "csv"})
    [_header, row] = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert row[0] == '\'=HYPERLINK("x")'


@pytest.mark.django_db
def test_the_name_of_a_school_is_no_formula_in_the_list_of_schools(sign_in, officer, school):
    school.name = "@SUM(A1)"
    school.save()
    response = sign_in(officer).get("/truong/", {"dinh-dang": "csv", "q": "sum"})
    [_header, row] = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert row[1] == "'@SUM(A1)"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["6²", "②", "6A²"])
def test_odd_digits_in_the_name_of_a_class_do_not_break_the_list(sign_in, manager, school, name):
    SchoolClassFactory(school=school, name=name)
    assert sign_in(manager).get("/lop/?nam_hoc=tat-ca").status_code == 200
