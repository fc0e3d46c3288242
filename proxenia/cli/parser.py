"""The words of the command line, and how an answer or a refusal leaves it.

Stdout carries the answer only, one JSON value with ``--json``; a refusal then too. Exit codes: 0 done,
1 refused, 2 the words of the command are off.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from proxenia.cli import keeping, office, places
from proxenia.core.errors import ProxeniaError

Handler = Callable[[argparse.Namespace], int]


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command; the docs test reads it too."""
    top = argparse.ArgumentParser(
        prog="proxenia", description="Run the international relations of a city, region or state."
    )
    _who(top, default="")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in _modules():
        module.add_parsers(commands)
    for command in commands.choices.values():
        _who(command, default=argparse.SUPPRESS)
    return top


def _modules() -> list[Any]:
    from proxenia.cli import (
        briefing,
        emissions,
        evidence,
        evidence_answers,
        health,
        indicators,
        log,
        mail_in,
        privacy,
        returns,
        sheets,
        trade,
        work,
    )

    return [
        office,
        sheets,
        places,
        keeping,
        log,
        work,
        privacy,
        emissions,
        health,
        briefing,
        trade,
        evidence,
        evidence_answers,
        mail_in,
        indicators,
        returns,
    ]


def _who(command: argparse.ArgumentParser, default: str) -> None:
    """Let ``--as`` and ``--office`` stand before and after the command."""
    command.add_argument(
        "--as",
        dest="as_email",
        metavar="EMAIL",
        default=default,
        help="act as this person (default: the operator)",
    )
    if command.prog.endswith(" init"):
        return
    command.add_argument(
        "--office",
        metavar="OFFICE",
        default=default,
        help="the office's address; needed when there are several",
    )


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
    arguments = parser().parse_args(words)
    arguments.words = list(sys.argv[1:] if words is None else words)
    try:
        return int(arguments.run(arguments))
    except ProxeniaError as error:
        return refuse(error.message, error.where, as_json=getattr(arguments, "json", False))
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def refuse(message: str, where: str, *, as_json: bool) -> int:
    """Say why not: on stdout as JSON where that was asked for, else on stderr."""
    if as_json:
        print(json.dumps({"error": {"message": message, "where": where}}, ensure_ascii=False))
    else:
        print(f"{message} ({where})" if where else message, file=sys.stderr)
    return 1
