"""A signed-in pupil of the demo province, for benches that ask for pages as one."""

import json

from tests.stacks.product import Stack

# Runs inside the product: picks a pupil with an open course and signs them in.
FIND_A_PUPIL = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from courses.models import CourseAudience, CoursePage, LessonPage
from schools.choices import Role
from schools.models import Membership
audience = CourseAudience.objects.filter(course__live=True, school_class__memberships__role=Role.PUPIL).first()
pupil = Membership.objects.filter(school_class=audience.school_class, role=Role.PUPIL).first().user
lesson = LessonPage.objects.child_of(audience.course).live().first()
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY] = str(pupil.pk)
session[BACKEND_SESSION_KEY] = "accounts.backends.UsernameBackend"
session[HASH_SESSION_KEY] = pupil.get_session_auth_hash()
session.save()
print("FOUND " + json.dumps({"session": session.session_key, "course": audience.course.url, "lesson": lesson.url}))
"""


def sign_in_pupil(stack: Stack) -> dict[str, str]:
    """Return ``session`` (the cookie) and the paths ``course`` and ``lesson`` of a pupil's course."""
    output = stack.manage("shell", "-c", FIND_A_PUPIL)
    line = next(line for line in output.splitlines() if line.startswith("FOUND "))
    return json.loads(line.removeprefix("FOUND "))
