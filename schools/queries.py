"""Reads about schools, classes and the people in them."""

import re

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.names import collation_key, fold
from schools.choices import Role
from schools.models import Membership, RosterImport, School, SchoolClass
from schools.permissions import MANAGING_ROLES, memberships_of


def _schools_in_scope(memberships: list[Membership]) -> QuerySet[School]:
    schools = School.objects.select_related("administrative_unit")
    if any(not m.school_id and not m.administrative_unit_id for m in memberships):
        return schools
    unit_ids = {m.administrative_unit_id for m in memberships if m.administrative_unit_id}
    scope = Q(pk__in={m.school_id for m in memberships if m.school_id})
    scope |= Q(administrative_unit__in=unit_ids) | Q(administrative_unit__parent__in=unit_ids)
    return schools.filter(scope)


def schools_for(user) -> QuerySet[School]:
    """Schools the user may see: those that a membership of theirs covers."""
    return _schools_in_scope(memberships_of(user))


def managed_schools_for(user) -> QuerySet[School]:
    """Schools whose classes, rosters and passwords the user looks after."""
    return _schools_in_scope([m for m in memberships_of(user) if m.role in MANAGING_ROLES])


def classes_for(user) -> QuerySet[SchoolClass]:
    """Classes the user may open: those taught, and all classes of schools managed."""
    taught = {m.school_class_id for m in memberships_of(user) if m.role == Role.TEACHER and m.school_class_id}
    return SchoolClass.objects.select_related("school__administrative_unit").filter(
        Q(pk__in=taught) | Q(school__in=managed_schools_for(user))
    )


def pupils_of(school_class: SchoolClass) -> QuerySet[User]:
    """Pupils in the class today, in Vietnamese order: by tên, then họ đệm."""
    current = Membership.objects.current().filter(school_class=school_class, role=Role.PUPIL, user=OuterRef("pk"))
    return User.objects.filter(Exists(current), is_active=True).order_by("name_sort_key", "id")


def class_names_of(pupils: list[User]) -> dict[int, str]:
    """Name of the class each pupil is in today, by primary key of the pupil."""
    current = Membership.objects.current().filter(user__in=[pupil.pk for pupil in pupils], role=Role.PUPIL)
    return dict(current.values_list("user_id", "school_class__name"))


def teachers_of(school_class: SchoolClass) -> QuerySet[Membership]:
    """Memberships of those who teach the class, in Vietnamese order of their names."""
    return (
        Membership.objects.current()
        .filter(school_class=school_class, role=Role.TEACHER)
        .select_related("user")
        .order_by("user__name_sort_key", "id")
    )


def staff_of(school: School) -> QuerySet[Membership]:
    """Memberships of the school's teachers, managers, reviewers and officers by name."""
    return (
        Membership.objects.current()
        .filter(school=school)
        .exclude(role=Role.PUPIL)
        .select_related("user", "school_class")
        .order_by("user__name_sort_key", "user_id", "role", "school_class__name", "id")
    )


def colleagues_of(user) -> QuerySet[User]:
    """Staff of the schools the user works at, without the user."""
    school_ids = {m.school_id for m in memberships_of(user) if m.school_id and m.role != Role.PUPIL}
    at_school = Membership.objects.current().filter(user=OuterRef("pk"), school__in=school_ids).exclude(role=Role.PUPIL)
    return User.objects.filter(Exists(at_school)).exclude(pk=user.pk).order_by("name_sort_key", "id")


def with_pupil_counts(classes: QuerySet[SchoolClass]) -> QuerySet[SchoolClass]:
    """Add ``pupils_total``: pupils in the class today."""
    today = timezone.localdate()
    in_force = Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=today)
    is_pupil = Q(memberships__role=Role.PUPIL, memberships__starts_on__lte=today)
    return classes.annotate(pupils_total=Count("memberships__user", filter=is_pupil & in_force, distinct=True))


def recent_imports(school: School, limit: int = 5) -> QuerySet[RosterImport]:
    """The last roster files of a school, without their rows."""
    return school.roster_imports.select_related("created_by").defer("rows", "problems")[:limit]


def natural_key(name: str) -> tuple:
    """Return a key that sorts 6A2 before 6A10 and words in Vietnamese order."""
    return tuple(
        (1, collation_key(part), 0) if not part.isdecimal() else (0, "", int(part))
        for part in re.split(r"(\d{1,9})", name)
        if part
    )


def ordered_school_ids(schools: QuerySet[School], *, text: str = "", sort: str = "") -> list[int]:
    """Primary keys of schools whose name, code or commune holds the words (marks don't matter), in order.

    ``sort``: ``xa`` by commune, ``hoc-sinh`` by number of pupils, most first, ``ma`` by code; else by name.
    Databases neither fold Vietnamese marks nor sort Vietnamese alike, and a province has some hundred schools.
    """
    rows = schools.values_list("pk", "name", "code", "administrative_unit__name", "pupils_count")
    words = fold(text).split()
    found = [row for row in rows if _holds(f"{row[1]} {row[2]} {row[3]}", words)]
    keys = {
        "xa": lambda row: (collation_key(row[3]), collation_key(row[1]), row[0]),
        "hoc-sinh": lambda row: (-(row[4] or 0), collation_key(row[1]), row[0]),
        "ma": lambda row: (row[2],),
    }
    found.sort(key=keys.get(sort, lambda row: (collation_key(row[1]), row[0])))
    return [row[0] for row in found]


def ordered_class_ids(classes: QuerySet[SchoolClass], *, text: str = "", sort: str = "") -> list[int]:
    """Primary keys of classes whose name or school holds the words, in order.

    ``sort``: ``truong`` by school, then class; ``khoi`` highest grade first; else by class.
    """
    rows = classes.values_list("pk", "name", "school__name", "grade")
    words = fold(text).split()
    found = [row for row in rows if _holds(f"{row[1]} {row[2]}", words)]
    keys = {
        "truong": lambda row: (collation_key(row[2]), row[3], natural_key(row[1]), row[0]),
        "khoi": lambda row: (-row[3], natural_key(row[1]), collation_key(row[2]), row[0]),
    }
    found.sort(key=keys.get(sort, lambda row: (row[3], natural_key(row[1]), collation_key(row[2]), row[0])))
    return [row[0] for row in found]


def _holds(text: str, words: list[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)


def in_order(queryset: QuerySet, primary_keys: list[int]) -> list:
    """Rows of a queryset in the order of the given primary keys."""
    rows = {row.pk: row for row in queryset.filter(pk__in=primary_keys)}
    return [rows[key] for key in primary_keys if key in rows]
