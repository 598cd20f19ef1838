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
        user = people.get(row.username)
        problem = _class_problem(plan, row) or (user and _person_problem(user, school, row))
        if problem:
            plan.problems.append(problem)
            continue
        if row.class_name.casefold() not in classes:
            plan.new_classes.setdefault(row.class_name, row.grade)
        _sort_in(plan, row, user)
    return plan


def plan_of(roster_import: RosterImport) -> RosterPlan:
    """Return what applying the import would do now; its own problems come first among the plan's."""
    rows = [PupilRow(**row) for row in roster_import.rows]
    plan = plan_roster(school=roster_import.school, school_year=roster_import.school_year, rows=rows)
    plan.problems = [*(Problem(**problem) for problem in roster_import.problems), *plan.problems]
    return plan


def _people(usernames: list[str]) -> dict[str, User]:
    """Users by username, each with ``current_ones`` (memberships in force) and ``past_ones``."""
    people: dict[str, User] = {}
    for start in range(0, len(usernames), _CHUNK):
        for user in User.objects.filter(username__in=usernames[start : start + _CHUNK]):
            user.current_ones, user.all_ones = [], []
            people[user.username] = user
    by_pk = {user.pk: user for user in people.values()}
    keys = list(by_pk)
    for start in range(0, len(keys), _CHUNK):
        found = Membership.objects.filter(user__in=keys[start : start + _CHUNK])
        current_ids = set(found.current().values_list("pk", flat=True))
        for membership in found.select_related("school_class"):
            user = by_pk[membership.user_id]
            user.all_ones.append(membership)
            if membership.pk in current_ids:
                user.current_ones.append(membership)
    return people


def _class_problem(plan: RosterPlan, row: PupilRow) -> Problem | None:
    if row.grade is None and row.class_name.casefold() not in plan.classes:
        return Problem("unknown_grade", row.line, "class", row.class_name)
    return None


def _person_problem(user: User, school: School, row: PupilRow) -> Problem | None:
    """A pupil of this school only, now or before, and by the same name; nothing is told about anyone else."""
    known = user.current_ones or user.all_ones
    is_own_pupil = bool(known) and all(m.role == Role.PUPIL and m.school_id == school.pk for m in known)
    if not is_own_pupil or user.is_superuser or user.is_staff or not user.is_active:
        return Problem("username_taken", row.line, "username", row.username)
    if fold(user.get_full_name()) != fold(row.full_name):
        return Problem("name_differs", row.line, "full_name", user.get_full_name())
    return None


def _sort_in(plan: RosterPlan, row: PupilRow, user: User | None) -> None:
    if user is None:
        plan.new.append(row)
        return
    target = plan.classes.get(row.class_name.casefold())
    if target is not None and [m.school_class_id for m in user.current_ones] == [target.pk]:
        plan.unchanged.append(row)
        return
    plan.moved.append((row, user))
    plan.old_class_names[user.pk] = ", ".join(m.school_class.name for m in user.current_ones)
