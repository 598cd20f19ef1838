"""The home of a pupil: go on learning, the courses with progress, news."""

from courses.queries import pupil_home as courses_of_pupil
from elearn.homes.news import latest_news
from live_classes.queries import todays_classes


def pupil_home(user) -> dict:
    """Return today's live classes, the courses, last learned first, and unread news."""
    return {"today": todays_classes(user), "cards": courses_of_pupil(user), "news": latest_news(user)}
