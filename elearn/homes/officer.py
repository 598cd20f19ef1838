"""The home of an officer of the Department: numbers, what to act upon, who has signed in."""

import datetime as dt

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncWeek
from django.utils import timezone

from accounts.models import User
from content_repo.models import LearningResource
from content_repo.permissions import can_trust_libraries
from content_repo.queries import waiting_libraries_count
from elearn.homes.news import latest_news, waiting_for
from elearn.homes.school import numbers_of
from schools.choices import Role
from schools.models import Membership
from schools.queries import schools_for

WEEKS_SHOWN = 4
UNMANAGED_SHOWN = 3


def officer_home(user) -> dict:
    """Return what waits, the numbers of the schools in scope, schools without a manager, sign-ins by week."""
    schools = schools_for(user)
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    managers = Membership.objects.current().filter(school=OuterRef("pk"), role=Role.SCHOOL_MANAGER)
    sharing = schools.filter(learning_resources__live=True).distinct()
    unmanaged = schools.filter(~Exists(managers), memberships__isnull=False).distinct()
    return {
        **waiting_for(user),
        "libraries_waiting": waiting_libraries_count() if can_trust_libraries(user) else 0,
        "news": latest_news(user),
        "numbers": {
            **numbers_of(schools),
            "schools": schools.count(),
            "sharing": sharing.count(),
            "published_this_month": LearningResource.objects.filter(
                school__in=schools, live=True, first_published_at__gte=month
            ).count(),
        },
        "unmanaged": list(unmanaged.select_related("administrative_unit").order_by("name")[:UNMANAGED_SHOWN]),
        "weeks": sign_ins_by_week(schools),
    }


def sign_ins_by_week(schools) -> list[tuple[dt.date, int]]:
    """Return, for each of the last weeks, its Monday and how many people of the schools signed in last then."""
    today = timezone.localdate()
    monday = today - dt.timedelta(days=today.weekday())
    mondays = [monday - dt.timedelta(weeks=back) for back in range(WEEKS_SHOWN)]
    first = timezone.make_aware(dt.datetime.combine(mondays[-1], dt.time.min))
    members = Membership.objects.current().filter(user=OuterRef("pk"), school__in=schools)
    people = User.objects.filter(Exists(members), is_active=True, last_login__gte=first).order_by()
    rows = people.annotate(week=TruncWeek("last_login")).values("week").annotate(number=Count("pk"))
    counted = {timezone.localtime(row["week"]).date(): row["number"] for row in rows}
    return [(day, counted.get(day, 0)) for day in mondays]
