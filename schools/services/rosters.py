"""Taking over a roster: read and kept, looked at, then applied in one transaction or thrown away."""

import datetime as dt
import uuid as uuids
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import NewPerson, open_accounts
from schools.choices import ImportState, Role
from schools.models import Membership, RosterImport, School, SchoolClass
from schools.rosters.checking import check_table
from schools.rosters.planning import RosterPlan, plan_of
from schools.rosters.reading import read_table
from schools.services.passwords import IssuedPassword, issue_passwords

# Hashing takes about 0.1 s a pupil. A larger import hands out cards class by class instead of at once.
MAX_CARDS_AT_ONCE = 60


class RosterProblemsError(Exception):
    """Some rows are wrong and nobody agreed to leave them out; nothing was changed."""


class RosterClosedError(Exception):
    """The import was thrown away before."""


@dataclass
class RosterOutcome:
    """Counts of an applied import, and the cards of new pupils in the answer that applied it."""

    counts: dict
    cards: list[IssuedPassword] = field(default_factory=list)


def start_roster_import(
    *, uuid: uuids.UUID, school: School, school_year: str, by: User, file_name: str, data: bytes, encoding: str = ""
) -> RosterImport:
    """Read a file and keep its rows and problems for the preview; pupils are not touched.

    Raises :class:`schools.rosters.problems.RosterError` for a file that can't be taken at all. Sending the same
    ``uuid`` again returns the import that is there.
    """
    there = RosterImport.objects.filter(uuid=uuid, school=school, created_by=by).first()
    if there is not None:
        return there
    if RosterImport.objects.filter(uuid=uuid).exists():
        uuid = uuids.uuid4()  # somebody else's: theirs stays as it is
    rows, problems = check_table(read_table(data, encoding))
    return RosterImport.objects.create(
        uuid=uuid,
        school=school,
        school_year=school_year,
        created_by=by,
        file_name=file_name[-120:],
        rows=[row.as_json() for row in rows],
        problems=[problem.as_json() for problem in problems],
    )


def apply_roster_import(*, roster_import: RosterImport, by: User, skip_wrong: bool = False) -> RosterOutcome:
    """Make the new pupils and classes and move the others; pupils that the file leaves out stay as they are.

    Raises :class:`RosterProblemsError` when rows are wrong and ``skip_wrong`` is false, and
    :class:`RosterClosedError` after a discard. Applying twice changes nothing and gives no cards again.
    """
    with transaction.atomic():
        locked = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
        if locked.state == ImportState.APPLIED:
            return RosterOutcome(locked.outcome)
        if locked.state == ImportState.DISCARDED:
            raise RosterClosedError
        plan = plan_of(locked)
        wrong_lines = {problem.line for problem in plan.problems if not problem.is_warning}
        if wrong_lines and not skip_wrong:
            raise RosterProblemsError
        new_pupils = _take_over(locked, plan)
        locked.state, locked.applied_at = ImportState.APPLIED, timezone.now()
        locked.outcome = {
            "created": len(plan.new),
            "moved": len(plan.moved),
            "unchanged": len(plan.unchanged),
            "skipped": len(wrong_lines),
            "classes": len(plan.new_classes),
        }
        locked.save(update_fields=["state", "applied_at", "outcome"])
    cards = issue_passwords(by=by, pupils=new_pupils) if len(new_pupils) <= MAX_CARDS_AT_ONCE else []
    return RosterOutcome(locked.outcome, cards)


def _take_over(roster_import: RosterImport, plan: RosterPlan) -> list[User]:
    """Write the plan in a constant number of statements a few hundred rows; return the new pupils."""
    school, classes = roster_import.school, plan.classes
    for name, grade in plan.new_classes.items():
        classes[name.casefold()] = SchoolClass.objects.create(
            school=school, name=name, grade=grade, school_year=roster_import.school_year
        )
    _leave_classes([user for _row, user in plan.moved])
    new_pupils = open_accounts(people=[NewPerson(row.username, row.full_name) for row in plan.new])
    arrivals = [*zip(plan.new, new_pupils, strict=True), *plan.moved]
    Membership.objects.bulk_create(
        [
            Membership(user=user, role=Role.PUPIL, school=school, school_class=classes[row.class_name.casefold()])
            for row, user in arrivals
        ],
        batch_size=400,
    )
    return new_pupils


def _leave_classes(pupils: list[User]) -> None:
    """End the pupils' memberships as of yesterday; those that began today never were."""
    today = timezone.localdate()
    keys = [pupil.pk for pupil in pupils]
    for start in range(0, len(keys), 500):
        current = Membership.objects.current().filter(user__in=keys[start : start + 500], role=Role.PUPIL)
        current.filter(starts_on__gte=today).delete()
        current.update(ends_on=today - dt.timedelta(days=1))


@transaction.atomic
def discard_roster_import(*, roster_import: RosterImport) -> None:
    """Throw a preview away, rows and all; an import that was applied stays."""
    locked = RosterImport.objects.select_for_update().get(pk=roster_import.pk)
    if locked.state == ImportState.PREVIEW:
        locked.state, locked.rows, locked.problems = ImportState.DISCARDED, [], []
        locked.save(update_fields=["state", "rows", "problems"])
