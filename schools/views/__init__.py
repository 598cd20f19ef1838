"""Pages of schools, classes, staff, pupils' passwords and rosters."""

from schools.views.classes import class_list, school_class
from schools.views.passwords import issue_cards, reset_password
from schools.views.rosters import roster_import, roster_preview
from schools.views.schools import add_class, school, school_list
from schools.views.staff import end_role, staff

__all__ = [
    "add_class",
    "class_list",
    "end_role",
    "issue_cards",
    "reset_password",
    "roster_import",
    "roster_preview",
    "school",
    "school_class",
    "school_list",
    "staff",
]
