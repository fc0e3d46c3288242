"""Visitors over HTTP for a while: nine reads to one write, every answer noted; prints what became of them as JSON.

python -m benchmarks._visitors --port N [--minutes 30] [--visitors 8] [--seed 1]
"""

import argparse
import json
import os
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
READS = {
    "today": 15,
    "list": 20,
    "map": 6,
    "tie": 25,
    "organisation": 8,
    "person": 6,
    "engagements": 4,
    "search": 6,
}
"""How often each page is opened in a hundred requests; the rest are notes written on ties."""
TOKEN = "f" * 32
"""A form's token is right where the cookie says the same."""
SOME = 500


@dataclass
class Seen:
    """What the visitors were answered: seconds by what was asked, statuses, and the notes acknowledged."""

    took: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in (*READS, "write")})
    answers: Counter[str] = field(default_factory=Counter)
    notes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, answer: str, seconds: float) -> None:
        """Take down one answer."""
        with self.lock:
            self.answers[f"{'write' if name == 'write' else 'read'} {answer}"] += 1
            self.took[name].append(seconds)
            self.notes += name == "write" and answer == "302"


def addresses(user: Any, office: Any) -> dict[str, list[str]]:
    """Return where each kind of request may go."""
    from django.urls import reverse

    from proxenia.directory.models import Organisation, Person
    from proxenia.portfolio.models import Partnership

    def of(page: str, model: Any) -> list[str]:
        seen = model.objects.visible_to(user, office).live().order_by("pk").values_list("uid", flat=True)
        step = max(1, seen.count() // SOME)
        return [reverse(page, args=[office.slug, uid]) for uid in list(seen)[::step]]

    search = reverse("desk:search", args=[office.slug])
    return {
        "today": [reverse("desk:today", args=[office.slug])],
        "list": [reverse("portfolio:list", args=[office.slug])],
        "map": [reverse("portfolio:map", args=[office.slug])],
        "tie": of("portfolio:tie", Partnership),
        "organisation": of("directory:organisation", Organisation),
        "person": of("directory:person", Person),
        "engagements": [reverse("engagements:list", args=[office.slug])],
        "search": [f"{search}?{urlencode({'q': word})}" for word in ("port", "meeting", "harbour", "学")],
        "write": of("records:add_note", Partnership),
    }


def errands(places: dict[str, list[str]], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield what is asked next and where, for ever."""
    names, weights = zip(*READS.items(), ("write", 100 - sum(READS.values())), strict=True)
    while True:
        name = chance.choices(names, weights)[0]
        yield name, chance.choice(places[name])


def come(port: int, cookie: str, asked: Iterator[tuple[str, str]], until: float, seen: Seen) -> None:
    """Send one request after the other until the time is over."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "X-CSRFToken": TOKEN}
    while time.monotonic() < until:
        name, address = next(asked)
        began = time.perf_counter()
        try:
            if name == "write":
                form = {"Content-Type": "application/x-www-form-urlencoded"}
                said = urlencode({"text": f"Written under load at {began}"})
                connection.request("POST", address, said, {**headers, **form})
            else:
                connection.request("GET", address, headers=headers)
            answer = connection.getresponse()
            answer.read()
            told = str(answer.status)
        except (OSError, HTTPException) as error:
            told = type(error).__name__
            connection.close()
        seen.note(name, told, time.perf_counter() - began)


def told(seen: Seen, seconds: float, notes_there: int) -> dict[str, Any]:
    """Return the figures: milliseconds by what was asked, answers, and whether every acknowledged note is there."""

    def cuts(took: list[float]) -> list[float]:
        found = statistics.quantiles(took, n=100, method="inclusive") if len(took) > 1 else [0.0] * 99
        return [round(1000 * found[at], 1) for at in (49, 94, 98)]

    reads = [one for name in READS for one in seen.took[name]]
    return {
        "seconds": round(seconds, 1),
        "requests": sum(seen.answers.values()),
        "answers": dict(seen.answers),
        "notes": seen.notes,
        "notes_there": notes_there,
        "reads": cuts(reads),
        "by": {name: [len(took), *cuts(took)] for name, took in seen.took.items()},
        "longest": round(max((one for took in seen.took.values() for one in took), default=0.0), 2),
    }


def main() -> None:
    """Let them in, and print what they were answered."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--visitors", type=int, default=8)
    parser.add_argument("--seed", type=int, default=20261122)
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
    import django

    django.setup()
    from django.conf import settings

    from benchmarks._requests import session_of
    from proxenia.accounts.models import Office, User
    from proxenia.records.models import Note

    user, office = User.objects.get(email="director@example.org"), Office.objects.get()
    cookie = f"{session_of(user)}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    places, seen, before = addresses(user, office), Seen(), Note.objects.count()
    began = time.monotonic()
    threads = [
        threading.Thread(
            target=come,
            args=(
                asked.port, cookie, errands(places, random.Random(asked.seed + number)),
                began + 60 * asked.minutes, seen,
            ),
        )
        for number in range(asked.visitors)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps(told(seen, time.monotonic() - began, Note.objects.count() - before)))


if __name__ == "__main__":
    main()
