"""Sessions: new keys, ends that hold at once, times, the list of one's own, and proof before dangerous pages."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from proxenia.accounts.actions import close_account, invite, withdraw_role
from proxenia.accounts.models import Membership, User, Visit
from proxenia.accounts.rules.factors import MOST_VISITS, PROOF_LIFE
from proxenia.core.errors import NotAllowed
from tests import pages
from tests.accounts.conftest import PASSWORD, is_in, sign_in, with_code_app, with_password
from tests.cast import Cast, signed_in


def key_of(browser: Client) -> str:
    """The session key a browser holds."""
    return browser.cookies["sessionid"].value


def with_key(key: str) -> Client:
    """A browser that holds a session key, as a thief would."""
    thief = Client()
    thief.cookies["sessionid"] = key
    return thief


@pytest.mark.asvs("7.2.1", "7.2.2", "7.2.4")
@pytest.mark.reliability("A5")
def test_sys_2_the_key_changes_at_sign_in_second_factor_proof_and_role(cast: Cast, officer: User) -> None:
    code = with_code_app(officer)
    browser = Client()
    browser.get("/sign-in/")
    keys = []
    sign_in(browser, officer)
    keys.append(key_of(browser))
    browser.post("/sign-in/second/", {"code": code()})
    keys.append(key_of(browser))
    browser.post("/prove/", {"password": PASSWORD})
    keys.append(key_of(browser))
    invite(cast.office, by=cast.director, email=officer.email, name="", role="viewer")
    assert is_in(browser)
    keys.append(key_of(browser))
    assert len(set(keys)) == 4
    assert is_in(browser)
    assert [is_in(with_key(key)) for key in keys] == [False, False, False, True]


@pytest.mark.asvs("7.2.3")
@pytest.mark.once
def test_sys_2_session_keys_are_long_and_never_twice(db: None) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    keys = {SessionStore()._get_new_session_key() for _number in range(200)}
    assert len(keys) == 200
    # 32 of 36 letters: 165 bits.
    assert {len(key) for key in keys} == {32}


@pytest.mark.asvs("7.4.1", "7.4.4", "14.3.1")
@pytest.mark.reliability("A6", "E5")
def test_sys_2_signing_out_ends_the_session_here_and_in_the_browser(officer: User) -> None:
    browser = signed_in(officer)
    key = key_of(browser)
    page = pages.fetch(browser, "/account/")
    assert "Sign out" in {node.text for node in page.root.all("button")}
    assert "no-store" in page.response.headers["Cache-Control"]
    answer = browser.post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert not is_in(with_key(key))
    assert not Visit.objects.exists()
    assert not Session.objects.filter(session_key=key).exists()


def withdrawn(cast: Cast, officer: User) -> None:
    withdraw_role(Membership.objects.get(user=officer), by=cast.director)


def closed(cast: Cast, officer: User) -> None:
    close_account(officer, by=cast.operator)


def new_password(cast: Cast, officer: User) -> None:
    with_password(officer, "eleven loud windmills")


@pytest.mark.asvs("7.4.2", "7.4.3", "8.3.2")
@pytest.mark.reliability("A6")
@pytest.mark.parametrize(
    ("event", "status"),
    [(withdrawn, 404), (closed, 302), (new_password, 302)],
    ids=["withdrawn", "closed", "new password"],
)
def test_sys_2_three_live_sessions_lose_their_rights_at_the_next_request(
    cast: Cast, officer: User, event: Callable[[Cast, User], None], status: int
) -> None:
    browsers = [signed_in(officer) for _number in range(3)]
    assert {browser.get("/o/halden/search/").status_code for browser in browsers} == {200}
    event(cast, officer)
    assert {browser.get("/o/halden/search/").status_code for browser in browsers} == {status}


def test_only_the_operator_closes_an_account(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        close_account(cast.officer, by=cast.director)


@pytest.mark.asvs("7.1.1", "7.3.1", "7.3.2")
@pytest.mark.reliability("A7")
@pytest.mark.parametrize(
    ("seen", "started", "holds"),
    [
        (timedelta(minutes=59), timedelta(hours=2), True),
        (timedelta(minutes=61), timedelta(hours=2), False),
        (timedelta(minutes=1), timedelta(hours=11, minutes=59), True),
        (timedelta(minutes=1), timedelta(hours=12, minutes=1), False),
    ],
    ids=["idle 59 min", "idle 61 min", "old 11:59", "old 12:01"],
)
def test_sys_2_sessions_end_when_idle_and_when_old(
    officer: User, seen: timedelta, started: timedelta, holds: bool
) -> None:
    browser, now = signed_in(officer), timezone.now()
    Visit.objects.update(seen_at=now - seen, started_at=now - started)
    assert is_in(browser) is holds
    assert Visit.objects.exists() is holds


@pytest.mark.asvs("7.5.2")
def test_sys_2_own_sessions_are_listed_and_ended_one_or_all(cast: Cast, officer: User) -> None:
    here = Client(HTTP_USER_AGENT="Fox on a desk")
    sign_in(here, officer)
    others = [signed_in(officer) for _number in range(3)]
    strangers = signed_in(cast.viewer)
    text = pages.fetch(here, "/account/").text
    assert "Fox on a desk" in text
    assert "127.0.0.1" in text
    first = Visit.objects.get(uid=others[0].session["visit"])
    assert strangers.post(f"/account/sessions/{first.uid}/end/").status_code == 404
    assert is_in(others[0])
    here.post(f"/account/sessions/{first.uid}/end/")
    assert [is_in(one) for one in others] == [False, True, True]
    here.post("/account/sessions/end-others/")
    assert [is_in(one) for one in (here, *others, strangers)] == [True, False, False, False, True]


@pytest.mark.asvs("7.4.5")
def test_sys_2_whoever_looks_after_people_ends_their_sessions(cast: Cast, officer: User) -> None:
    browser = signed_in(officer)
    held = Membership.objects.get(user=officer)
    address = f"/o/halden/people-of-the-office/{held.pk}/end-sessions/"
    assert signed_in(cast.viewer).post(address).status_code == 403
    assert is_in(browser)
    assert signed_in(cast.director).post(address).status_code == 302
    assert not is_in(browser)


@pytest.mark.asvs("7.1.2")
def test_sys_2_the_eleventh_session_ends_the_oldest(officer: User) -> None:
    browsers = [signed_in(officer) for _number in range(MOST_VISITS + 1)]
    assert Visit.objects.filter(user=officer).count() == MOST_VISITS
    assert [is_in(one) for one in browsers] == [False] + [True] * MOST_VISITS


@pytest.mark.asvs("6.3.5")
def test_sys_2_a_new_device_is_told_by_mail_but_not_the_first(officer: User) -> None:
    mail.outbox.clear()
    first = Client()
    sign_in(first, officer)
    first.post("/sign-out/")
    sign_in(first, officer)
    assert mail.outbox == []
    sign_in(Client(HTTP_USER_AGENT="Strange bird"), officer)
    assert ["Strange bird" in letter.body for letter in mail.outbox] == [True]


@pytest.mark.reliability("A8")
@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.4")
def test_sys_2_cookies_of_sign_in_are_for_the_server_only(officer: User) -> None:
    browser = Client()
    sign_in(browser, officer)
    for name in ("sessionid", "device"):
        cookie = browser.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def dangerous() -> list[str]:
    """The addresses that declare that proof is needed first."""
    from tests.repository.test_registrations import routes

    return [where for where, view in routes(get_resolver()) if getattr(view, "step_up", False)]


@pytest.mark.asvs("7.5.1", "7.5.3")
@pytest.mark.reliability("A7")
@pytest.mark.parametrize(
    "address", ["/o/halden/people-of-the-office/", "/o/halden/settings/", "/account/code-app/"]
)
def test_sys_2_dangerous_pages_ask_for_proof_after_ten_minutes(cast: Cast, address: str) -> None:
    director = with_password(cast.director)
    browser = signed_in(director)
    assert browser.get(address).status_code == 200
    Visit.objects.update(proved_at=timezone.now() - PROOF_LIFE)
    for answer in (
        browser.get(address),
        browser.post(address, {}, headers={"Referer": f"http://testserver{address}"}),
    ):
        where = urlsplit(answer.headers["Location"])
        assert (where.path, parse_qs(where.query)) == ("/prove/", {"next": [address]})
    assert "do not fit" in pages.send(browser, "/prove/", {"password": "wrong wrong wrong"}).text
    assert browser.post("/prove/", {"password": PASSWORD, "next": address}).headers["Location"] == address
    assert browser.get(address).status_code == 200


@pytest.mark.asvs("7.5.1", "7.5.3")
def test_sys_2_what_is_dangerous_says_so(cast: Cast) -> None:
    found = " ".join(dangerous())
    for part in (
        "people-of-the-office/",
        "settings/",
        "code-app/",
        "passkeys/",
        "recovery-codes/",
        "sessions/",
    ):
        assert part in found


def test_sys_2_proof_by_code_counts_as_a_second_factor(officer: User) -> None:
    code = with_code_app(officer)
    browser = signed_in(officer)
    assert not Visit.objects.get().is_strong
    assert browser.post("/prove/", {"code": code()}).status_code == 302
    assert Visit.objects.get().is_strong


@pytest.mark.asvs("7.5.3")
@pytest.mark.reliability("A7", "E2")
@pytest.mark.parametrize(("most", "asked"), [(500, False), (2, True)])
def test_sys_2_a_large_export_of_people_asks_for_proof(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, most: int, asked: bool
) -> None:
    from proxenia.directory.actions import add_person
    from proxenia.records.views import import_run

    assert import_run.MANY_PEOPLE == 500
    monkeypatch.setattr(import_run, "MANY_PEOPLE", most)
    for number in range(3):
        add_person(cast.office, by=cast.officer, values={"name": f"Person {number}"})
    browser = signed_in(cast.officer)
    address = "/o/halden/exports/people.csv"
    assert browser.get(address).status_code == 200
    Visit.objects.update(proved_at=timezone.now() - PROOF_LIFE)
    answer = browser.get(address)
    assert answer.headers.get("Location", "").startswith("/prove/") is asked


EVIL = [
    "https://evil.example/", "http://evil.example/", "//evil.example/", "///evil.example/", "////evil.example",
    "/\\evil.example/", "\\\\evil.example/", "\\/evil.example/", "/\t/evil.example/", "/\n/evil.example/",
    "/\r/evil.example/", "\t//evil.example/", " //evil.example/", "https:evil.example", "https:/evil.example",
    "http:///evil.example/", "HTTPS://EVIL.EXAMPLE/", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "vbscript:x", "ftp://evil.example/", "file:///etc/passwd", "mailto:a@evil.example",
    "//testserver@evil.example/", "https://testserver@evil.example/", "https://testserver.evil.example/",
    "//evil.example\\@testserver/", "//evil。example/", "/／evil.example/", "／／evil.example/",
    "//evil%E3%80%82example/",
    "//evil.example:80/", "//[::1]/", "//0x7f000001/", "evil.example", "./evil", "../evil", "?next=//evil.example",
    "/\x00/evil.example/", "/\u2028/evil.example/", "/\u202e//evil.example", "/%0d%0aLocation:%20//evil.example/",
]  # fmt: skip


@pytest.mark.asvs("3.7.2")
@pytest.mark.reliability("A9")
@pytest.mark.parametrize("target", EVIL)
def test_sys_2_signing_in_and_proving_never_lead_elsewhere(officer: User, target: str) -> None:
    assert len(EVIL) >= 40
    browser = Client()
    answers = [
        sign_in(browser, officer, next=target),
        browser.post("/prove/", {"password": PASSWORD, "next": target}),
    ]
    for answer in answers:
        location = answer.headers["Location"]
        there = urlsplit(location)
        assert (there.scheme, there.netloc) == ("", "")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))
        assert location.isprintable()


def test_sys_2_an_own_address_is_kept(officer: User) -> None:
    for target in ("/o/halden/search/?q=a%20b&page=2", "/o/halden/?tab=x#top"):
        assert sign_in(Client(), officer, next=target).headers["Location"] == target


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36", "Chrome, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0", "curl/8.0"),
        ("", ""),
    ],
)
def test_sys_2_a_session_is_told_by_browser_and_system(agent: str, told: str) -> None:
    assert Visit(agent=agent).browser == told
