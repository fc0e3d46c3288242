"""Bad inputs to every page of the resolver: fields of its forms, query strings, bodies that are no form, files.

Every request is taken back after it was answered. An answer is looked at for what must never be in it: an element
made of what was typed, a sum that a template worked out, an insight into the program.
"""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import timezone

from proxenia.accounts.models import Visit
from tests.pages import Node, parse
from tests.sweep.matrix import MATRIX
from tests.sweep.payloads import JSON, MARK, PATHS, SUM_DONE, corpus, mutated
from tests.sweep.probes import _shapes, row_uid
from tests.sweep.world import KINDS, World

MOST_SECONDS = 5.0
ROLES = ("director", "officer", "administrator")
"""Who asks: between them they may open every page."""
PUBLIC_TOO = ("anonymous",)
_INSIDES = re.compile(
    r"Traceback \(most recent|psycopg\.|sqlite3\.|django\.db\.utils|<class '|at 0x[0-9a-f]{8}"
)
_LONG_ENOUGH = 60_000


@dataclass
class Form:
    """A form as it stands on a page: who opened the page, where it leads, its fields with what stands in them."""

    role: str
    method: str
    url: str
    fields: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


def forms(world: World, names: Sequence[str] = tuple(MATRIX)) -> Iterator[Form]:
    """Yield every form of every page, once a view that it leads to; and a bare request where a page has none."""
    known: set[tuple[str, str]] = set()
    pages: dict[str, tuple[str, str]] = {}
    for name in names:
        for role in (*ROLES, *PUBLIC_TOO):
            url, html = _page(world, name, role)
            if url:
                pages[name] = (role, url)
                yield from _new_forms(html, role, url, known)
                break
    for name, (role, url) in pages.items():
        if (name, "get") not in known:
            yield Form(
                role, "get", url, {"q": "x", "page": "1", "sort": "name", "state": "active", "kind": "x"}
            )
    for name in names:
        if (name, "post") not in known and "POST" in MATRIX[name].methods:
            url = next((one for one in _addresses(world, name)), "")
            if url:
                yield Form("director", "post", url, {"text": "x", "name": "x", "reason": "x", "next": "/"})


def _page(world: World, name: str, role: str) -> tuple[str, str]:
    """Return the address of a route that shows a page, and the page; both empty where none does."""
    for url in _addresses(world, name):
        response = ask(world, role, "get", url)
        if response.status_code == 200:
            html = "" if response.streaming else response.content.decode("utf-8", "replace")
            return url, html if "<html" in html else "<html></html>"
    return "", ""


def _addresses(world: World, name: str) -> Iterator[str]:
    """Yield addresses of a route with whatever of the world its names may mean."""
    rule = MATRIX[name]
    uids = [world.uid(kind, "open") for kind in ([rule.kind] if rule.kind in KINDS else KINDS)]
    known = {
        "office": world.cast.office.slug,
        "kind": "partnerships",
        "ending": "csv",
        "code": "DE",
        **{name: _named(world, value) for name, value in rule.more.items()},
    }
    if rule.kind == "file":
        uids = [world.files["organisation", "open"].uid]
    known |= {"keep": world.uid("organisation", "open"), "drop": world.uid("organisation", "shared")}
    known |= {"reader": world.users["viewer"].uid}
    for _path, names in _shapes(name):
        for uid in uids if "uid" in names else uids[:1]:
            for other in (uid, 1, 999_999):
                try:
                    yield reverse(
                        name, kwargs={one: known.get(one, uid if one == "uid" else other) for one in names}
                    )
                except NoReverseMatch:
                    continue


def _named(world: World, value: Any) -> Any:
    """Return what an address names besides a record: the uid of what hangs on an open one, or a word as it is."""
    return row_uid(world, value[1:], "open") if isinstance(value, str) and value.startswith("=") else value


def _new_forms(html: str, role: str, url: str, known: set[tuple[str, str]]) -> Iterator[Form]:
    root = parse(html)
    for node in root.all("form"):
        target = node.attrs.get("action") or url
        method = node.attrs.get("method", "get").lower()
        path = urlsplit(target).path or urlsplit(url).path
        try:
            view = resolve(path).view_name
        except Resolver404:
            continue
        if (view, method) in known:
            continue
        known.add((view, method))
        form = Form(role, method, path)
        for one in node.all("input", "select", "textarea", "button"):
            _take_field(form, one)
        yield form


def _take_field(form: Form, one: Node) -> None:
    name = one.attrs.get("name", "")
    if not name or name == "csrfmiddlewaretoken":
        return
    if one.attrs.get("type") == "file":
        form.files.append(name)
    elif one.tag == "select":
        options = [option.attrs.get("value", "") for option in one.all("option")]
        chosen = [
            option.attrs["value"]
            for option in one.all("option")
            if "selected" in option.attrs and "value" in option.attrs
        ]
        form.fields[name] = (chosen or [value for value in options if value] or [""])[0]
    else:
        form.fields[name] = one.attrs.get("value", "") or one.text or "x"


def ask(
    world: World, role: str, method: str, url: str, fields: list[tuple[str, str]] | None = None, **more: Any
) -> Any:
    """Send a request as a role, and take back what it wrote; whatever a view raises is raised."""
    client: Client = world.clients[role]
    cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
    body = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields or [])
    with transaction.atomic():
        try:
            if method == "get":
                response = client.get(f"{url}?{body}" if body else url, **more)
            elif "data" in more:
                response = client.post(url, **more)
            else:
                response = client.post(url, body.encode(), "application/x-www-form-urlencoded", **more)
            if response.streaming:
                response.held = b"".join(response.streaming_content)
        finally:
            transaction.set_rollback(True)
            client.cookies = cookies
    return response


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"))


def wrong(response: Any, took: float) -> str:
    """Say what is wrong with an answer, or nothing."""
    if response.status_code >= 500:
        return f"status {response.status_code}"
    if took > MOST_SECONDS:
        return f"{took:.1f} s"
    for name, value in response.headers.items():
        if "\r" in value or "\n" in value or name.lower() == "set-cookie2":
            return f"a line end in the header {name}"
    content = getattr(response, "held", None) or (b"" if response.streaming else response.content)
    html = content.decode("utf-8", "replace")
    if "html" not in response.headers.get("Content-Type", ""):
        return ""
    if SUM_DONE in html:
        return "a sum was worked out"
    if found := _INSIDES.search(html):
        return f"tells {found.group()!r}"
    return _made_element(html)


def _made_element(html: str) -> str:
    """Say which element or attribute was made of what was typed."""
    for tag in re.findall(rf"<[a-zA-Z][^<>]*\b{MARK}\b[^<>]*>", html):
        # Within the value of an attribute the mark is a text; outside of one it is an attribute.
        bare = re.sub(r'"[^"]*"', '""', tag)
        if MARK in bare:
            return f"an element of what was typed: {tag[:120]}"
    return ""


def run(
    world: World, size: int, seed: int, *, routes: int = 0, share: tuple[int, int] = (0, 1)
) -> tuple[list[str], Counter[str], float]:
    """Send bad requests to all routes, or some; return what was found, how many of each sort, the longest seconds.

    ``share``: which of how many equal shares of the requests; seconds are those of the processor, whatever else runs.
    """
    chance, texts = random.Random(f"{seed} forms {share[0] or ''}".strip()), corpus()
    for role in ROLES:
        Visit.objects.filter(user=world.users[role]).update(proved_at=timezone.now())
    every = list(forms(world, chance.sample(list(MATRIX), routes) if routes else tuple(MATRIX)))
    counts, found, longest = Counter[str](), dict[str, str](), 0.0
    counts["forms"] = len(every)
    for number in range(share[0], size, share[1]):
        form = every[number % len(every)]
        text = (
            texts[(number // len(every) * 7 + number) % len(texts)] if number % 3 else mutated(chance, texts)
        )
        sort, fields, more = _request(form, text, chance, number)
        began = time.process_time()
        try:
            response = ask(world, form.role, form.method, form.url, fields, **more)
            told = wrong(response, time.process_time() - began)
        except Exception as error:  # noqa: BLE001 (that is what we look for)
            told = f"{type(error).__name__}: {str(error)[:200]}"
        longest = max(longest, time.process_time() - began)
        counts[sort] += 1
        if told:
            hostile = next((name for name, value in fields if value == text), "")
            found.setdefault(
                f"{form.method} {form.url} {told[:60]}",
                f"{form.method} {form.url} {hostile}={text[:60]!r}: {told}",
            )
    return list(found.values()), counts, longest


def _request(
    form: Form, text: str, chance: random.Random, number: int
) -> tuple[str, list[tuple[str, str]], dict[str, Any]]:
    """Make one bad request of a form: one field, every field, a field twice, a field nobody asked for, a file, JSON."""
    names = list(form.fields)
    usual = list(form.fields.items())
    way = number % 10
    if form.method == "post" and form.files and way < 4:
        return "files", [], {"data": {**form.fields, **{name: _upload(chance, text) for name in form.files}}}
    if form.method == "post" and way == 9:
        return (
            "bodies that are no form",
            [],
            {
                "data": chance.choice(JSON).encode("utf-8", "surrogatepass"),
                "content_type": "application/json",
            },
        )
    if not names or way == 8:
        odd = chance.choice(
            ("_connector", "pk__in", "__class__", "id", "office", "next", "x" * 300, text[:100] or "x")
        )
        return "fields nobody asked for", [*usual, (odd, text[:_LONG_ENOUGH])], {}
    if way == 7:
        return "every field at once", [(name, text[:2000]) for name in names], {}
    chosen = chance.choice(names)
    fields = [(name, text if name == chosen else value) for name, value in usual]
    if way == 6:
        return "a field twice", [*fields, (chosen, text)], {}
    return ("query strings" if form.method == "get" else "one field"), fields, {}


def _upload(chance: random.Random, text: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    name = chance.choice((*PATHS, "a.pdf", "a.csv", "a.xlsx", "a.svg", "a.html"))
    start = chance.choice(
        (b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"<svg>", b"GIF89a", b"\xff\xd8\xff")
    )
    file = SimpleUploadedFile("x.pdf", start + text.encode("utf-8", "surrogatepass")[:50_000])
    file._name = name.replace("\r", "").replace("\n", "").replace("\x00", "")  # type: ignore[attr-defined]
    return file
