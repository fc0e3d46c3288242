"""What makes a loaded database an office again: chains checked, sessions ended, erasures done anew, an event.

On SQLite it runs as a program of its own on a copy in a scratch folder, before the copy takes the place of the
office: ``python -m proxenia.cli.backup.finishing MORE``, where MORE is a file with manifest and list of erasures.
"""

import json
import sys
from pathlib import Path
from typing import Any

from proxenia.core.errors import ProxeniaError, Refused


def finish(manifest: dict[str, Any], erasures: dict[str, Any]) -> int:
    """Check what was loaded and make it ready to be worked with; return how many erasures were done again."""
    _check_chains(manifest)
    _end_sessions()
    _tell(manifest)
    from proxenia.records.actions.erasing import reapply_erasures

    return reapply_erasures(more=erasures)


def _check_chains(manifest: dict[str, Any]) -> None:
    from proxenia.audit.models import ChainHead
    from proxenia.audit.queries import verify_chains

    heads = sorted([list(row) for row in ChainHead.objects.values_list("chain", "seq", "hash")])
    if heads != manifest["chains"]:
        raise Refused("The log does not end where the backup says it does.", "audit_chainhead")
    problems = verify_chains()
    if problems:
        raise Refused(" ".join(map(str, problems)), "audit_event")


def _end_sessions() -> None:
    """Let nobody stay signed in: a session or link of the backup's day may have been ended since."""
    from django.contrib.sessions.models import Session

    from proxenia.accounts.actions.signing_in import end_others
    from proxenia.accounts.models import User

    Session.objects.all().delete()
    for user in User.objects.all():
        end_others(user, keep=None)


def _tell(manifest: dict[str, Any]) -> None:
    from django.db import transaction

    from proxenia.accounts.models import User
    from proxenia.audit.actions import record

    with transaction.atomic():
        record(
            chain=None, by=User.objects.operator(), verb="restore_backup", kind="installation", uid="",
            name=str(manifest["written"]), after={"written": manifest["written"], "program": manifest["program"]},
        )  # fmt: skip


def main(more: Path) -> int:
    """Finish the database of this process's data folder; say what stood against it on stdout."""
    from proxenia.cli import ground

    given = json.loads(more.read_text("utf-8"))
    try:
        ground.start()
        ground.migrate()
        answer: dict[str, Any] = {"erased": finish(given["manifest"], given["erasures"])}
    except ProxeniaError as error:
        answer = {"error": error.message, "where": error.where}
    print(json.dumps(answer, ensure_ascii=False))
    return 1 if "error" in answer else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
