"""``return list|make|read``: what units and partners owe, the workbook to fill in, and the workbook read back."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proxenia.cli import ground
from proxenia.core.errors import Refused

if TYPE_CHECKING:
    from proxenia.accounts.models import Office, User
    from proxenia.results.models.returns import Return
    from proxenia.results.readers.returns import FoundReturn
    from proxenia.results.rules.given import Answered


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
    top = commands.add_parser("return", help="the quarterly returns of units and partners")
    some = top.add_subparsers(dest="return_command", required=True, metavar="COMMAND")
    listed = some.add_parser("list", help="who owes what, the longest due first")
    listed.add_argument("--all", action="store_true", help="those that were accepted too")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=run_list)
    make = some.add_parser("make", help="write the workbook of a unit for a period")
    make.add_argument("unit", metavar="UNIT", help="the short code of the list")
    make.add_argument("period", metavar="PERIOD", help="as in 2026-Q3")
    make.add_argument("--out", type=Path, required=True, metavar="FILE")
    make.add_argument("--json", action="store_true")
    make.set_defaults(run=run_make)
    read = some.add_parser("read", help="read a filled-in workbook; with any problem nothing is written")
    read.add_argument("file", type=Path, metavar="FILE")
    read.add_argument("--dry-run", action="store_true", help="only say what it holds")
    read.add_argument("--json", action="store_true")
    read.set_defaults(run=run_read)
    for one in (listed, make, read):
        # As for every command, who and where may stand behind it too.
        one.add_argument(
            "--as", dest="as_email", metavar="EMAIL", default=argparse.SUPPRESS, help="act as this person"
        )
        one.add_argument("--office", metavar="OFFICE", default=argparse.SUPPRESS, help="the office's address")


def run_list(arguments: argparse.Namespace) -> int:
    """Say which returns this person sees, and how far they are."""
    user, office = _who(arguments)
    from proxenia.results.queries.returns import returns_seen
    from proxenia.results.rules.returns import GIVEN

    found = returns_seen(user, office)
    shown = found if arguments.all else found.exclude(state__in=GIVEN)
    told = [
        {"unit": one.plan.code, "period": one.period, "state": one.state, "due": one.due.isoformat()}
        for one in shown
    ]
    if arguments.json:
        print(json.dumps(told, ensure_ascii=False))
        return 0
    lines = [f"{one['unit']:<20} {one['period']:<8} {one['state']:<10} due {one['due']}" for one in told]
    print("\n".join(lines) if lines else "Nothing is owed.")
    return 0


def run_make(arguments: argparse.Namespace) -> int:
    """Write the workbook of a unit for a period; the return is asked for where it was not yet."""
    user, office = _who(arguments)
    from proxenia.core.errors import NotFound
    from proxenia.core.sheets import SheetError
    from proxenia.results.actions.returns import open_return
    from proxenia.results.documents.returns import write_return
    from proxenia.results.queries.returns import plan_named

    if arguments.out.suffix.lower() != ".xlsx":
        raise Refused("The workbook is written as .xlsx; name the file so.", "--out")
    try:
        plan = plan_named(user, office, arguments.unit)
    except NotFound as error:
        raise Refused(error.message, "UNIT") from error
    one = open_return(plan, by=user, period=arguments.period)
    try:
        write_return(arguments.out, one)
    except SheetError as error:
        raise Refused(error.message, "--out") from error
    told = {"unit": plan.code, "period": one.period, "state": one.state, "file": str(arguments.out)}
    print(json.dumps(told, ensure_ascii=False) if arguments.json else arguments.out)
    return 0


def run_read(arguments: argparse.Namespace) -> int:
    """Read a workbook and, where nothing is wrong with it, send the return in; exit 1 on any problem."""
    user, office = _who(arguments)
    from proxenia.results.readers.returns import read_return_file

    found = read_return_file(arguments.file, user, office)
    told = _told(found)
    if not told["problems"] and found.one is not None:
        _take(found.one, found.answered, user, told, is_dry=arguments.dry_run)
    _say(told, as_json=arguments.json)
    return 1 if told["problems"] else 0


def _take(one: "Return", answered: "Answered", user: "User", told: dict[str, Any], *, is_dry: bool) -> None:
    """Send the return in; what is refused stands among the problems."""
    from proxenia.results.actions.returns import check_submission, submit_return

    send = check_submission if is_dry else submit_return
    try:
        is_new = send(one, by=user, answered=answered)
    except Refused as error:
        told["problems"].append({"sheet": "", "cell": "", "message": error.message})
        return
    if not is_new:
        told["already"] = True


def _told(found: "FoundReturn") -> dict[str, Any]:
    answered = found.answered
    return {
        "cells": answered.cells,
        "accepted": answered.accepted,
        "problems": [problem.plain() for problem in answered.problems],
    }


def _say(told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(told, ensure_ascii=False))
        return
    print(f"{told['cells']} figures, {told['accepted']} of them in order.")
    for one in told["problems"]:
        place = " ".join(text for text in (one["sheet"], one["cell"]) if text)
        print(f"{place}: {one['message']}" if place else one["message"])
    if told.get("already"):
        print("The same was read before; nothing was changed.")
    elif told["problems"]:
        print("Nothing was written.")


def _who(arguments: argparse.Namespace) -> "tuple[User, Office]":
    ground.start_ready()
    user = ground.actor(arguments)
    return user, ground.office_of(arguments, user)
