"""The home of a visitor: what this is, a search box, the newest published materials."""

from content_repo.queries import resources_for

NEWEST_SHOWN = 6


def visitor_home(user) -> dict:
    """Return the newest materials that anybody may see; two queries."""
    return {"newest": newest_resources(user)}


def newest_resources(user, limit: int = NEWEST_SHOWN) -> list:
    """Return the newest published resources the user may see, as a list of links needs them."""
    newest = resources_for(user).select_related("subject", "school").prefetch_related("grades")
    return list(newest.order_by("-public_changed_at", "-pk")[:limit])
