"""A browser over https, and a walk through every page."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import Morsel
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

import proxenia
from proxenia.accounts.models import User
from tests.pages import parse

HOST = "ties.city.example"


def settings_for(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    """Return the product's settings as another environment makes them."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    path = Path(proxenia.__file__).parent / "settings.py"
    spec = importlib.util.spec_from_file_location("settings_of_another_environment", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: value for name, value in vars(module).items() if name.isupper()}


BY_ADDRESS = (
    *("BASE_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "CSRF_TRUSTED_ORIGINS", "SILENCED_SYSTEM_CHECKS"),
    *("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME"),
    *("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_PROXY_SSL_HEADER"),
    *("SECURE_SSL_REDIRECT", "SECURE_SSL_HOST", "CONTENT_SECURITY_POLICY"),
)
"""The settings that follow from the address people use."""


def secure_client(user: User | None = None, **more: Any) -> Client:
    """A browser that came over https, through the proxy beside the server."""
    client = Client(SERVER_NAME=HOST, SERVER_PORT="443", HTTP_X_FORWARDED_PROTO="https", **more)
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def walk(client: Client, start: str, *, most: int = 400, each: int = 2) -> Iterator[tuple[str, Any]]:
    """Follow the links of every page from one on; each view is fetched a few times, with its answers."""
    waiting, known, seen = [start], {start}, dict[str, int]()
    while waiting and most:
        url = waiting.pop(0)
        name = view_of(url)
        if name is None or seen.get(name, 0) >= each:
            continue
        seen[name], most = seen.get(name, 0) + 1, most - 1
        response = client.get(url)
        yield url, response
        for link in _links(url, response):
            if link not in known:
                known.add(link)
                waiting.append(link)


@dataclass(frozen=True)
class Walked:
    """What a walk met: addresses with their answers, whose browser it was, and its cookies in the end."""

    answers: list[tuple[str, Any]]
    session: str
    cookies: list[Morsel[str]]


def walk_everywhere(user: User) -> Walked:
    """Fetch every page somebody reaches, those of strangers, and failures of each kind."""
    client, stranger = secure_client(user, raise_request_exception=False), secure_client()
    found = list(walk(client, "/o/halden/"))
    found += [(url, stranger.get(url)) for url in ("/sign-in/", "/sign-in/link/", "/gallery/")]
    found += [(url, client.get(url)) for url in ("/nowhere/", "/o/moss/", "/o/halden/organisations/0/")]
    found += [("/sign-in/ DELETE", stranger.delete("/sign-in/"))]
    found += [("/sign-in/ forged", stranger.get("/sign-in/", HTTP_X_FORWARDED_HOST="evil.example"))]
    for _url, answer in found:
        # What a page was made of is large, and nobody asks for it.
        answer.context, answer.templates = None, []
    session = client.session.session_key or ""
    assert session
    return Walked(found, session, list(client.cookies.values()))


def view_of(url: str) -> str | None:
    """The name of the view that answers an address; None where there is none of ours."""
    try:
        return resolve(urlsplit(url).path).view_name
    except Resolver404:
        return None


def _links(url: str, response: Any) -> Iterator[str]:
    if response.status_code in (301, 302):
        targets = [response.headers["Location"]]
    elif response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
        targets = [node.attrs.get("href", "") for node in parse(response.content.decode()).all("a")]
    else:
        targets = []
    here = urlsplit(url).path
    for target in targets:
        parts = urlsplit(target)
        if parts.hostname not in (None, HOST, "testserver") or parts.scheme not in ("", "http", "https"):
            continue
        path = (parts.path if parts.path.startswith("/") else here) if parts.path or parts.query else ""
        if path:
            yield f"{path}?{parts.query}" if parts.query else path
