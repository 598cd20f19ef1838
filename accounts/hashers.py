"""How passwords are hashed: Argon2id with the parameters that OWASP recommends, two at a time."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2
_turn = threading.BoundedSemaphore(AT_ONCE)


class Argon2Hasher(Argon2PasswordHasher):
    """Django's hasher takes 100 MiB for each sign-in under way: a class that signs in together would need 4 GB.

    OWASP Password Storage Cheat Sheet: m=47104 (46 MiB), t=1, p=1. Of its equal choices this is the one whose memory
    goes back to the system at once: the C library keeps freed blocks below 32 MiB, for each thread anew. Hashes made
    with other parameters stay valid and are renewed at the next sign-in.
    """

    time_cost = 1
    memory_cost = 47_104
    parallelism = 1

    def encode(self, password, salt):
        """Hash when it is this thread's turn."""
        with _turn:
            return super().encode(password, salt)

    def verify(self, password, encoded):
        """Compare when it is this thread's turn."""
        with _turn:
            return super().verify(password, encoded)
