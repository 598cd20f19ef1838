"""Classes of a school year."""

from schools.models import School, SchoolClass


def add_class(*, school: School, name: str, grade: int, school_year: str) -> SchoolClass:
    """Return the class of that name and year, made if it isn't there: adding it twice changes nothing."""
    school_class, _is_new = SchoolClass.objects.get_or_create(
        school=school, name=name, school_year=school_year, defaults={"grade": grade}
    )
    return school_class
