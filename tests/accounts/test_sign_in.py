"""Signing in: single-use links, passwords, and addresses that never lead elsewhere."""

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from proxenia.accounts.actions import make_sign_in_link, set_password, use_sign_in_link
from proxenia.accounts.models import SignInLink, User
from proxenia.accounts.rules.throttle import BY_ACCOUNT
from proxenia.core.errors import NotAllowed, Refused
from tests.cast import Cast, signed_in
from tests.queue import make_job

PASSWORD = "seven quiet harbours"


def test_a_link_signs_in_once(cast: Cast) -> None:
    token = make_sign_in_link(cast.officer, by=cast.operator)
    assert token not in SignInLink.objects.get().digest, "only the digest is kept"
    browser = Client()
    assert "This link signs you in once" in browser.get(f"/sign-in/link/{token}/").content.decode()
    assert browser.post(f"/sign-in/link/{token}/").status_code == 302
    assert browser.get("/").headers["Location"] == "/o/halden/"
    again = Client().post(f"/sign-in/link/{token}/")
    assert again.status_code == 409
    assert "has been used or is too old" in again.content.decode()


def test_looking_at_a_link_does_not_use_it_up(cast: Cast) -> None:
    token = make_sign_in_link(cast.officer, by=cast.operator)
    for _ in range(3):
        Client().get(f"/sign-in/link/{token}/")
    assert use_sign_in_link(token) == cast.officer


def test_an_old_link_and_a_guessed_one_look_the_same(cast: Cast) -> None:
    token = make_sign_in_link(cast.officer, by=cast.operator)
    sentences = set()
    for given, now in ((token, timezone.now() + timedelta(days=2)), ("guess", None)):
        with pytest.raises(Refused) as refusal:
            use_sign_in_link(given, now=now)
        sentences.add(str(refusal.value))
    assert len(sentences) == 1


def test_a_person_who_left_cannot_use_a_link(cast: Cast) -> None:
    token = make_sign_in_link(cast.officer, by=cast.operator)
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    with pytest.raises(Refused):
        use_sign_in_link(token)


def test_asking_for_a_link_tells_nobody_who_has_an_account(cast: Cast) -> None:
    pages = set()
    for email in (cast.officer.email, "nobody@example.org"):
        page = Client().post("/sign-in/link/", {"email": email}).content.decode()
        tokens = r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"'
        pages.add(re.sub(tokens, "", page.replace(email, "…")))
    assert len(pages) == 1
    (sent,) = mail.outbox
    assert sent.to == [cast.officer.email]
    assert "/sign-in/link/" in sent.body


def test_password_and_a_wrong_one(cast: Cast) -> None:
    set_password(cast.officer, by=cast.officer, password=PASSWORD)
    browser = Client()
    wrong = browser.post("/sign-in/", {"email": cast.officer.email, "password": PASSWORD[:-1]})
    assert wrong.status_code == 422
    assert "do not fit together" in wrong.content.decode()
    right = browser.post("/sign-in/", {"email": cast.officer.email.upper(), "password": PASSWORD})
    assert right.status_code == 302


def test_nobody_sets_a_password_for_somebody_else(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        set_password(cast.officer, by=cast.director, password=PASSWORD)


def test_weak_passwords_are_refused_with_a_sentence(cast: Cast) -> None:
    browser = signed_in(cast.officer)
    for password, sentence in (("too short", "15 characters"), (cast.officer.email, "too similar to the")):
        answer = browser.post("/password/", {"password": password})
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert browser.post("/password/", {"password": PASSWORD}).status_code == 302


def test_the_operator_cannot_sign_in(cast: Cast) -> None:
    assert not cast.operator.is_active
    answer = Client().post("/sign-in/", {"email": cast.operator.email, "password": "!"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil"]
)
def test_signing_in_never_leads_elsewhere(cast: Cast, target: str) -> None:
    set_password(cast.officer, by=cast.officer, password=PASSWORD)
    data = {"email": cast.officer.email, "password": PASSWORD, "next": target}
    assert Client().post("/sign-in/", data).headers["Location"] == "/"


def test_signing_out_ends_the_session(cast: Cast) -> None:
    browser = signed_in(cast.officer)
    browser.post("/sign-out/")
    assert browser.get("/o/halden/").headers["Location"].startswith("/sign-in/?next=")


def test_sys_8_jobs_name_people_by_uid_never_by_their_address(cast: Cast, settings: Any) -> None:
    settings.JOBS_AT_ONCE = False
    for email in (cast.officer.email, "nobody@example.org"):
        Client().post("/sign-in/link/", {"email": email})
        for _number in range(BY_ACCOUNT.free + 1):
            Client().post("/sign-in/", {"email": email, "password": "wrong wrong wrong"})
    asked = [
        (task.args_kwargs["args"][0], task.args_kwargs["args"][1]) for task in DBTaskResult.objects.all()
    ]
    names = {name for name, arguments in asked if arguments["user_uid"] == cast.officer.uid}
    assert names == {"accounts.mail_link", "accounts.warn_of_tries"}
    assert "@" not in str(asked)


def test_sys_8_addresses_in_jobs_of_the_version_before_are_taken_out(cast: Cast) -> None:
    for email in (cast.officer.email, "nobody@example.org"):
        make_job("accounts.mail_link", arguments={"email": email})
    import_module("proxenia.accounts.migrations.0004_jobs_name_people_by_uid").forget_addresses(apps, None)
    arguments = [task.args_kwargs["args"][1] for task in DBTaskResult.objects.order_by("enqueued_at")]
    assert arguments == [{"user_uid": cast.officer.uid}, {"user_uid": ""}]


@pytest.mark.asvs("6.6.2", "14.2.1")
def test_sys_2_a_mailed_link_works_in_the_browser_that_asked_for_it(cast: Cast) -> None:
    asked, stranger = Client(), Client()
    stranger.post("/sign-in/link/", {"email": "nobody@example.org"})
    mail.outbox.clear()
    asked.post("/sign-in/link/", {"email": cast.officer.email})
    word = next(word for word in mail.outbox[0].body.split() if "/sign-in/link/" in word)
    address = "/" + word.split("/", 3)[3]
    for elsewhere in (Client(), stranger):
        answer = elsewhere.post(address)
        assert answer.status_code == 409
        assert "in the browser in which it was asked for" in answer.content.decode()
        assert elsewhere.get("/account/").status_code == 302
    assert asked.post(address).status_code == 302
    assert asked.get("/account/").status_code == 200
    assert asked.post(address).status_code == 409


@pytest.mark.asvs("6.6.2")
def test_sys_2_a_link_handed_over_by_the_operator_is_bound_to_no_browser(cast: Cast) -> None:
    token = make_sign_in_link(cast.officer, by=cast.operator)
    assert Client().post(f"/sign-in/link/{token}/").status_code == 302
