"""What taking over a roster would change, seen against the accounts and classes there are (reads only)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from accounts.models import User
from accounts.names import fold
from schools.choices import Role
from schools.models import Membership, RosterImport, School, SchoolClass
from schools.rosters.checking import PupilRow
from schools.rosters.problems import Problem

_CHUNK = 500


@dataclass
class _Known:
    """Someone who has a username of the file, with memberships in force and those of any time."""

    user: User
    current: list[Membership] = field(default_factory=list)
    all: list[Membership] = field(default_factory=list)


@dataclass
class RosterPlan:
    """Rows by what would become of them."""

    new: list[PupilRow] = field(default_factory=list)
    moved: list[tuple[PupilRow, User]] = field(default_factory=list)
    unchanged: list[PupilRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    new_classes: dict[str, int] = field(default_factory=dict)  # name → grade
    classes: dict[str, SchoolClass] = field(default_factory=dict)  # casefolded name → class there is
    old_class_names: dict[int, str] = field(default_factory=dict)  # primary key of a pupil → class left


def plan_roster(*, school: School, school_year: str, rows: Iterable[PupilRow]) -> RosterPlan:
    """Compare rows with what is there, in a number of queries that grows by one per 500 rows."""
    rows = list(rows)
    classes = {c.name.casefold(): c for c in SchoolClass.objects.filter(school=school, school_year=school_year)}
    plan = RosterPlan(classes=classes)
    people = _people([row.username for row in rows])
    for row in rows:
        known = people.get(row.username)
        problem = _class_problem(plan, row) or (known and _person_problem(known, school, row))
        if problem:
            plan.problems.append(problem)
            continue
        if row.grade is not None and row.class_name.casefold() not in classes:
            plan.new_classes.setdefault(row.class_name, row.grade)
        _sort_in(plan, row, known)
    return plan


def plan_of(roster_import: RosterImport) -> RosterPlan:
    """Return what applying the import would do now; its own problems come first among the plan's."""
    rows = [PupilRow(**row) for row in roster_import.rows]
    plan = plan_roster(school=roster_import.school, school_year=roster_import.school_year, rows=rows)
    plan.problems = [*(Problem(**problem) for problem in roster_import.problems), *plan.problems]
    return plan


def _people(usernames: list[str]) -> dict[str, _Known]:
    """Those who have the usernames, by username."""
    people: dict[str, _Known] = {}
    for start in range(0, len(usernames), _CHUNK):
        for user in User.objects.filter(username__in=usernames[start : start + _CHUNK]):
            people[user.username] = _Known(user)
    by_pk = {known.user.pk: known for known in people.values()}
    keys = list(by_pk)
    for start in range(0, len(keys), _CHUNK):
        found = Membership.objects.filter(user__in=keys[start : start + _CHUNK])
        current_ids = set(found.current().values_list("pk", flat=True))
        for membership in found.select_related("school_class"):
            known = by_pk[membership.user_id]
            known.all.append(membership)
            if membership.pk in current_ids:
                known.current.append(membership)
    return people


def _class_problem(plan: RosterPlan, row: PupilRow) -> Problem | None:
    if row.grade is None and row.class_name.casefold() not in plan.classes:
        return Problem("unknown_grade", row.line, "class", row.class_name)
    return None


def _person_problem(known: _Known, school: School, row: PupilRow) -> Problem | None:
    """A pupil of this school only, now or before, and by the same name; nothing is told about anyone else."""
    user, memberships = known.user, known.current or known.all
    is_own_pupil = bool(memberships) and all(m.role == Role.PUPIL and m.school_id == school.pk for m in memberships)
    if not is_own_pupil or user.is_superuser or user.is_staff or not user.is_active:
        return Problem("username_taken", row.line, "username", row.username)
    if fold(user.get_full_name()) != fold(row.full_name):
        return Problem("name_differs", row.line, "full_name", user.get_full_name())
    return None


def _sort_in(plan: RosterPlan, row: PupilRow, known: _Known | None) -> None:
    if known is None:
        plan.new.append(row)
        return
    target = plan.classes.get(row.class_name.casefold())
    if target is not None and [m.school_class_id for m in known.current] == [target.pk]:
        plan.unchanged.append(row)
        return
    plan.moved.append((row, known.user))
    plan.old_class_names[known.user.pk] = ", ".join(m.school_class.name for m in known.current if m.school_class)
