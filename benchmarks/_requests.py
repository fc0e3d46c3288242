"""Fetches every measured page of one seeded database, through WSGI or over a server, and prints the times as JSON.

    python -m benchmarks._requests [--requests 200] [--warm 20] [--only PAGE …] [--as ROLE] [--port N] [--explain]

Without `--port` the requests go straight into the WSGI application, in this process. Every response is closed, so
that the database connection is treated as behind a server.
"""

import argparse
import io
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
BARS = ("list", "map", "one tie, typical", "one tie, the busiest", "today")
"""The pages that have a bar."""
HOPELESS = 1.0
"""Seconds from which a page is far over any bar and is not waited for two hundred times."""
Fetch = Callable[[str], tuple[int, bytes]]


def addresses(user: Any, office: Any) -> dict[str, str]:
    """Return the pages measured by name; one that does not exist yet is left out."""
    from django.urls import NoReverseMatch, reverse

    found = {}
    for name, page, arguments, query in _pages(user, office):
        try:
            address = reverse(page, args=[office.slug, *arguments])
        except NoReverseMatch:
            continue
        found[name] = f"{address}?{urlencode(query)}" if query else address
    return found


def _pages(user: Any, office: Any) -> Iterator[tuple[str, str, list[str], dict[str, str]]]:
    from proxenia.directory.models import Organisation, Person

    typical, busiest = _ties(user, office)
    yield "list", "portfolio:list", [], {}
    yield "map", "portfolio:map", [], {}
    yield "one tie, typical", "portfolio:tie", [typical], {}
    yield "one tie, the busiest", "portfolio:tie", [busiest], {}
    yield "today", "desk:today", [], {}
    yield "timeline", "portfolio:timeline", [], {}
    yield "matrix", "portfolio:matrix", [], {}
    yield "list, by last contact", "portfolio:list", [], {"sort": "last"}
    yield "list, one country", "portfolio:list", [], {"country": "CN"}
    yield "list, by words", "portfolio:list", [], {"q": "port"}
    yield "engagements", "engagements:list", [], {}
    yield "engagements, one kind", "engagements:list", [], {"kind": "study_tour"}
    yield "engagements, by words", "engagements:list", [], {"q": "meeting"}
    yield "promises", "engagements:promises", [], {}
    yield "organisations", "directory:organisations", [], {}
    yield "people", "directory:people", [], {}
    bodies = Organisation.objects.visible_to(user, office).live().order_by("pk")
    yield "one organisation", "directory:organisation", [bodies[0].uid], {}
    people = Person.objects.visible_to(user, office).live().order_by("pk")
    yield "one person", "directory:person", [people[0].uid], {}
    yield "agreements", "portfolio:agreements", [], {}
    yield "to settle", "directory:to_settle", [], {}
    words = {"a common word": "meeting", "a rare word": bodies[150].name, "another script": "上海"}
    for name, text in words.items():
        yield f"search, {name}", "desk:search", [], {"q": text}


def _ties(user: Any, office: Any) -> tuple[str, str]:
    """Return the uids of the tie with the median number of contacts and of the one with most.

    Both belong to a unit, are active sister cities and their body's only tie, so that pages of two sizes of office
    show the same things and ask the same.
    """
    from django.db.models import Count

    from proxenia.portfolio.models import Partnership, Party

    alone = (
        Party.objects.values("organisation").annotate(ties=Count("pk")).filter(ties=1).values("organisation")
    )
    ties = Partnership.objects.visible_to(user, office).live().filter(unit__isnull=False)
    ties = ties.filter(parties__organisation__in=alone, kind="sister_city", state="active")
    ties = ties.order_by("contact_count", "pk")
    return ties[ties.count() // 2].uid, ties.reverse()[0].uid


def session_of(user: Any) -> str:
    """Sign somebody in and return the session's cookie."""
    from django.conf import settings
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def through_wsgi(cookie: str) -> Fetch:
    """Return how to fetch a page in this process."""
    from proxenia.wsgi import application

    def fetch(address: str) -> tuple[int, bytes]:
        parts = urlsplit(address)
        said: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": parts.path, "QUERY_STRING": parts.query, "HTTP_COOKIE": cookie,
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0),
            "HTTP_HOST": "127.0.0.1:8000", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr, "REMOTE_ADDR": "127.0.0.1",
        }  # fmt: skip

        def start(status: str, headers: Any, problem: Any = None, /) -> Callable[[bytes], object]:
            said.append(status)
            return lambda _written: None

        answer = application(environ, start)
        body = b"".join(answer)
        answer.close()
        return int(said[0].split()[0]), body

    return fetch


def over_http(cookie: str, port: int) -> Fetch:
    """Return how to fetch a page from the server on a port."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)

    def fetch(address: str) -> tuple[int, bytes]:
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        return answer.status, answer.read()

    return fetch


def times_of(fetch: Fetch, address: str, warm: int, count: int) -> dict[str, Any]:
    """Fetch a page and return its 50th and 95th percentile in ms, its size and its status."""
    status, body = fetch(address)
    if status != 200:
        return {"status": status}
    begun = time.perf_counter()
    fetch(address)
    if time.perf_counter() - begun > HOPELESS:
        warm, count = 0, 3
    took, worked = [], time.process_time()
    for number in range(warm + count):
        begun = time.perf_counter()
        fetch(address)
        if number >= warm:
            took.append((time.perf_counter() - begun) * 1000)
    worked = (time.process_time() - worked) * 1000 / (warm + count)
    cuts = statistics.quantiles(took, n=20, method="inclusive")
    figures = {"p50": round(statistics.median(took), 1), "p95": round(cuts[18], 1), "cpu": round(worked, 1)}
    return {"status": status, **figures, "kilobytes": round(len(body) / 1024)}


def queries_of(fetch: Fetch, address: str, *, explain: bool) -> dict[str, Any]:
    """Fetch a page once more and return how many questions it asks, with the slowest where asked for."""
    from django.db import connection

    asked: list[tuple[float, str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            asked.append(((time.perf_counter() - begun) * 1000, sql, params))

    with connection.execute_wrapper(note):
        fetch(address)
    if not explain:
        return {"queries": len(asked)}
    slowest = sorted(asked, key=lambda one: -one[0])[:4]
    return {"queries": len(asked), "total": round(sum(one[0] for one in asked), 1),
            "slowest": [f"{took:.1f} ms {sql} {params!r}" for took, sql, params in slowest]}  # fmt: skip


def fresh_of(fetch: Fetch, address: str) -> float:
    """Return the ms a page takes with nothing remembered, as right after an event: the middle of five."""
    from django.core.cache import cache

    took = []
    for _ in range(5):
        cache.clear()
        begun = time.perf_counter()
        fetch(address)
        took.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(took), 1)


def measure(arguments: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Measure the pages and return figures by name of page."""
    from proxenia.accounts.models import Office, User

    user, office = User.objects.get(email=f"{arguments.role}@example.org"), Office.objects.get()
    cookie = session_of(user)
    fetch = over_http(cookie, arguments.port) if arguments.port else through_wsgi(cookie)
    figures = {}
    for name, address in addresses(user, office).items():
        if arguments.only and not any(
            name == wanted or name.startswith(f"{wanted},") for wanted in arguments.only
        ):
            continue
        count = arguments.requests if name in BARS else arguments.others
        figures[name] = times_of(fetch, address, arguments.warm, count)
        if not arguments.port and figures[name]["status"] == 200:
            figures[name] |= queries_of(fetch, address, explain=arguments.explain)
            figures[name]["fresh"] = fresh_of(fetch, address)
        print(name, figures[name].get("p95", figures[name]["status"]), file=sys.stderr, flush=True)
    return figures


def main() -> None:
    """Measure the database that the environment names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--others", type=int, default=50, help="requests for pages without a bar")
    parser.add_argument("--warm", type=int, default=20)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--as", dest="role", default="director")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--explain", action="store_true")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
    import django

    django.setup()
    print(json.dumps(measure(parser.parse_args())))


if __name__ == "__main__":
    main()
