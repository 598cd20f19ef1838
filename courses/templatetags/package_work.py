"""Template tags of packages in lessons."""

from django import template
from django.urls import reverse

register = template.Library()


@register.inclusion_tag("courses/_lesson_package.html", takes_context=True)
def lesson_package(context, package, is_open=False) -> dict:
    """Show a package of the lesson in ``context``: to its pupils with their work, to all others as a trial."""
    lesson, is_learner = context["lesson"], context["is_learner"]
    place = [lesson.uuid, package.uuid]
    address = reverse("api:package_statements", args=place).removesuffix("statements/") if is_learner else ""
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "user": context["user"],
        "lesson": lesson,
        "package": package,
        "is_learner": is_learner,
        "may_edit": context.get("may_edit"),
        "work": address,
        "is_open": is_open,
        "result": context.get("results", {}).get(package.pk) if is_learner else None,
    }
