"""What several homes show: unread news, and materials that wait for a review."""

from accounts.queries import notification_text, notifications_of
from content_repo.queries import review_queue_for

NEWS_SHOWN = 3
WAITING_SHOWN = 5


def latest_news(user) -> list[tuple]:
    """Return the newest unread notifications, each with its words; one query."""
    return [(news, notification_text(news)) for news in notifications_of(user, is_unread_only=True)[:NEWS_SHOWN]]


def waiting_for(user) -> dict:
    """Return what waits for this reviewer, the longest wait first, and how many in all; two queries."""
    queue = review_queue_for(user)
    shown = queue.select_related("subject", "school").order_by("step_started_at", "pk")[:WAITING_SHOWN]
    return {"waiting": list(shown), "waiting_count": queue.count()}
