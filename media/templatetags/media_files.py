"""Addresses of files in templates."""

from django import template

from media.delivery import delivery_url

register = template.Library()


@register.simple_tag
def file_address(blob, name: str, rendition: str | None = None, inline: bool = False) -> str:
    """Return the signed address of a blob or of its rendition; empty when there is none yet."""
    return delivery_url(blob, name=name, inline=inline, rendition=rendition)
