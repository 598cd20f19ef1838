"""The list of who did what to a live class outside its room."""

from accounts.models import User
from live_classes.models import AuditEntry, LiveClass


def record_audit(*, live_class: LiveClass, by: User | None, action: str, **detail) -> AuditEntry:
    """Note one act in the transaction that does it; ``by`` is ``None`` for what the server does by itself.

    ``action`` is a value of :class:`live_classes.choices.AuditAction` or a word of another part; ``detail`` plain JSON.
    """
    return AuditEntry.objects.create(live_class=live_class, by=by, action=str(action), detail=detail)
