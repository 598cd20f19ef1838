"""Where a package can be changed in a form."""

from django import template
from django.urls import reverse

from content_repo.choices import PackageFormat, PackageState
from content_repo.exercises import exercise_of_machine_name
from content_repo.models import Package

register = template.Library()


@register.simple_tag
def exercise_address(package: Package) -> str:
    """Return the address of the form that changes a package; empty for packages without one."""
    if package.format != PackageFormat.H5P or package.state != PackageState.READY:
        return ""
    machine_name = str(package.manifest.get("main_library", "")).partition(" ")[0]
    exercise = exercise_of_machine_name(machine_name)
    return reverse("content_repo:exercise_edit", args=[exercise.slug, package.uuid]) if exercise else ""
