"""CommonMark in templates."""

from django import template

from courses.markdown import render_markdown

register = template.Library()


@register.filter
def commonmark(text: str) -> str:
    """Return the text as safe HTML."""
    return render_markdown(text)
