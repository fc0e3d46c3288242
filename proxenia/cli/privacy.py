"""``retention``: what is due is let go of, or told."""

import argparse
import json

from proxenia.cli import ground
from proxenia.core.errors import Refused


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the parser."""
    retention = commands.add_parser("retention", help="let go of what an office has kept long enough")
    retention.add_argument("--dry-run", action="store_true", help="only tell what is due")
    retention.add_argument("--json", action="store_true")
    retention.set_defaults(run=run_retention)
    told = commands.add_parser("user-data", help="write down everything about somebody who works here")
    told.add_argument("email")
    told.set_defaults(run=run_user_data)
    erase = commands.add_parser("erase-user", help="erase the account of somebody who has left")
    erase.add_argument("email")
    erase.add_argument("--reason", required=True)
    erase.add_argument("--dry-run", action="store_true", help="only tell what would go")
    erase.add_argument("--json", action="store_true")
    erase.set_defaults(run=run_erase_user)


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


def run_user_data(arguments: argparse.Namespace) -> int:
    """Print everything about a user as JSON; only oneself and the operator ask for it."""
    ground.start_ready()
    from proxenia.records.actions.erasing_users import note_user_export
    from proxenia.records.queries.own_data import everything_about_user

    user = _user(arguments.email)
    note_user_export(user, by=ground.actor(arguments))
    print(json.dumps(everything_about_user(user), ensure_ascii=False, default=str))
    return 0


def run_erase_user(arguments: argparse.Namespace) -> int:
    """Erase a departed user, or tell what would go."""
    ground.start_ready()
    from proxenia.records.actions.erasing_users import erase_user, preview_user_erasure

    user = _user(arguments.email)
    if arguments.dry_run:
        parts = preview_user_erasure(user)
    else:
        parts = erase_user(user, by=ground.actor(arguments), reason=arguments.reason)
    if arguments.json:
        rows = [{"name": part.name, "count": part.count, "fate": part.fate} for part in parts]
        print(json.dumps({"dry_run": arguments.dry_run, "parts": rows}, ensure_ascii=False))
        return 0
    for part in parts:
        print(f"{part.count} · {part.what}: {part.fate}")
    return 0


def _user(email: str):  # type: ignore[no-untyped-def] # models exist only once Django runs
    from proxenia.accounts.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise Refused(f"Nobody here has the address {email}.", "EMAIL")
    return user
