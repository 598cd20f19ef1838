"""Writes about schools: memberships, classes, pupils' passwords, rosters."""

from schools.services.classes import add_class
from schools.services.memberships import add_membership, end_membership, transfer_pupil
from schools.services.passwords import IssuedPassword, issue_passwords, reset_password
from schools.services.rosters import (
    MAX_CARDS_AT_ONCE,
    RosterClosedError,
    RosterOutcome,
    RosterProblemsError,
    apply_roster_import,
    discard_roster_import,
    start_roster_import,
)

__all__ = [
    "MAX_CARDS_AT_ONCE",
    "IssuedPassword",
    "RosterClosedError",
    "RosterOutcome",
    "RosterProblemsError",
    "add_class",
    "add_membership",
    "apply_roster_import",
    "discard_roster_import",
    "end_membership",
    "issue_passwords",
    "reset_password",
    "start_roster_import",
    "transfer_pupil",
]
