"""Letting go of what was kept long enough, every night or by hand; the dry run tells what the real one does."""

import datetime as dt
import shutil
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import PRIVACY
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import NotFound, Refused
from proxenia.core.jobs import enqueue
from proxenia.core.retention import ERASE, Rule, register_retention, rules
from proxenia.records.actions.erasing import forget_bytes
from proxenia.records.models import File, RetentionTerm, RoomReader, StagedRow
from proxenia.records.queries.imports import folder_of
from proxenia.records.queries.retention import Due, due, files_put_away, runs_left, terms


@transaction.atomic
def run_retention(office: Office, *, by: User, on: dt.date | None = None, dry: bool = False) -> list[Due]:
    """Let go of what is due in an office on a day (today); return it, with ``dry`` without touching anything.

    A person lets go of what they see; the night's run is the operator's, who sees all.
    """
    check_may(by, office, PRIVACY)
    found = due(office, on or timezone.localdate(), by)
    for one in found:
        if one.count and not dry:
            _carry_out(one, office, by)
    if not dry and any(one.count for one in found):
        enqueue("records.scrub", key="records.scrub")
    return found


def _carry_out(one: Due, office: Office, by: User) -> None:
    one.rule.carry_out(one.rows, by)
    record_event(
        chain=office.pk,
        by=by,
        verb="retention",
        kind="office",
        uid=office.uid,
        name=office.name,
        after={"rule": one.rule.code, "months": one.months, "count": one.count, "which": one.names},
    )


@transaction.atomic
def set_retention(office: Office, *, by: User, rule: str, months: int) -> None:
    """Keep something longer or shorter than usual, within the limits of its rule."""
    check_may(by, office, PRIVACY)
    found = next((one for one in rules() if one.code == rule), None)
    if found is None:
        raise NotFound(_("There is no such rule."), where=rule)
    if not found.least <= months <= found.most:
        sentence = _("Choose between %(least)d and %(most)d months.")
        raise Refused(sentence % {"least": found.least, "most": found.most}, where="months")
    before = terms(office)[rule]
    if before == months:
        return
    RetentionTerm.objects.update_or_create(office=office, rule=rule, defaults={"months": months})
    record_event(
        chain=office.pk,
        by=by,
        verb="set_retention",
        kind="office",
        uid=office.uid,
        name=office.name,
        before={rule: before},
        after={rule: months},
    )


def _erase_files(rows: Sequence[File], by: Any) -> None:
    files = File.objects.filter(pk__in=[row.pk for row in rows])
    RoomReader.objects.filter(file__in=files).delete()
    forget_bytes(files)
    files.delete()


def _erase_staged(rows: Sequence[Any], by: Any) -> None:
    StagedRow.objects.filter(run__in=rows).delete()
    folders = [folder_of(run) for run in rows]

    def remove() -> None:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)

    transaction.on_commit(remove)


FILES = Rule(
    code="files_put_away",
    what=gettext_lazy("Files that were put away"),
    after=gettext_lazy("the day they were put away"),
    fate=ERASE,
    basis=gettext_lazy("What nobody needs is not kept: GDPR, Article 5(1)(e)."),
    months=24,
    least=1,
    most=120,
    due=files_put_away,
    carry_out=_erase_files,
    anchor="anchor",
)
IMPORTS = Rule(
    code="imports_left",
    what=gettext_lazy("Uploaded lists: their file and their rows"),
    after=gettext_lazy("the day of the upload"),
    fate=ERASE,
    basis=gettext_lazy("A working copy of data that stand elsewhere: GDPR, Article 5(1)(c)."),
    months=3,
    least=1,
    most=24,
    due=runs_left,
    carry_out=_erase_staged,
    anchor="",
)


def register() -> None:
    """Add the rules of this room to the table."""
    for rule in (FILES, IMPORTS):
        register_retention(rule)
