"""The hub's side of presence: which spans begin, go on and end, written a batch at a time."""

import datetime as dt
import logging
from uuid import UUID

from django.utils import timezone

from live_classes.hub.connection import Connection
from live_classes.hub.database import in_database
from live_classes.services.presence import close_spans, open_spans, touch_spans

logger = logging.getLogger(__name__)

_HEARD_SECONDS = 20.0  # a device that said nothing for so long is not noted as there


class SpanKeeper:
    """Collects what happens to connections of one room until it is written."""

    def __init__(self):
        self._begun: dict[UUID, int] = {}
        self._left: set[UUID] = set()
        self._cut: dict[UUID, dt.datetime] = {}

    def begin(self, connection: Connection) -> None:
        """Note a new connection."""
        self._begun[connection.span] = connection.person.participant_id

    def end(self, connection: Connection, now: float, *, has_left: bool) -> None:
        """Note that a connection is gone: left for good, or cut off when it was last heard."""
        if has_left:
            self._left.add(connection.span)
        else:
            self._cut[connection.span] = timezone.now() - dt.timedelta(seconds=now - connection.heard_at)

    async def write(self) -> None:
        """Store what was noted; what the database does not take now is tried again."""
        begun, left, cut = self._begun, self._left, self._cut
        self._begun, self._left, self._cut = {}, set(), {}
        try:
            if begun:
                await in_database(open_spans, participants=begun)
                begun = {}
            if left or cut:
                await in_database(close_spans, left=left, cut=cut)
        except Exception as error:
            logger.warning("presence is not stored yet: %r", error)
            self._begun = {**begun, **self._begun}
            self._left |= left
            self._cut = {**cut, **self._cut}

    async def touch(self, connections: list[Connection], now: float) -> None:
        """Move on the spans of those who are heard."""
        heard = [c.span for c in connections if now - c.heard_at < _HEARD_SECONDS]
        if heard:
            await in_database(touch_spans, uuids=heard)
