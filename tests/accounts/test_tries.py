"""Tries that fail wait, and nobody can keep the rightful owner out."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from proxenia.accounts.actions import prove_password
from proxenia.accounts.actions.doors import Door, forget_old_events
from proxenia.accounts.models import SecurityEvent, User
from proxenia.accounts.rules.throttle import BY_ACCOUNT, LONGEST, WINDOW, TooMany
from proxenia.core.errors import Refused
from tests import pages
from tests.accounts.conftest import PASSWORD, is_in, sign_in, with_code_app
from tests.cast import Cast


def try_often(user_email: str, addresses: int, tries: int, *, seconds: float) -> int:
    """Try wrong passwords from many addresses, evenly over some time; return how many were looked at."""
    start, seen = timezone.now(), 0
    for number in range(tries):
        door = Door(address=f"198.51.100.{number % addresses}")
        try:
            prove_password(
                user_email, f"wrong {number}", door=door, now=start + timedelta(seconds=number * seconds)
            )
        except TooMany:
            continue
        except Refused:
            seen += 1
            # The rows carry the time of the clock; the test's own is what counts here.
            latest = SecurityEvent.objects.latest("pk")
            SecurityEvent.objects.filter(pk=latest.pk).update(at=start + timedelta(seconds=number * seconds))
    return seen


@pytest.mark.asvs("6.3.1", "6.1.1")
@pytest.mark.reliability("A3")
def test_sys_2_at_most_ten_of_many_tries_in_a_quarter_of_an_hour_are_looked_at(officer: User) -> None:
    assert try_often(officer.email, addresses=50, tries=180, seconds=5) <= 10


@pytest.mark.asvs("6.3.1", "6.1.1")
@pytest.mark.reliability("A3")
def test_sys_2_the_owner_gets_in_by_link_while_strangers_try(officer: User) -> None:
    for _number in range(BY_ACCOUNT.free + 1):
        sign_in(Client(), officer, "wrong wrong wrong")
    owner = Client()
    refused = sign_in(owner, officer)
    assert "Too many tries" in refused.content.decode(), "the right password waits too"
    mail.outbox.clear()
    owner.post("/sign-in/link/", {"email": officer.email})
    address = next(word for word in mail.outbox[0].body.split() if "/sign-in/link/" in word)
    assert owner.post("/" + address.split("/", 3)[3]).status_code == 302
    assert is_in(owner)


@pytest.mark.asvs("6.3.1")
@pytest.mark.reliability("A3")
def test_sys_2_a_known_device_is_counted_apart_from_strangers(officer: User) -> None:
    owner = Client()
    assert sign_in(owner, officer).status_code == 302
    owner.post("/sign-out/")
    for _number in range(BY_ACCOUNT.free + 2):
        sign_in(Client(), officer, "wrong wrong wrong")
    assert sign_in(Client(), officer).status_code == 422
    assert sign_in(owner, officer).status_code == 302


@pytest.mark.asvs("6.3.8")
@pytest.mark.reliability("A2")
def test_sys_2_known_and_unknown_accounts_look_the_same_at_every_step(officer: User) -> None:
    """One more than is free, so that the sentence of waiting is compared too."""
    for number in range(BY_ACCOUNT.free + 1):
        seen = set()
        for email in (officer.email, "nobody@example.org"):
            answer = Client().post("/sign-in/", {"email": email, "password": "wrong wrong wrong"})
            seen.add((answer.status_code, pages.checked(answer, status=422).text))
        assert len(seen) == 1, number


@pytest.mark.asvs("6.3.8")
@pytest.mark.reliability("A2")
def test_sys_2_known_and_unknown_accounts_cost_the_same_queries(officer: User) -> None:
    """Time itself is measured elsewhere; here the work: the same statements, one password hash each."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work = []
    for email in (officer.email, "nobody@example.org"):
        with CaptureQueriesContext(connection) as asked:
            Client().post("/sign-in/", {"email": email, "password": "wrong wrong wrong"})
        work.append([query["sql"].split()[0:3] for query in asked.captured_queries])
    assert work[0] == work[1]


@pytest.mark.asvs("6.3.5")
def test_sys_2_whoever_is_tried_at_is_told_once(officer: User) -> None:
    mail.outbox.clear()
    for _number in range(BY_ACCOUNT.free + 3):
        sign_in(Client(), officer, "wrong wrong wrong")
    assert [(letter.to, "tries to sign in" in letter.subject) for letter in mail.outbox] == [
        ([officer.email], True)
    ]


@pytest.mark.asvs("6.3.1")
def test_sys_2_many_accounts_from_one_address_wait_too(cast: Cast) -> None:
    answers = [
        Client().post("/sign-in/", {"email": f"{number}@example.org", "password": "one password for all"})
        for number in range(45)
    ]
    looked_at = [answer for answer in answers if "Too many tries" not in answer.content.decode()]
    assert len(looked_at) == 40
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    answer = elsewhere.post("/sign-in/", {"email": "99@example.org", "password": "one password for all"})
    assert "Too many tries" not in answer.content.decode()


@pytest.mark.asvs("6.6.3", "6.3.1")
def test_sys_2_codes_are_guessed_no_faster_than_passwords(officer: User) -> None:
    with_code_app(officer)
    stranger = Client()
    sign_in(stranger, officer)
    sentences = [
        stranger.post("/sign-in/second/", {"code": "000000"}).content.decode()
        for _number in range(BY_ACCOUNT.free + 1)
    ]
    assert ["Too many tries" in text for text in sentences] == [False] * BY_ACCOUNT.free + [True]


@pytest.mark.asvs("16.3.1")
def test_sys_2_failures_are_kept_without_what_was_typed_and_then_forgotten(officer: User) -> None:
    sign_in(Client(HTTP_USER_AGENT="Fox\r\nX: y"), officer, "a secret slip")
    row = SecurityEvent.objects.get()
    kept = " ".join(str(value) for value in vars(row).values())
    assert "a secret slip" not in kept
    assert officer.email not in kept
    assert (row.kind, row.address, "\n" in row.agent) == ("password", "127.0.0.1", False)
    forget_old_events(now=timezone.now() + timedelta(days=91))
    assert not SecurityEvent.objects.exists()


def test_sys_2_a_success_leaves_no_count(officer: User) -> None:
    for _number in range(BY_ACCOUNT.free * 2):
        assert sign_in(Client(), officer, PASSWORD).status_code == 302
    assert not SecurityEvent.objects.exists()


@pytest.mark.once
def test_the_wait_grows_and_ends() -> None:
    waits = [BY_ACCOUNT.wait(number) for number in range(40)]
    assert waits == sorted(waits)
    assert (waits[4], waits[5], waits[39]) == (timedelta(0), timedelta(minutes=1), LONGEST)
    assert LONGEST < WINDOW


@pytest.mark.asvs("6.3.1")
def test_sys_2_links_by_mail_do_not_fill_a_letter_box(officer: User, settings: Any) -> None:
    mail.outbox.clear()
    for _number in range(20):
        Client().post("/sign-in/link/", {"email": officer.email})
    assert len(mail.outbox) == BY_ACCOUNT.free
