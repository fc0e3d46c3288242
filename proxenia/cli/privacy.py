"""``retention``: what is due is let go of, or told."""

import argparse
import json

from proxenia.cli import ground


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
    retention = commands.add_parser("retention", help="let go of what an office has kept long enough")
    retention.add_argument("--dry-run", action="store_true", help="only tell what is due")
    retention.add_argument("--json", action="store_true")
    retention.set_defaults(run=run_retention)


def run_retention(arguments: argparse.Namespace) -> int:
    """Let go of what is due in one office; the dry run tells the same."""
    ground.start_ready()
    from proxenia.records.actions import retention

    user = ground.actor(arguments)
    office = ground.office_of(arguments, user)
    found = retention.run_retention(office, by=user, dry=arguments.dry_run)
    rows = [
        {"rule": one.rule.code, "months": one.months, "fate": one.rule.fate, "count": one.count}
        for one in found
    ]
    if arguments.json:
        print(json.dumps({"dry_run": arguments.dry_run, "rules": rows}, ensure_ascii=False))
        return 0
    for one in found:
        print(f"{one.count} · {one.rule.what} ({one.months} months after {one.rule.after})")
    return 0
