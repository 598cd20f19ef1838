"""Passwords that teachers hand out to pupils on cards; they exist in clear only in the answer that shows them."""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.passwords import easy_password
from accounts.services import set_passwords

logger = logging.getLogger(__name__)
_HASHING_THREADS = 2


@dataclass(frozen=True)
class IssuedPassword:
    """What a card shows: whose account, and the password in clear."""

    user: User
    password: str


def issue_passwords(*, by: User, pupils: Iterable[User]) -> list[IssuedPassword]:
    """Set a new easy password for each pupil and end their sessions; callers check the permission.

    Pupils need not change it: small children keep the card. Hashing takes about 0.1 s a pupil and happens before
    the database is touched.
    """
    issued = [IssuedPassword(pupil, easy_password()) for pupil in pupils]
    with ThreadPoolExecutor(_HASHING_THREADS) as pool:
        hashes = list(pool.map(make_password, (card.password for card in issued)))
    set_passwords(hashes={card.user: hashed for card, hashed in zip(issued, hashes, strict=True)})
    for card in issued:
        logger.info("password of pupil %s set by %s", card.user.uuid, by.uuid)
    return issued


def reset_password(*, by: User, pupil: User) -> str:
    """Set a new easy password for one pupil and return it."""
    return issue_passwords(by=by, pupils=[pupil])[0].password
