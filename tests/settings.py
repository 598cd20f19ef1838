"""Settings of the tests: the project's own, in a folder of their own, with quick passwords."""

import os
import tempfile

os.environ.setdefault("ELEARN_DATA_DIR", tempfile.mkdtemp(prefix="elearn-tests-"))
os.environ.setdefault("ELEARN_LOG_LEVEL", "ERROR")

from elearn.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATICFILES_DIRS: list = []
# Tasks run at once where they are due: after the commit.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 – WhiteNoise warns where there is none
