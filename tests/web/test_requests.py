"""What is refused before a page sees it: forged hosts and peers, odd methods, too much, forms of others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from proxenia.audit.rules import DERIVED_COLUMNS, OUTSIDE_THE_LOG
from proxenia.core import web
from tests.cast import Cast, signed_in
from tests.web.visits import HOST, secure_client, walk

FORGED = (
    "evil.example", "evil.example:443", f"{HOST}.evil.example", f"evil.example#{HOST}", f"{HOST}@evil.example",
    "127.0.0.1", "localhost", "[::1]", "", f"{HOST}\tx", f"{HOST}/x", "a b",
)  # fmt: skip


@pytest.mark.reliability("G6")
@pytest.mark.asvs("4.1.3", "13.4.2")
@pytest.mark.parametrize("host", FORGED)
def test_a_forged_host_is_refused(over_https: None, db: None, host: str) -> None:
    assert secure_client().get("/sign-in/", HTTP_HOST=host).status_code == 400
    if host != "":
        assert secure_client().get("/sign-in/", HTTP_X_FORWARDED_HOST=host).status_code == 400


@pytest.mark.reliability("G6")
def test_the_right_host_is_let_in(over_https: None, db: None) -> None:
    assert secure_client().get("/sign-in/").status_code == 200
    assert secure_client().get("/sign-in/", HTTP_X_FORWARDED_HOST=HOST).status_code == 200


@pytest.mark.reliability("G6")
@pytest.mark.asvs("4.1.3")
def test_https_is_believed_from_the_proxy_only(over_https: None, db: None) -> None:
    assert secure_client().get("/sign-in/").status_code == 200
    stranger = secure_client().get("/sign-in/", REMOTE_ADDR="203.0.113.9")
    assert (stranger.status_code, stranger.headers["Location"]) == (301, f"https://{HOST}/sign-in/")
    assert secure_client().get("/sign-in/", HTTP_X_FORWARDED_PROTO="gopher").status_code in (301, 400)


@pytest.mark.reliability("G6")
@pytest.mark.asvs("15.3.4")
@pytest.mark.parametrize(
    ("peer", "said", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.0.0.7", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, not an address", "127.0.0.1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_the_visitors_address_is_the_last_that_no_proxy_answers_for(
    settings: Any, rf: Any, peer: str, said: str, expected: str
) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/24"]
    seen = []
    middleware = web.PeerMiddleware(lambda request: seen.append(web.visitor_address(request)))  # type: ignore[arg-type, func-returns-value]
    middleware(rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=said))
    assert seen == [expected]


@pytest.mark.reliability("G6")
@pytest.mark.asvs("4.1.3")
def test_links_in_mails_use_the_address_of_the_settings(settings: Any, cast: Cast) -> None:
    settings.BASE_URL, settings.ALLOWED_HOSTS = f"https://{HOST}", ["*"]
    Client().post("/sign-in/link/", {"email": cast.officer.email}, HTTP_HOST="evil.example")
    assert mail.outbox
    assert all("evil.example" not in str(one.message()) for one in mail.outbox)
    assert f"https://{HOST}/" in mail.outbox[0].body


@pytest.mark.reliability("F4")
@pytest.mark.asvs("4.1.4", "13.4.4")
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "FOO", "PUT", "PATCH", "DELETE", "PROPFIND"])
@pytest.mark.parametrize(
    "url", ["/sign-in/", "/o/halden/", "/nowhere/", "/static/css/base.css", "/csp-report/"]
)
def test_odd_methods_are_refused_everywhere(cast: Cast, method: str, url: str) -> None:
    answer = signed_in(cast.director).generic(method, url)
    assert answer.status_code == 405
    # Shipped files are answered before any page: by their own server, which says it shorter.
    assert answer.headers["Allow"] == ("GET, HEAD" if "static" in url else "GET, HEAD, POST, OPTIONS")
    assert "static" in url or b"<h1>" in answer.content


@pytest.mark.reliability("F4")
@pytest.mark.asvs("4.1.4")
@pytest.mark.parametrize("name", ["X_HTTP_METHOD_OVERRIDE", "X_HTTP_METHOD", "X_METHOD_OVERRIDE"])
def test_no_header_changes_the_method(cast: Cast, name: str) -> None:
    assert signed_in(cast.director).post("/o/halden/", **{f"HTTP_{name}": "DELETE"}).status_code == 400


@pytest.mark.reliability("C10")
@pytest.mark.asvs("5.2.1", "4.2.1")
def test_requests_that_are_too_much_are_refused_unread(cast: Cast, settings: Any) -> None:
    client = signed_in(cast.director)
    fields = {f"field{number}": "x" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
    assert client.post("/o/halden/views/", fields).status_code == 400
    files = {f"f{number}": SimpleUploadedFile(f"{number}.txt", b"x") for number in range(101)}
    assert client.post("/o/halden/views/", files).status_code == 400
    plain = "a=" + "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = client.post("/o/halden/views/", plain, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "too large" in answer.content.decode()


@pytest.mark.reliability("C10")
@pytest.mark.asvs("4.2.1", "5.2.1")
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"CONTENT_LENGTH": str(10**12), "CONTENT_TYPE": "multipart/form-data; boundary=x"}, 413),
        ({"CONTENT_LENGTH": str(3 * 10**6), "CONTENT_TYPE": "application/json"}, 413),
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "1e3"}, 400),
        ({"CONTENT_LENGTH": "٣"}, 400),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 400),
    ],
)
def test_bodies_without_end_or_sense_are_refused(cast: Cast, headers: dict[str, str], status: int) -> None:
    assert signed_in(cast.director).post("/o/halden/views/", {"name": "x"}, **headers).status_code == status


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every address of the site, its blanks filled with something, and the view that answers it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            text = prefix + str(pattern.pattern)
            for kind, value in (("int:", "1"), ("slug:", "x"), ("str:", "x"), ("uuid:", "0" * 32), ("", "x")):
                while f"<{kind}" in text and ">" in text:
                    start = text.index(f"<{kind}")
                    name = text[start + len(kind) + 1 : text.index(">", start)]
                    text = (
                        text[:start]
                        + ("halden" if name == "office" else value)
                        + text[text.index(">", start) + 1 :]
                    )
            yield f"/{text}", pattern.callback
        else:
            yield from routes(pattern, prefix + str(pattern.pattern))


WITHOUT_TOKEN = {
    "/csp-report/": "browsers send reports without one, and nothing is changed by them",
    "/sign-in/saml/x/": "the identity provider's page sends its signed answer, which is its own token",
    "/o/halden/digest/stop/x/": "a mail program stops a digest in one press (RFC 8058); the address is its token",
}


@pytest.mark.reliability("F3")
@pytest.mark.asvs("3.5.1")
def test_every_form_needs_its_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.director, backend="django.contrib.auth.backends.ModelBackend")
    client.get("/o/halden/")
    posting = [url for url, view in routes(get_resolver()) if "POST" in getattr(view, "methods", ("POST",))]
    assert len(posting) > 40
    wrong = "a" * 64
    passed = []
    for url in posting:
        plain = client.post(url, "{}", content_type="text/plain")
        foreign = client.post(url, {"csrfmiddlewaretoken": wrong}, HTTP_ORIGIN="https://evil.example")
        if {plain.status_code, foreign.status_code} != {403}:
            passed.append(url)
    assert set(passed) == set(WITHOUT_TOKEN)


def digests() -> dict[str, str]:
    """A digest of every table that the log covers, columns that only say when somebody looked left out."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if not model.__module__.startswith("proxenia.") or table in OUTSIDE_THE_LOG:
            continue
        derived = DERIVED_COLUMNS.get(table, ())
        names = [field.attname for field in model._meta.concrete_fields if field.column not in derived]
        rows = model._default_manager.order_by("pk").values_list(*names)
        found[table] = hashlib.sha256(repr(list(rows)).encode()).hexdigest()
    return found


@pytest.mark.reliability("F3")
@pytest.mark.asvs("3.5.3")
def test_reading_changes_nothing(office_with_records: Cast) -> None:
    client = signed_in(office_with_records.director)
    before = digests()
    assert len(before) > 15
    visited = [url for url, _ in walk(client, "/o/halden/")]
    assert len(visited) > 30
    assert digests() == before
