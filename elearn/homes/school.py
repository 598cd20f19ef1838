"""The home of those who review or manage a school: what waits for them, and their school at a glance."""

from django.db.models import Count, Q
from django.utils import timezone

from content_repo.models import LearningResource
from courses.models import CoursePage
from elearn.homes.news import latest_news, waiting_for
from schools.choices import Role
from schools.models import Membership, SchoolClass
from schools.permissions import own_school_ids, roles_of
from schools.queries import schools_for
from schools.years import school_year_of


def school_home(user) -> dict:
    """Return the review queue, unread news and the numbers of the school."""
    schools = schools_for(user).filter(pk__in=own_school_ids(user))
    return {
        **waiting_for(user),
        "news": latest_news(user),
        "schools": list(schools[:3]),
        "manages": Role.SCHOOL_MANAGER in roles_of(user),
        "numbers": numbers_of(schools),
    }


def numbers_of(schools) -> dict[str, int]:
    """Count the people, classes, courses and materials of schools today; four queries."""
    members = Membership.objects.current().filter(school__in=schools, user__is_active=True)
    people = members.aggregate(
        pupils=Count("user", distinct=True, filter=Q(role=Role.PUPIL)),
        teachers=Count("user", distinct=True, filter=Q(role=Role.TEACHER)),
    )
    year = school_year_of(timezone.localdate())
    return {
        **people,
        "classes": SchoolClass.objects.filter(school__in=schools, school_year=year).count(),
        "courses": CoursePage.objects.filter(school__in=schools, live=True).count(),
        "published": LearningResource.objects.filter(school__in=schools, live=True).count(),
    }
