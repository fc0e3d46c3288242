"""``migrate``, ``backup``, ``restore``, ``drill`` and ``verify``: that nothing is lost, and proof of it."""

import argparse
import json
from pathlib import Path
from typing import Any

from proxenia.cli import ground


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
    migrate = commands.add_parser("migrate", help="bring the database up to date (init does so too)")
    migrate.set_defaults(run=run_migrate)
    backup = commands.add_parser("backup", help="write everything into one file, also while people write")
    backup.add_argument("file", type=Path)
    backup.add_argument("--json", action="store_true")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="bring everything back from a backup of the same engine")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="even over existing data")
    restore.add_argument("--seal", default="", help="take only the file that printed this seal")
    restore.add_argument("--json", action="store_true")
    restore.set_defaults(run=run_restore)
    drill = commands.add_parser("drill", help="rehearse: back up, bring it back elsewhere, compare, open it")
    drill.add_argument("--json", action="store_true")
    drill.set_defaults(run=run_drill)
    verify = commands.add_parser("verify", help="check the log's chain, foreign keys and the database")
    verify.add_argument("--anchor", type=Path, metavar="FILE", help="compare with what proxenia anchor wrote")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=run_verify)


def run_migrate(arguments: argparse.Namespace) -> int:
    """Bring the database up to date; as owner also hand the application's role its rights."""
    ground.start()
    from proxenia.cli.storage import grant_application

    ground.migrate()
    grant_application()
    return 0


def run_backup(arguments: argparse.Namespace) -> int:
    """Write a backup, as the owner's role where one is named: it reads everything."""
    if (code := ground.run_as_owner(arguments.words)) is not None:
        return code
    ground.start_ready()
    from proxenia.cli.backup.taking import take

    told = take(arguments.file).plain()
    lines = [
        f"Everything is in {arguments.file.name}: {told['tables']} tables, {told['rows']} rows,"
        f" {told['files']} files, {told['bytes']} bytes.",
        f"Its seal is {told['seal']}.",
        *(f"Not in it, since it is gone or damaged here already: {name}" for name in told["lost"]),
    ]
    _say(told, lines, as_json=arguments.json)
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Bring a backup back, as the owner's role where one is named."""
    if (code := ground.run_as_owner(arguments.words)) is not None:
        return code
    ground.start()
    from proxenia.cli.backup.restoring import restore

    told = restore(arguments.file, replace=arguments.replace, seal=arguments.seal)
    lines = [
        f"Everything of {told['written']} is back: {told['tables']} tables, {told['rows']} rows,"
        f" {told['files']} files, and the log's chain holds. Everybody signs in anew.",
        *([f"{told['erased_again']} erasures were done again."] if told["erased_again"] else []),
    ]
    _say(told, lines, as_json=arguments.json)
    return 0


def run_drill(arguments: argparse.Namespace) -> int:
    """Rehearse a restore in a scratch place; exit 1 on any difference."""
    if (code := ground.run_as_owner(arguments.words)) is not None:
        return code
    ground.start_ready()
    from proxenia.cli.backup.drill import drill

    told = drill()
    steps = ", ".join(f"{name} {seconds} s" for name, seconds in told["seconds"].items())
    came = f"{told['tables']} tables, {told['rows']} rows and {told['files']} files came back as they were"
    lines = [f"{came}; {told['opened']} offices were opened." if told["ok"] else "Not everything came back."]
    _say(
        told,
        [*lines, *told["problems"], f"It took {told['seconds_in_all']} s: {steps}."],
        as_json=arguments.json,
    )
    return 0 if told["ok"] else 1


def _say(told: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    print(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(lines))


def run_verify(arguments: argparse.Namespace) -> int:
    """Say whether everything holds; exit 1 when not."""
    ground.start_ready()
    from proxenia.cli.storage import problems_found

    problems = problems_found(arguments.anchor)
    answer = {"ok": not problems, "problems": problems}
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(problems) if problems else "Everything holds.")
    return 0 if answer["ok"] else 1
