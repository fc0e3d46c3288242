"""``migrate``, ``backup``, ``restore`` and ``verify``: that nothing is lost, and proof of it."""

import argparse
import json
from pathlib import Path

from proxenia.cli import ground


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
    migrate = commands.add_parser("migrate", help="bring the database up to date (init does so too)")
    migrate.set_defaults(run=run_migrate)
    backup = commands.add_parser("backup", help="write everything into one file, also while people write")
    backup.add_argument("file", type=Path)
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="bring everything back from a backup of the same engine")
    restore.add_argument("file", type=Path)
    restore.add_argument("--replace", action="store_true", help="even over existing data")
    restore.set_defaults(run=run_restore)
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
    """Write a backup."""
    ground.start_ready()
    from proxenia.cli.storage import write_backup

    print(write_backup(arguments.file))
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Bring a backup back."""
    ground.start()
    from proxenia.cli.storage import read_backup

    print(read_backup(arguments.file, replace=arguments.replace))
    return 0


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
