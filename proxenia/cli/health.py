"""``health``: which ties are alive, quiet or dormant, from the contacts up to a day."""

import argparse
import datetime as dt
import json
from typing import Any

from proxenia.cli import ground
from proxenia.core.errors import Refused


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    health = commands.add_parser("health", help="say which ties are alive, quiet or dormant, and why")
    health.add_argument("--tie", metavar="ID", default="", help="only this tie; the id of the export")
    health.add_argument("--as-of", metavar="DATE", default="", help="as of this day (default: today)")
    health.add_argument("--json", action="store_true", help="answer as JSON")
    health.set_defaults(run=run_health)


def run_health(arguments: argparse.Namespace) -> int:
    """Print the vital signs of every tie that is not historic, or of one."""
    ground.start_ready()
    from django.utils import timezone

    from proxenia.portfolio.models import Partnership
    from proxenia.reviews.queries.judging import judge

    user = ground.actor(arguments)
    office = ground.office_of(arguments, user)
    seen = set(Partnership.objects.visible_to(user, office).live().values_list("uid", flat=True))
    if arguments.tie and arguments.tie not in seen:
        raise Refused(f"There is no tie with the id {arguments.tie}.", "--tie")
    signs = judge(office, _day(arguments.as_of) or timezone.localdate()).signs
    shown = [sign for sign in signs if sign.tie.uid in seen and arguments.tie in ("", sign.tie.uid)]
    if arguments.tie and not shown:
        raise Refused("That tie is historic: it has no vital signs.", "--tie")
    told = [_told(sign) for sign in shown]
    print(json.dumps(told, ensure_ascii=False) if arguments.json else "\n".join(map(_words, told)))
    return 0


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused(f"{text} is not a day; write it as 2026-05-31.", "--as-of") from error


def _told(sign: Any) -> dict[str, Any]:
    from proxenia.reviews.rules import sentence

    return {
        "id": sign.tie.uid,
        "name": sign.tie.name,
        "state": sign.state or None,
        "p_stopped": sign.stopped,
        "interval": None if sign.low is None else [sign.low, sign.high],
        "last_contact": sign.last and sign.last.isoformat(),
        "facts": [
            {"fact": fact["fact"], "value": fact["value"], "sentence": sentence(fact)} for fact in sign.facts
        ],
    }


def _words(told: dict[str, Any]) -> str:
    """Return the lines of one tie: its word, then its weightiest facts and what would change the word."""
    facts = [fact["sentence"] for fact in told["facts"][:3]]
    change = [fact["sentence"] for fact in told["facts"][3:] if fact["fact"] == "change"]
    return "\n  ".join(
        [f"{told['name']} ({told['id']}): {told['state'] or 'no contact yet'}", *facts, *change]
    )
