"""``mail-in``: takes one mail from the mail server and keeps it as a proposal; it never answers and never bounces."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from proxenia.cli import ground
from proxenia.core.errors import Refused

_RECIPIENTS = ("ORIGINAL_RECIPIENT", "RECIPIENT", "LOCAL_PART", "EXTENSION")
"""Where mail servers say whom a mail is for (Postfix, Exim)."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    mail = commands.add_parser(
        "mail-in", help="keep a mail as a proposal to be confirmed; for the mail server's alias"
    )
    mail.add_argument("file", help="the mail, or - for what is piped in")
    mail.add_argument("--to", default="", metavar="ADDRESS", help="whom the mail server had it for")
    mail.add_argument("--json", action="store_true", help="answer as JSON")
    mail.set_defaults(run=run_mail_in)


def run_mail_in(arguments: argparse.Namespace) -> int:
    """Read the mail in a process of its own and keep what it proposes for whoever the address belongs to."""
    ground.start_ready()
    from proxenia.engagements.readers.bounds import FILE_BYTES
    from proxenia.engagements.readers.incoming import take_in

    content = _content(arguments.file, FILE_BYTES)
    said = [arguments.to, *(os.environ.get(name, "") for name in _RECIPIENTS)]
    told: dict[str, Any] = take_in(content, [one for one in said if one])
    words = ", ".join(f"{one['title']} ({one['state']})" for one in told["proposals"]) or "nothing to keep"
    print(json.dumps(told, ensure_ascii=False) if arguments.json else f"{told['inbox']}: {words}")
    return 0


def _content(name: str, limit: int) -> bytes:
    """Return the bytes of the mail, one beyond the limit at most."""
    if name == "-":
        return sys.stdin.buffer.read(limit + 1)
    path = Path(name)
    if not path.is_file():
        raise Refused("There is no such file.", name)
    with path.open("rb") as file:
        return file.read(limit + 1)
