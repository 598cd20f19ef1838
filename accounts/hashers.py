"""How passwords are hashed: Argon2id with the least memory that OWASP recommends, a few at a time."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 4
_turn = threading.BoundedSemaphore(AT_ONCE)


class Argon2Hasher(Argon2PasswordHasher):
    """Django's hasher takes 100 MiB for each sign-in under way: a class that signs in together would need 4 GB.

    OWASP Password Storage Cheat Sheet: m=19456 (19 MiB), t=2, p=1. Hashes made with other parameters stay valid and
    are renewed at the next sign-in.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    def encode(self, password, salt):
        """Hash when it is this thread's turn."""
        with _turn:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        """Compare when it is this thread's turn."""
        with _turn:
            return super().verify(password, encoded)
