"""The home of each role: a function that gathers what its template shows, in a constant number of queries."""

from collections.abc import Callable

from elearn.homes.officer import officer_home
from elearn.homes.pupil import pupil_home
from elearn.homes.school import school_home
from elearn.homes.teacher import teacher_home
from elearn.homes.visitor import visitor_home
from schools.choices import Role

# By the role that leads (elearn.navigation.leading_role); None is a visitor, or somebody without any role.
HOMES: dict[str | None, tuple[str, Callable]] = {
    Role.PUPIL: ("elearn/home_pupil.html", pupil_home),
    Role.TEACHER: ("elearn/home_teacher.html", teacher_home),
    Role.REVIEWER: ("elearn/home_school.html", school_home),
    Role.SCHOOL_MANAGER: ("elearn/home_school.html", school_home),
    Role.DEPARTMENT_OFFICER: ("elearn/home_officer.html", officer_home),
    None: ("elearn/home_visitor.html", visitor_home),
}
