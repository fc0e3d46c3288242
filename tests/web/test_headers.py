"""What every answer carries, over https as the product sets it there."""

from __future__ import annotations

import json
import re
from http.cookies import SimpleCookie

import pytest
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.test import Client, RequestFactory

from tests.cast import Cast
from tests.repository import source
from tests.web.observatory import score
from tests.web.visits import HOST, Walked, secure_client, view_of

LOWEST = 125
"""Points for every page; 100 is an A+, and without a cookie in the answer 130 is all there is."""


@pytest.mark.reliability("G1")
@pytest.mark.asvs("3.4.1", "3.4.2", "3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.7", "3.4.8", "3.5.8", "12.2.1")
def test_every_page_scores_an_a_plus(walked: Walked) -> None:
    found = walked.answers
    html = [(url, one) for url, one in found if one.headers.get("Content-Type", "").startswith("text/html")]
    views = {view_of(url.split(" ")[0]) for url, _ in html}
    assert len(views) > 25, "the walk did not get far"
    poor = []
    for url, one in html:
        got = score(dict(one.headers.items()), one.cookies.values(), one.content.decode())
        if got.total < LOWEST:
            poor.append((url, got.total, got.modifiers))
        policy = one.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert all(
            f"{name} 'none'" in policy
            for name in ("object-src", "base-uri", "frame-ancestors", "default-src")
        )
        assert one.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
        assert one.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in one.headers["Permissions-Policy"]
    assert poor == []


def test_the_score_finds_what_is_missing() -> None:
    good = {
        "Content-Security-Policy": "default-src 'none'; script-src 'nonce-x'; frame-ancestors 'none'",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    assert score(good, [], "").total == 130
    cookie = SimpleCookie("sessionid=1; Secure; HttpOnly; SameSite=Lax")["sessionid"]
    assert score(good, [cookie], "").total == 135
    assert (
        score({**good, "Content-Security-Policy": "default-src 'self' 'unsafe-inline'"}, [], "").total == 60
    )
    assert score({**good, "Strict-Transport-Security": "max-age=60"}, [], "").total == 120
    bare = SimpleCookie("sessionid=1")["sessionid"]
    assert score({}, [bare], "<script src='http://x.example/a.js'></script>").total == 0


@pytest.mark.reliability("G1")
@pytest.mark.asvs("3.4.3")
def test_a_nonce_never_comes_again(client: Client) -> None:
    factory, middleware = RequestFactory(), CSPMiddleware(lambda request: None)
    assert len({middleware._make_nonce(factory.get("/")) for _ in range(10_000)}) == 10_000
    answers = [client.get("/sign-in/") for _ in range(3)]
    nonces = []
    for answer in answers:
        nonce = answer.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
        assert answer.content.decode().count(f'nonce="{nonce}"') == answer.content.decode().count("<script")
        nonces.append(nonce)
    assert len(set(nonces)) == 3


@pytest.mark.reliability("A8")
@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.3.5")
def test_every_cookie_is_bound_to_the_host(walked: Walked) -> None:
    found = [morsel for _, one in walked.answers for morsel in one.cookies.values()]
    found += walked.cookies + list(secure_client().get("/sign-in/").cookies.values())
    assert {morsel.key for morsel in found} == {"__Host-session", "__Host-csrf"}
    for morsel in found:
        assert morsel["secure"]
        assert morsel["httponly"]
        assert morsel["samesite"] in ("Lax", "Strict")
        assert (morsel["path"], morsel["domain"]) == ("/", "")
        assert len(morsel.OutputString()) < 4096


def test_on_this_machine_cookies_work_without_https(cast: Cast) -> None:
    client = Client()
    client.get("/sign-in/")
    assert {morsel.key for morsel in client.cookies.values()} == {"csrftoken"}
    assert not client.cookies["csrftoken"]["secure"]


@pytest.mark.asvs("3.3.1", "3.3.3")
def test_the_colours_a_reader_chose_are_drawn_by_the_server(over_https: None, db: None) -> None:
    client = secure_client()
    client.cookies["__Host-theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/sign-in/").content.decode()
    for cookie in ("theme", "__Host-theme"):
        client.cookies.clear()
        client.cookies[cookie] = '"><script>'
        assert "data-theme" not in client.get("/sign-in/").content.decode()


@pytest.mark.once
@pytest.mark.asvs("3.2.2", "3.7.1", "3.5.5", "1.3.2")
def test_our_scripts_build_no_pages_from_text_and_use_nothing_outdated() -> None:
    ours = "\n".join(path.read_text() for path in sorted((source.ROOT / "static" / "js").glob("*.js")))
    assert "addEventListener" in ours
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        "postMessage",
    ):
        assert word not in ours, word
    pages = "\n".join(path.read_text() for path in sorted((source.ROOT / "templates").rglob("*.html")))
    for tag in ("<object", "<embed", "<applet", "<iframe", "<frame ", "javascript:"):
        assert tag not in pages, tag
    scripts = [tag for tag in re.findall(r"<script[^>]*>", pages) if "application/json" not in tag]
    assert scripts
    assert [tag for tag in scripts if 'nonce="{{ CSP_NONCE }}"' not in tag] == []


@pytest.mark.reliability("E5")
@pytest.mark.asvs("14.3.2")
def test_nothing_of_an_office_is_stored_by_a_browser(walked: Walked) -> None:
    assert [
        url for url, one in walked.answers if "no-store" not in one.headers.get("Cache-Control", "")
    ] == []


def test_shipped_files_may_be_stored_and_are_for_our_pages_only(client: Client) -> None:
    answer = client.get("/static/css/base.css")
    assert "public" in answer.headers["Cache-Control"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.asvs("3.2.1", "3.4.2", "4.1.1")
def test_answers_say_their_type_and_nothing_of_the_server(walked: Walked) -> None:
    for url, one in walked.answers:
        if one.content if not one.streaming else True:
            kind = one.headers["Content-Type"]
            assert "charset=utf-8" in kind or not kind.startswith("text/"), url
        assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(one.headers), url


@pytest.mark.asvs("13.4.6")
def test_the_server_does_not_say_what_it_is() -> None:
    from gunicorn.config import Config
    from gunicorn.http.wsgi import Response

    from proxenia.cli.server import _say_no_name

    class Request:
        version, method = (1, 1), "GET"

        def should_close(self) -> bool:
            return True

    named = Response.default_headers
    try:
        before = Response(Request(), None, Config()).default_headers()
        _say_no_name()
        response = Response(Request(), None, Config())
        response.start_response("200 OK", [("Content-Type", "text/html")])
        after = response.default_headers()
    finally:
        Response.default_headers = named
    assert "erver: gunicorn" in "".join(map(str, before)) or not before
    assert "unicorn" not in "".join(map(str, after))


@pytest.mark.asvs("13.4.6")
def test_strangers_are_not_told_the_version(cast: Cast) -> None:
    from proxenia.menu import VERSION

    assert VERSION not in Client().get("/sign-in/").content.decode()
    signed = Client()
    signed.force_login(cast.director, backend="django.contrib.auth.backends.ModelBackend")
    assert VERSION in signed.get("/o/halden/").content.decode()


@pytest.mark.reliability("E4")
@pytest.mark.asvs("16.2.5", "13.4.2")
def test_secrets_are_in_no_answer(walked: Walked) -> None:
    secrets = {settings.SECRET_KEY, walked.session}
    for url, one in walked.answers:
        if not one.streaming:
            text = one.content.decode("utf-8", "replace")
            assert [secret for secret in secrets if secret in text] == [], url


@pytest.mark.asvs("3.4.7")
def test_reports_of_the_policy_become_lines_of_the_log(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    said = {
        "csp-report": {
            "document-uri": f"https://{HOST}/o/halden/?secret=1",
            "effective-directive": "x",
            "violated-directive": "script-src\r\nforged: line",
            "blocked-uri": "https://user:pw@evil.example/a.js?token=2",
        }
    }
    newer = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src", "blockedURL": "inline"}}]
    for body in (said, newer, [], "text", {"csp-report": 1}):
        answer = client.post("/csp-report/", json.dumps(body), content_type="application/csp-report")
        assert (answer.status_code, answer.content) == (204, b"")
    lines = [record.getMessage() for record in caplog.records if record.name == "proxenia.csp"]
    assert len(lines) == 2
    assert "https://evil.example/a.js" in lines[0]
    assert not any(word in lines[0] for word in ("secret", "token", "pw@", "\n", "\r"))


def test_reports_are_few_and_small(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from proxenia.core import views_reports

    monkeypatch.setattr(views_reports, "THROTTLE", views_reports.Throttle(2, 3))
    monkeypatch.setattr(views_reports.time, "time", lambda: 1_000_000.0)
    big = "x" * (views_reports.LIMIT_BYTES + 1)
    assert client.post("/csp-report/", big, content_type="application/csp-report").status_code == 413
    statuses = [
        client.post(
            "/csp-report/", "{}", content_type="application/csp-report", REMOTE_ADDR=address
        ).status_code
        for address in ("127.0.0.1", "127.0.0.1", "10.0.0.1", "10.0.0.2")
    ]
    assert statuses == [204, 429, 204, 429]
    assert client.get("/csp-report/").status_code == 405
