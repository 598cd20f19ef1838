"""Names of activities in the learner log (xAPI activity ids) and of what the site adds to statements."""

import uuid as uuids

from django.conf import settings

_PACKAGE_PART = "/goi/"
_SUB_CONTENT = "?subContentId="


def package_iri(lesson, package, sub_content: uuids.UUID | None = None) -> str:
    """Return the name of a package within a lesson, or of one of its sub-contents."""
    whole = f"{lesson.iri}{_PACKAGE_PART}{package.uuid}"
    return f"{whole}{_SUB_CONTENT}{sub_content}" if sub_content else whole


def is_of_package(iri: str) -> bool:
    """Whether the activity is a package or a part of one."""
    return _PACKAGE_PART in iri


def is_sub_content(iri: str) -> bool:
    """Whether the activity is a part of a package: one question of several."""
    return _SUB_CONTENT in iri


def package_key(iri: str) -> str:
    """Return the UUID of the package, as text, of an activity that is one or a part of one."""
    return iri.partition(_PACKAGE_PART)[2].partition("?")[0]


def reported_by_iri() -> str:
    """Name of the extension that says who reported a score."""
    return f"{settings.SITE_URL}/xapi/reported-by"


def question_iri() -> str:
    """Name of the extension that keeps the question as it was put."""
    return f"{settings.SITE_URL}/xapi/question"
