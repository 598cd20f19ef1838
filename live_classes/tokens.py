"""Short-lived signed words that let one person's socket into one room without a look at the session."""

from dataclasses import astuple, dataclass

from django.core import signing

from live_classes.models import Participant

MAX_AGE_SECONDS = 600
_SALT = "live_classes.room"
_MAX_LENGTH = 500


@dataclass(frozen=True)
class RoomPass:
    """Whom a token names: a participant, and the role that they had when it was made."""

    live_class_id: int
    number: int
    user_id: int
    role: str

    def sign(self) -> str:
        """Return the token."""
        return signing.dumps(astuple(self), salt=_SALT)


def room_token(participant: Participant) -> str:
    """Return a token for a participant's socket, good for ten minutes."""
    number, role = participant.number, str(participant.role)
    return RoomPass(participant.live_class_id, number, participant.user_id, role).sign()


def read_token(token) -> RoomPass | None:
    """Return whom the token names, ``None`` if it is not ours or too old."""
    if not isinstance(token, str) or len(token) > _MAX_LENGTH:
        return None
    try:
        return RoomPass(*signing.loads(token, salt=_SALT, max_age=MAX_AGE_SECONDS))
    except (signing.BadSignature, TypeError, ValueError):
        return None
