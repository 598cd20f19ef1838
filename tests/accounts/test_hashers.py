"""Passwords are hashed with bounded memory, and old hashes keep working."""

import threading
import time

from django.contrib.auth.hashers import Argon2PasswordHasher

from accounts import hashers
from accounts.hashers import AT_ONCE, Argon2Hasher


def test_a_hash_has_the_parameters_that_owasp_recommends():
    encoded = Argon2Hasher().encode("sen-vuon-nai-47", "muoi-cua-bien")
    assert encoded.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
    assert Argon2Hasher().verify("sen-vuon-nai-47", encoded)
    assert not Argon2Hasher().verify("sen-vuon-nai-48", encoded)


def test_a_hash_of_djangos_own_is_valid_and_renewed():
    old = Argon2PasswordHasher().encode("sen-vuon-nai-47", "muoi-cua-bien")
    assert Argon2Hasher().verify("sen-vuon-nai-47", old)
    assert Argon2Hasher().must_update(old)


def test_many_sign_ins_together_hash_a_few_at_a_time(monkeypatch):
    running, most, lock = 0, 0, threading.Lock()

    def watched(self, password, encoded):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1
        return True

    monkeypatch.setattr(hashers.Argon2PasswordHasher, "verify", watched)
    threads = [threading.Thread(target=Argon2Hasher().verify, args=("a", "b")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == AT_ONCE
