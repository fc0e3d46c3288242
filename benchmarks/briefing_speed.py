"""How long a briefing of 40 pages takes: from the database to the bytes, as Word and as PDF.

    python -m benchmarks briefing_speed

An invented office, a tie with hundreds of long notes, 60 people with portraits and 120 open promises.
"""

import io
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")

from benchmarks import _report  # noqa: E402

SECONDS, PAGES, RUNS = 10.0, 40, 5
CONTACTS, PEOPLE, PROMISES = 320, 60, 120
NOTE = (
    "They will send the list of schools; we answer within two weeks and name somebody for the workshop. " * 4
)


def fill() -> tuple[Any, Any, Any]:
    """Write the office and return it with its reader and the tie."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone
    from PIL import Image

    from proxenia.accounts.actions import open_office
    from proxenia.accounts.models import User
    from proxenia.core.values import PartialDate
    from proxenia.directory.actions import add_organisation, add_person, consents
    from proxenia.directory.actions.portraits import set_portrait
    from proxenia.engagements.actions import log_engagement
    from proxenia.portfolio.actions import Counterpart, add_promise, add_tie
    from proxenia.records.actions import add_file

    by = User.objects.operator()
    office = open_office(by=by, name="Measured")
    body = add_organisation(
        office, by=by, values={"name": "City of Trier", "kind": "municipality", "country": "DE"}
    )
    tie = add_tie(
        office,
        by=by,
        values={"name": "Trier", "kind": "sister_city"},
        counterparts=[Counterpart(organisation=body)],
    )
    out = io.BytesIO()
    Image.effect_noise((1200, 1600), 60).convert("RGB").save(out, "JPEG", quality=90)
    for number in range(PEOPLE):
        values = {"name": f"Person {number:03d}", "pronunciation": "PUR-son", "languages": ["de", "fr"]}
        posts = [{"organisation": body, "title": f"Head of office {number}"}]
        person = add_person(office, by=by, values=values, posts=posts)
        file = add_file(person.anchor, by=by, upload=SimpleUploadedFile("p.jpg", out.getvalue()))
        set_portrait(person, by=by, file=file)
        today = timezone.localdate()
        consents.record_consent(
            person, by=by, purpose="photo", basis="consent", source="letter", given_on=today
        )
    for number in range(PROMISES):
        add_promise(
            tie, by=by, values={"what": f"Promise {number}: {NOTE[:120]}", "side": ("us", "them")[number % 2]}
        )
    for number in range(CONTACTS):
        date = PartialDate(2000 + number // 16, 1 + number % 12)
        values = {"kind": "meeting", "title": f"Meeting {number}", "date": date, "note": NOTE}
        log_engagement(office, by=by, values=values, ties=[tie])
    return office, by, tie


def pages_of(content: bytes) -> int:
    """Return the pages of a PDF."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)


def main() -> None:
    """Fill the database, make the papers, write the section."""
    import django

    django.setup()
    from django.utils import timezone

    from proxenia.cli.ground import migrate
    from proxenia.core.papers import pdf
    from proxenia.publication.documents import HANDOVER, book, word_of

    migrate()
    office, by, tie = fill()

    def made() -> Any:
        return book(HANDOVER, by, office, tie, timezone.localdate()).paper

    taken: dict[str, list[float]] = {"Word": [], "PDF": []}
    for _run in range(RUNS):
        for name, write in (
            ("Word", lambda: word_of(made(), office, HANDOVER)),
            ("PDF", lambda: pdf(made())),
        ):
            begun = time.perf_counter()
            content = write()
            taken[name].append(time.perf_counter() - begun)
    pages = pages_of(content)
    rows = [
        [name, str(pages), f"{runs[0]:.2f} s", f"{sorted(runs)[RUNS // 2]:.2f} s"]
        for name, runs in taken.items()
    ]
    head = ["paper", "pages of the PDF", "first", "median"]
    bar = (
        f"{CONTACTS} contacts with notes, {PEOPLE} people with portraits, {PROMISES} open promises; read from the"
        f" database, composed and written, {RUNS} times. Held to {SECONDS:.0f} s for {PAGES} pages."
    )
    text = f"{_report.machine()}\n\n{_report.table(head, rows)}\n\n{bar}"
    _report.write_section("briefing", "Briefings", text)
    slowest = max(max(runs) for runs in taken.values())
    if pages < PAGES or slowest > SECONDS:
        raise SystemExit(f"{pages} pages in {slowest:.1f} s")


if __name__ == "__main__":
    main()
