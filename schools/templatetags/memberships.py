"""What a person is, in words, for pages of apps below and above."""

from django import template

from schools.choices import Role
from schools.permissions import memberships_of

register = template.Library()


@register.inclusion_tag("schools/_memberships.html", name="memberships")
def show_memberships(user) -> dict:
    """List the current memberships of a user in words."""
    return {"memberships": memberships_of(user)}


@register.simple_tag
def role_label(role: str) -> str:
    """Return the words of a role in the active language; an unknown one stays as it is."""
    return str(dict(Role.choices).get(role, role))
