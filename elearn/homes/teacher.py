"""The home of a teacher: returned materials, courses with how many learn, what to do first."""

from content_repo.choices import ResourceState
from content_repo.queries import my_resources, with_state
from courses.queries import teacher_home as courses_of_teacher
from elearn.homes.news import latest_news, waiting_for
from live_classes.queries import todays_classes
from schools.choices import Role
from schools.permissions import roles_of

RETURNED_SHOWN = 5


def teacher_home(user) -> dict:
    """Return today's work of a teacher; with the review queue for those who review too."""
    mine = my_resources(user)
    returned = with_state(mine, ResourceState.RETURNED).select_related("subject").order_by("-step_started_at", "-pk")
    context = {
        "today": todays_classes(user),
        "returned": list(returned[:RETURNED_SHOWN]),
        "submitted_count": mine.filter(workflow_status="in_progress").count(),
        "has_resources": mine.exists(),
        "cards": courses_of_teacher(user),
        "news": latest_news(user),
    }
    if Role.REVIEWER in roles_of(user):
        context |= waiting_for(user)
    return context
