"""Visitors over HTTP: threads that write notes and open Today, and note what they were answered."""

import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from faults import _diary
from faults._tally import Tally

STOP = "stop"
TOKEN = "f" * 32
"""A form's token is right where the cookie says the same."""
Pages = dict[str, str]


def prepare() -> Pages:
    """Sign the director in and make something to write on; return the cookie and the two addresses."""
    from django.conf import settings
    from django.test import Client

    from proxenia.accounts.models import Membership
    from proxenia.directory.actions import add_organisation

    held = Membership.objects.select_related("user", "office").get(role="director")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(held.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    values = {"name": "Visited", "kind": "other", "note": "0"}
    body = add_organisation(held.office, by=held.user, values=values)
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
    return {
        "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "today": f"/o/{held.office.slug}/",
        "note": f"/o/{held.office.slug}/notes/{body.uid}/",
    }


def visit(diaries: Path, port: int, pages: Pages, number: int) -> None:
    """Let so many visitors in until a file says stop."""
    threads = [threading.Thread(target=come, args=(diaries, port, pages, f"v{one}")) for one in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def come(diaries: Path, port: int, pages: Pages, name: str) -> None:
    """Write a note, open Today every third time, and again, until a file says stop."""
    diary = _diary.Diary(diaries, name)
    number = 0
    while not (diaries / STOP).exists():
        number += 1
        text = f"Visit {name} {number}"
        form = None if number % 3 == 0 else urlencode({"text": text, "csrfmiddlewaretoken": TOKEN})
        began = time.monotonic()
        try:
            answer, again = ask(port, pages, form)
        except (OSError, HTTPException) as error:
            answer, again = type(error).__name__, ""
        diary.write(
            said="answer",
            answer=answer,
            again=again,
            took=round(time.monotonic() - began, 3),
            form=bool(form),
        )
        if form and answer == 302:
            diary.acknowledge({"do": "visit", "uid": "", "text": text})
        elif answer not in (200, 302):
            time.sleep(0.05)


def ask(port: int, pages: Pages, form: str | None) -> tuple[Any, str]:
    """Send one request; return its status, and when to come again."""
    headers = {"Cookie": pages["cookie"], "X-CSRFToken": TOKEN}
    connection = HTTPConnection("127.0.0.1", port, timeout=40)
    try:
        if form is None:
            connection.request("GET", pages["today"], headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", pages["note"], form, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Retry-After", "")
    finally:
        connection.close()


def judge(diaries: Path, tally: Tally, *, may_refuse_connections: bool) -> None:
    """Complain of every answer but done, shown, and "not just now"; note how long the longest took."""
    answers = [line for line in _diary.lines(diaries) if line["said"] == "answer"]
    counted = Counter(str(line["answer"]) for line in answers)
    fitting = {"200", "302", "503"}
    for answer, number in counted.items():
        if answer not in fitting and (answer.isdigit() or not may_refuse_connections):
            tally.complain(f"{number} requests were answered {answer}")
    mute = sum(1 for line in answers if line["answer"] == 503 and not line["again"])
    if mute:
        tally.complain(f"{mute} of {counted['503']} answers 503 do not say when to come again")
    took = sorted(line["took"] for line in answers) or [0.0]
    told = ", ".join(f"{answer} {number}" for answer, number in counted.most_common())
    tally.notes.append(f"{len(answers)} requests ({told}); the longest took {took[-1]:.1f} s")
