"""Eight people write at once on threaded workers: every event bears the name of whose cookie it was.

    python -m tests.sweep.actors 1000       so many writes each, through `proxenia serve`

Each person adds notes that say who they are; afterwards the log is asked who wrote which. A server that mixes people
up would be seen: the control reads the same log with two of the people exchanged, and must find mismatches.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent.parent
PEOPLE = 8
TOKEN = "c" * 32


@dataclass(frozen=True)
class Outcome:
    """What was written by whom: acknowledged writes, events, mismatches, and those of the control."""

    acknowledged: int
    events: int
    mismatches: int
    control: int
    problems: list[str]

    @property
    def is_good(self) -> bool:
        """Whether every event is there, once, and by the right person, and the control was seen."""
        return (
            self.acknowledged == self.events
            and not self.mismatches
            and not self.problems
            and self.control > 0
        )


def environment(folder: Path, port: int) -> dict[str, str]:
    """Return the environment of a product of its own; a database named in PROXENIA_ACTORS_… is used."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PROXENIA_", "DJANGO_"))
    }
    named = {
        name.replace("_ACTORS_", "_"): value
        for name, value in os.environ.items()
        if name.startswith("PROXENIA_ACTORS_")
    }
    address = {"PROXENIA_DATA": str(folder), "PROXENIA_BASE_URL": f"http://127.0.0.1:{port}"}
    return {**kept, **named, **address, "DJANGO_SETTINGS_MODULE": "proxenia.settings"}


def run(per_person: int, folder: Path) -> Outcome:
    """Set a product up, serve it with its threads, write, and ask the log."""
    from tools.postgres import free_port

    port = free_port()
    own = environment(folder, port)
    init = [sys.executable, "-m", "proxenia", "init", "--office", "Crowded"]
    subprocess.run(init, cwd=ROOT, env=own, check=True, capture_output=True)
    people = json.loads(_ask(own, "people"))
    command = [sys.executable, "-m", "proxenia", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        refused: list[str] = []
        threads = [
            threading.Thread(target=write, args=(port, one, people["note"], per_person, refused))
            for one in people["people"]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        server.terminate()
        server.wait(timeout=60)
    told = json.loads(_ask(own, "judge"))
    return Outcome(
        PEOPLE * per_person - len(refused), told["events"], told["mismatches"], told["control"],
        [*refused[:5], *told["problems"]],
    )  # fmt: skip


def _ask(own: dict[str, str], what: str) -> str:
    command = [sys.executable, "-W", "ignore", "-m", "tests.sweep.actors", f"--{what}"]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.strip().splitlines()[-1]


def _wait_for(port: int, seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/sign-in/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server does not answer.")


def write(port: int, person: dict[str, str], note: str, count: int, refused: list[str]) -> None:
    """Add notes as one person, on a connection kept open; a note that is not taken is told."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": f"{person['cookie']}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    for turn in range(count):
        connection.request(
            "POST", note, urlencode({"text": f"by {person['uid']} turn {turn}", **SHARING}), headers
        )
        answer = connection.getresponse()
        answer.read()
        goal = answer.headers.get("Location", "")
        if answer.status != 302 or "sign-in" in goal:
            refused.append(f"{person['uid']}: {answer.status} {goal}")
    connection.close()


SHARING = {"sharing": "partners"}


def set_the_stage() -> dict[str, Any]:
    """Make eight people with a session each, and a record to write on."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from proxenia.accounts.models import Membership, Office, User
    from proxenia.directory.actions import add_organisation

    office = Office.objects.get()
    people = []
    for number in range(PEOPLE):
        user = User.objects.create(email=f"p{number}@crowd.example", name=f"Person {number}")
        Membership.objects.create(user=user, office=office, role="officer")
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        people.append({"uid": user.uid, "cookie": f"{name}={client.cookies[name].value}"})
    values = {"name": "City of Crowds", "kind": "municipality", "country": "DE"}
    body = add_organisation(office, by=User.objects.operator(), values=values)
    return {"people": people, "note": reverse("records:add_note", args=[office.slug, body.uid])}


def judge() -> dict[str, Any]:
    """Compare who each event is by with who the note says wrote it; and once with two people exchanged."""
    from proxenia.accounts.models import User
    from proxenia.audit.models import Event
    from proxenia.audit.queries import verify_chains

    first, second = User.objects.filter(email__endswith="@crowd.example").order_by("pk")[:2]
    exchanged = {first.uid: second.uid, second.uid: first.uid}
    written = Event.objects.filter(verb="add_note").values_list("by_uid", "values__by_name", "values__after")
    names = dict(User.objects.values_list("uid", "name"))
    mismatches = control = events = 0
    for by, name, after in written:
        says = json.loads(after)["note"].split()[1]
        events += 1
        mismatches += by != says or name != names[says]
        control += exchanged.get(by, by) != says
    return {"events": events, "mismatches": mismatches, "control": control, "problems": verify_chains()}


def main(per_person: int = 1000) -> int:
    """Run the full size and print what came of it."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="proxenia-actors-") as folder:
        found = run(per_person, Path(folder))
    print(
        f"{PEOPLE} people x {per_person} writes: {found.acknowledged} acknowledged, {found.events} events,"
        f" {found.mismatches} by the wrong person; control with two exchanged: {found.control};"
        f" {time.monotonic() - began:.0f} s"
    )
    print("\n".join(found.problems))
    return 0 if found.is_good else 1


if __name__ == "__main__":
    words = sys.argv[1:]
    if words and words[0] in ("--people", "--judge"):
        import django

        django.setup()
        from django.conf import settings as product

        product.ALLOWED_HOSTS.append("testserver")
        print(json.dumps(set_the_stage() if words[0] == "--people" else judge()))
    else:
        raise SystemExit(main(int(words[0]) if words else 1000))
