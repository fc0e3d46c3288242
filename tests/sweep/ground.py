"""The ground a full sweep stands on when no test run does: settings, a database in memory, nothing remembered."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def prepare() -> None:
    """Set the environment that Django's settings are read from."""
    sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []
    os.environ["PROXENIA_DATA"] = tempfile.mkdtemp(prefix="proxenia-sweep-")
    os.environ["PROXENIA_TESTING"] = "true"
    os.environ["PROXENIA_SECRET_KEY"] = "for-the-sweep-only-and-nowhere-else-0123456789abcdef"
    os.environ["DJANGO_SETTINGS_MODULE"] = "proxenia.settings"
    for name in ("PROXENIA_DATABASE_URL", "PROXENIA_OWNER_DATABASE_URL"):
        os.environ.pop(name, None)


@contextmanager
def database() -> Iterator[None]:
    """Run with an empty database in memory; all of it is gone afterwards."""
    import logging

    import django
    from django.conf import settings

    django.setup()
    logging.disable(logging.CRITICAL)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    from django.db import connection
    from django.test.utils import setup_test_environment, teardown_test_environment

    setup_test_environment()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        teardown_test_environment()
