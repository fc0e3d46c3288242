"""Second factors: asked for, used once, kept as digests, never walked around."""

import re
import time
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from proxenia.accounts.actions import make_recovery_codes, make_sign_in_link, prove_code
from proxenia.accounts.actions.doors import Door
from proxenia.accounts.models import CodeApp, Office, RecoveryCode, SecondFactor, User, Visit
from proxenia.accounts.rules.factors import (
    STEP_SECONDS,
    code_at,
    new_recovery_code,
    new_secret,
    recovery_digest,
    sealed,
    step_of,
    unsealed,
)
from proxenia.audit.models import Event
from proxenia.core.errors import Refused
from tests import pages
from tests.accounts.conftest import PASSWORD, is_in, sign_in, with_code_app, with_password
from tests.cast import Cast, signed_in

# RFC 6238, appendix B: the secret "12345678901234567890", SHA-1, the last six of the eight digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130"}


@pytest.mark.once
@pytest.mark.asvs("6.5.5")
def test_sys_2_codes_are_those_of_the_standard_and_live_half_a_minute() -> None:
    for seconds, code in RFC.items():
        assert code_at(RFC_SECRET, seconds // STEP_SECONDS) == code
        assert step_of(RFC_SECRET, code, seconds=seconds) == seconds // STEP_SECONDS
        assert step_of(RFC_SECRET, code, seconds=seconds + 2 * STEP_SECONDS) is None


@pytest.mark.asvs("6.5.1")
@pytest.mark.reliability("A4")
def test_sys_2_a_code_works_once_and_none_before_it_afterwards(cast: Cast) -> None:
    secret, now = new_secret(), int(time.time()) // STEP_SECONDS
    CodeApp.objects.create(user=cast.officer, secret=sealed(secret))
    prove_code(cast.officer, code_at(secret, now), door=Door())
    for step in (now, now - 1):
        with pytest.raises(Refused, match="used already"):
            prove_code(cast.officer, code_at(secret, step), door=Door())


@pytest.mark.asvs("6.3.3", "6.3.4")
@pytest.mark.reliability("A4")
def test_sys_2_the_password_alone_does_not_let_in_where_a_code_app_is_set_up(officer: User) -> None:
    code = with_code_app(officer)
    browser = Client()
    assert sign_in(browser, officer, next="/o/halden/").headers["Location"] == "/sign-in/second/"
    assert not is_in(browser)
    assert "wrong" in pages.send(browser, "/sign-in/second/", {"code": "000000"}).text
    assert browser.post("/sign-in/second/", {"code": code()}).headers["Location"] == "/o/halden/"
    assert is_in(browser)
    assert Visit.objects.get(user=officer).how == "password and code"


@pytest.mark.asvs("6.4.3", "6.4.4")
@pytest.mark.reliability("A4")
def test_sys_2_a_link_by_mail_keeps_the_second_factor(officer: User) -> None:
    code = with_code_app(officer)
    browser = Client()
    token = make_sign_in_link(officer, by=officer)
    assert browser.post(f"/sign-in/link/{token}/").headers["Location"] == "/sign-in/second/"
    assert not is_in(browser)
    browser.post("/sign-in/second/", {"code": code()})
    assert browser.post("/password/", {"password": "eleven loud windmills"}).status_code == 302
    assert sign_in(Client(), officer, "eleven loud windmills").headers["Location"] == "/sign-in/second/"


@pytest.mark.asvs("6.5.1", "6.5.2", "6.5.3", "6.5.4")
@pytest.mark.reliability("A4")
def test_sys_2_recovery_codes_work_once_and_only_digests_are_kept(officer: User) -> None:
    with_code_app(officer)
    codes = make_recovery_codes(officer, by=officer)
    assert len(set(codes)) == 10
    assert not {row.digest for row in RecoveryCode.objects.all()} & set(codes)
    assert recovery_digest(codes[0].upper().replace("-", " ")) == recovery_digest(codes[0])
    for status in (302, 422):
        browser = Client()
        sign_in(browser, officer)
        answer = browser.post("/sign-in/second/?recovery", {"code": codes[0]})
        assert answer.status_code == status
    assert RecoveryCode.objects.filter(used_at=None).count() == 9
    assert any("recovery code was used" in letter.body for letter in mail.outbox)


@pytest.mark.once
@pytest.mark.asvs("6.5.3", "6.5.4")
@pytest.mark.asvs("11.5.1")
def test_sys_2_recovery_codes_are_random() -> None:
    codes = {new_recovery_code() for _number in range(2000)}
    assert len(codes) == 2000
    assert all(re.fullmatch(r"([2-9a-hjkmnp-z]{6}-){3}[2-9a-hjkmnp-z]{6}", code) for code in codes)


@pytest.mark.once
def test_the_secret_of_an_app_is_sealed_with_the_installation_s_key(settings: Any) -> None:
    secret = new_secret()
    kept = sealed(secret)
    assert secret not in kept
    assert unsealed(kept) == secret
    settings.SECRET_KEY = "another key, as after a mistaken restore, 0123456789"
    assert unsealed(kept) is None


def enrolment_only() -> set[str]:
    """What somebody may reach who must add a second factor first."""
    return {
        "account",
        "prove",
        "password",
        "code_app",
        "add_passkey",
        "begin_making_passkey",
        "make_passkey",
        "second_factor",
        "sign_out",
    }


def addresses() -> dict[str, str]:
    """Every address of the site that asks for somebody signed in, filled with words that fit."""
    from tests.repository.test_registrations import routes

    found = {}
    for where, view in routes(get_resolver()):
        if getattr(view, "permission", "public") != "public":
            path = re.sub(r"<int:\w+>", "1", where.replace("<slug:office>", "halden"))
            path = re.sub(r"<\w+:\w+>|<\w+>", "x", path).replace("\\Z", "")
            found[where] = "/" + path
    return found


@pytest.mark.asvs("6.3.3")
@pytest.mark.reliability("A4")
def test_sys_2_without_the_asked_factor_only_adding_one_and_signing_out_is_open(cast: Cast) -> None:
    Office.objects.filter(pk=cast.office.pk).update(second_factor=SecondFactor.EVERYBODY)
    browser = Client()
    assert sign_in(browser, with_password(cast.viewer)).status_code == 302
    from proxenia.accounts.urls import urlpatterns

    open_paths = {str(one.pattern) for one in urlpatterns if one.name in enrolment_only()}
    assert len(open_paths) == len(enrolment_only())
    for where, path in addresses().items():
        for ask in (browser.get, browser.post):
            answer = ask(path)
            if where in open_paths or answer.status_code == 405:
                continue
            # Office pages of nobody's concern answer as if they were not there.
            target = answer.headers.get("Location", "")
            assert target.startswith("/sign-in/second/"), f"{path}: {answer.status_code} {target}"
    assert browser.get("/sign-in/second/").headers["Location"] == "/account/"
    assert "asks for a second factor" in pages.fetch(browser, "/account/").text


@pytest.mark.asvs("6.3.3")
@pytest.mark.parametrize(
    ("setting", "asked"),
    [
        (SecondFactor.NOBODY, set()),
        (SecondFactor.MANAGERS, {"director", "administrator"}),
        (SecondFactor.STAFF, {"director", "administrator", "officer", "unit_editor", "viewer", "auditor"}),
        (SecondFactor.EVERYBODY, None),
    ],
)
def test_sys_2_an_office_says_whom_it_asks(cast: Cast, setting: str, asked: set[str] | None) -> None:
    Office.objects.filter(pk=cast.office.pk).update(second_factor=setting)
    found = {
        role
        for role, user in cast.everybody.items()
        if signed_in(user).get("/o/halden/search/").headers.get("Location", "").startswith("/sign-in/second/")
    }
    assert found == (set(cast.everybody) if asked is None else asked)


@pytest.mark.asvs("6.3.7", "6.5.8", "7.2.4")
@pytest.mark.reliability("A5")
def test_sys_2_adding_a_code_app_in_the_browser_proves_it_changes_the_key_and_is_told(officer: User) -> None:
    browser, elsewhere = signed_in(officer), signed_in(officer)
    page = pages.fetch(browser, "/account/code-app/")
    secret = next(node.text for node in page.root.all("code"))
    before = browser.session.session_key
    mail.outbox.clear()
    pages.send(browser, "/account/code-app/", {"code": "123"})
    code = code_at(secret, int(time.time()) // STEP_SECONDS)
    answer = browser.post("/account/code-app/", {"code": code})
    assert answer.headers["Location"] == "/account/recovery-codes/"
    assert browser.session.session_key != before
    assert not is_in(elsewhere)
    assert "code app was added" in mail.outbox[0].body
    shown = browser.post("/account/recovery-codes/")
    assert len(re.findall(r"<code>([a-z2-9-]{27})</code>", shown.content.decode())) == 10
    assert not re.findall(
        r"<code>([a-z2-9-]{27})</code>", browser.get("/account/recovery-codes/").content.decode()
    )
    assert {"add_code_app", "make_recovery_codes"} <= set(Event.objects.values_list("verb", flat=True))


@pytest.mark.asvs("6.5.6", "7.4.3")
def test_sys_2_a_lost_app_is_removed_and_the_office_asks_again(officer: User) -> None:
    with_code_app(officer)
    make_recovery_codes(officer, by=officer)
    browser = signed_in(officer)
    Visit.objects.update(is_strong=True)
    assert browser.post("/account/code-app/remove/").status_code == 302
    assert not CodeApp.objects.exists()
    assert not RecoveryCode.objects.exists(), "codes for factors that are gone are worthless"
    assert not Visit.objects.get().is_strong


@pytest.mark.once
def test_no_column_holds_a_secret_in_the_clear(cast: Cast) -> None:
    with_password(cast.officer)
    with_code_app(cast.officer)
    codes = make_recovery_codes(cast.officer, by=cast.officer)
    token = make_sign_in_link(cast.officer, by=cast.officer)
    dump = ""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            dump += repr(cursor.fetchall())
    for secret in (PASSWORD, token, *codes, codes[0].replace("-", "")):
        assert secret not in dump
