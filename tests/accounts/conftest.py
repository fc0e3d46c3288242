"""What tests of signing in share: passwords, codes of an app, a visitor with a session of their own."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from proxenia.accounts.actions import add_code_app, set_password
from proxenia.accounts.models import CodeApp, User
from proxenia.accounts.rules.factors import STEP_SECONDS, code_at, new_secret
from tests.cast import Cast

PASSWORD = "seven quiet harbours"


def with_password(user: User, password: str = PASSWORD) -> User:
    """Give somebody a password."""
    set_password(user, by=user, password=password)
    return user


def with_code_app(user: User) -> Callable[[], str]:
    """Give somebody a code app; the function returns a code that was not used yet."""
    secret = new_secret()
    add_code_app(user, by=user, secret=secret, code=code_at(secret, int(time.time()) // STEP_SECONDS))
    # The step of the first code is used; the tests take the one before anew.
    CodeApp.objects.filter(user=user).update(last_step=0)
    return lambda: code_at(secret, int(time.time()) // STEP_SECONDS)


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: Any) -> Any:
    """Send the sign-in form."""
    return client.post("/sign-in/", {"email": user.email, "password": password, **more})


def is_in(client: Client) -> bool:
    """Whether a browser is signed in: the page of one's own account opens."""
    return client.get("/account/").status_code == 200


@pytest.fixture
def officer(cast: Cast) -> User:
    """The officer, with a password."""
    return with_password(cast.officer)
