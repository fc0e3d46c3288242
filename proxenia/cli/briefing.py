"""``briefing``: the briefing book of an engagement, made from the record."""

import argparse
from pathlib import Path

from proxenia.cli import ground
from proxenia.core.errors import NotFound, Refused


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    briefing = commands.add_parser("briefing", help="write the briefing of an engagement as Word or PDF")
    briefing.add_argument("engagement", metavar="ENGAGEMENT", help="the id of the export")
    briefing.add_argument("--format", choices=("docx", "pdf"), required=True)
    briefing.add_argument("--out", type=Path, required=True, metavar="FILE")
    briefing.set_defaults(run=run_briefing)


def run_briefing(arguments: argparse.Namespace) -> int:
    """Write the briefing; only what the person may see is in it."""
    ground.start_ready()
    from django.utils import timezone

    from proxenia.core import durable
    from proxenia.core.papers import pdf
    from proxenia.engagements.models import Engagement
    from proxenia.publication.documents import BRIEFING, book, word_of
    from proxenia.records.access import check_may_export, get_visible, note_openings

    user = ground.actor(arguments)
    office = ground.office_of(arguments, user)
    check_may_export(user, office)
    try:
        found = get_visible(Engagement, user, office, arguments.engagement, via="command")
    except NotFound as error:
        raise Refused(f"There is no engagement with the id {arguments.engagement}.", "ENGAGEMENT") from error
    made = book(BRIEFING, user, office, found, timezone.localdate())
    note_openings(user, office, made.shown, via="command")
    is_pdf = arguments.format == "pdf"
    content = pdf(made.paper) if is_pdf else word_of(made.paper, office, BRIEFING)
    try:
        durable.write(arguments.out, [content])
    except OSError as error:
        raise Refused(f"{arguments.out} cannot be written: {error.strerror}", "--out") from error
    print(arguments.out)
    return 0
