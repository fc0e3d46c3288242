"""The work that goes on while things break: the product's own verbs, by several writers, each with a diary."""

import hashlib
import random
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, close_old_connections, transaction

from faults._diary import Diary
from proxenia.core.errors import ProxeniaError

IMPORT_ROWS = 40
REFUSALS = (DatabaseError, ProxeniaError, OSError)
Facts = dict[str, Any]


class Writer:
    """One person at work in the office: what she does is drawn from a seed, what is done goes into the diary."""

    def __init__(self, diaries: Path, name: str, seed: int) -> None:
        from proxenia.accounts.models import Membership

        self.name = name
        self.diaries = diaries
        self.chance = random.Random(seed)
        held = Membership.objects.select_related("user", "office").get(role="director")
        self.office, self.by = held.office, held.user
        self.diary = Diary(diaries, name)
        self.number = 0
        self.counter: Any = None

    def label(self) -> str:
        """Return a name that nothing else has."""
        self.number += 1
        return f"{self.name} {self.number}"

    def body(self) -> Any:
        """Return the organisation that this writer changes and hangs things on; her first act makes it."""
        if self.counter is None:
            from proxenia.directory.actions import add_organisation

            values = {"name": f"Counter {self.label()}", "kind": "other", "note": "0"}
            self.counter = add_organisation(self.office, by=self.by, values=values)
            self.diary.acknowledge({"do": "counter", "uid": self.counter.uid, "value": 0})
        return self.counter

    def organisation(self) -> Facts:
        """Add an organisation."""
        from proxenia.directory.actions import add_organisation

        values = {"name": f"Body {self.label()}", "kind": "other", "note": self.words()}
        made = add_organisation(self.office, by=self.by, values=values)
        return {"do": "organisation", "uid": made.uid, "name": made.name, "note": made.note}

    def change(self) -> Facts:
        """Count one further in the note of her own organisation."""
        from proxenia.directory.actions import change_organisation

        body = self.body()
        value = int(body.note) + 1
        # A fresh object, as a request has: a refused change leaves nothing behind in memory.
        fresh = type(body).objects.get(pk=body.pk)
        self.counter = change_organisation(fresh, by=self.by, values={"note": str(value)})
        return {"do": "counter", "uid": body.uid, "value": value}

    def tie(self) -> Facts:
        """Add a tie with a new counterpart: two records and their party in one verb."""
        from proxenia.portfolio.actions import Counterpart, add_tie

        name = f"Tie {self.label()}"
        party = Counterpart(words=f"Club {self.label()}", kind="other")
        made = add_tie(
            self.office, by=self.by, values={"name": name, "kind": "sister_city"}, counterparts=[party]
        )
        return {"do": "tie", "uid": made.uid, "name": name, "party": party.words}

    def contact(self) -> Facts:
        """Log a contact."""
        from proxenia.core.values import PartialDate
        from proxenia.engagements.actions import log_engagement

        values = {"title": f"Meeting {self.label()}", "date": PartialDate(2026, 5, 9), "kind": "meeting"}
        made = log_engagement(self.office, by=self.by, values=values)
        return {"do": "contact", "uid": made.uid, "title": made.title}

    def note(self) -> Facts:
        """Put a note on her own organisation."""
        from proxenia.records.actions.hangings import add_note

        made = add_note(self.body().anchor, by=self.by, text=f"{self.label()}: {self.words()}")
        return {"do": "note", "uid": made.uid, "text": made.text}

    def file(self) -> Facts:
        """Attach a file to her own organisation."""
        from proxenia.records.actions.hangings import add_file

        content = picture(self.chance.randbytes(self.chance.randint(200, 40_000)))
        upload = SimpleUploadedFile("picture.png", content, "image/png")
        made = add_file(self.body().anchor, by=self.by, upload=upload)
        return {"do": "file", "uid": made.uid, "digest": hashlib.sha256(content).hexdigest()}

    def imported(self) -> Facts:
        """Import a list of organisations."""
        from proxenia.records.actions.imports import import_file

        path, prefix = self.sheet()
        outcome = import_file(self.office, by=self.by, kind="organisations", path=path)
        if outcome.created != IMPORT_ROWS:
            raise AssertionError(f"an import of {IMPORT_ROWS} rows created {outcome.created}")
        return {"do": "import", "uid": outcome.run, "prefix": prefix, "path": str(path)}

    def sheet(self) -> tuple[Path, str]:
        """Write a list of organisations nobody has; return it and what their names begin with."""
        prefix = f"Import {self.label()} row"
        rows = [f"{prefix} {number},other" for number in range(1, IMPORT_ROWS + 1)]
        path = self.diaries / f"{prefix.replace(' ', '-')}.csv"
        path.write_text("\n".join(["name,kind", *rows]) + "\n", encoding="utf-8")
        return path, prefix

    def words(self, length: int = 80) -> str:
        """Return some text."""
        return "".join(self.chance.choices("abcdefghijklmnopqrstuvwxyz ", k=length)).strip() or "a"

    def verbs(self) -> dict[str, Callable[[], Facts]]:
        """Return everything she can do, by name."""
        return {
            "organisation": self.organisation, "change": self.change, "tie": self.tie, "contact": self.contact,
            "note": self.note, "file": self.file, "import": self.imported,
        }  # fmt: skip

    def do(self, verb: str) -> bool:
        """Do one thing and note how it ended; what is no refusal but a fault goes on to the caller."""
        try:
            facts = self.verbs()[verb]()
        except REFUSALS as error:
            self.diary.refuse(error)
            # What the product does between two requests: a connection that is broken is let go.
            close_old_connections()
            return False
        self.diary.acknowledge(facts)
        return True


def picture(noise: bytes) -> bytes:
    """Return a grey picture one pixel wide, as PNG: a file of a kind that is kept, of any length, like no other."""

    def chunk(name: bytes, content: bytes) -> bytes:
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 1, len(noise), 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + noise[place : place + 1] for place in range(len(noise))), 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


OFTEN = (
    ["change"] * 5
    + ["note"] * 4
    + ["organisation"] * 3
    + ["contact"] * 2
    + ["tie"] * 2
    + ["file"] * 2
    + ["import"]
)


def work(diaries: Path, name: str, seed: int, seconds: float = 3600) -> None:
    """Work until the time is over, or until somebody pulls the plug; verbs come in the shares of `OFTEN`."""
    writer = Writer(diaries, name, seed)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not writer.do(writer.chance.choice(OFTEN)):
            time.sleep(0.05)


def boast(diaries: Path, name: str, seed: int) -> None:
    """The control that must lose: what it does is acknowledged while it can still be taken back."""
    writer = Writer(diaries, name, seed)
    while True:
        with transaction.atomic():
            writer.diary.acknowledge(writer.organisation())
            time.sleep(0.02)


def dawdle(diaries: Path, name: str, seed: int) -> None:
    """The control that must leave halves: a note first, its event in a transaction of its own."""
    from django.utils import timezone

    from proxenia.audit.actions import record
    from proxenia.records.models import Note

    writer = Writer(diaries, name, seed)
    anchor = writer.body().anchor
    while True:
        text = writer.words()
        Note.objects.create(anchor=anchor, text=text, created_at=timezone.now(), created_by=writer.by)
        time.sleep(0.02)
        with transaction.atomic():
            record(
                chain=writer.office.pk, by=writer.by, verb="add_note", kind=anchor.kind, uid=anchor.uid,
                after={"note": text},
            )  # fmt: skip
