"""Agreements under a tie: drafted, signed, approved, amended, renewed, ended."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import User
from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate, clean_text, fold
from proxenia.portfolio.models import Agreement, AgreementVersion, Approval, Partnership
from proxenia.portfolio.rules import (
    changes_of,
    check_agreement,
    check_can_amend,
    check_can_end,
    check_can_sign,
    check_in_effect,
    check_terms_stand,
    check_texts_in_waiting,
    next_number,
)
from proxenia.records.access import check_may_write
from proxenia.records.actions import add_file, change, create, name_as_on
from proxenia.records.actions.hangings import Upload

FIELDS = (
    "title", "state", "formality", "signed", "starts", "ends", "review", "renewal",
    "exit_clause", "amendment_clause", "signatories", "note",
)  # fmt: skip
TEXTS = ("exit_clause", "amendment_clause", "signatories", "note")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = {name: values[name] for name in FIELDS if name in values}
    if "title" in ready:
        ready["title"] = clean_text(ready["title"])[:300]
        ready["title_folded"] = fold(ready["title"])[:300]
        if not ready["title"]:
            raise Refused(_("Give the agreement a title."), where="title")
    if "renewal" in ready:
        ready["renewal"] = clean_text(ready["renewal"])[:300]
    for name in TEXTS:
        if name in ready:
            ready[name] = clean_text(ready[name], lines=True)
    return ready


@transaction.atomic
def add_agreement(
    tie: Partnership, *, by: User, values: Mapping[str, Any], upload: Upload | None = None
) -> Agreement:
    """Add an agreement, a draft or signed, with its text as the first version and the file if there is one."""
    check_may_write(by, tie)
    ready = _cleaned({"title": "", "state": Agreement.State.SIGNED, **values})
    check_agreement(ready, timezone.localdate())
    agreement = create(
        Agreement, by=by, office=tie.office, verb="add_agreement",
        values={**ready, "partnership": tie}, unit=tie.unit, visibility=tie.visibility,
        extra={"tie": tie.name},
    )  # fmt: skip
    name_as_on(agreement, tie, by=by)
    _write_version(agreement, by, AgreementVersion.Kind.ORIGINAL, ready.get("signed"), "", upload)
    return agreement


def _write_version(
    agreement: Agreement,
    by: User,
    kind: str,
    dated: PartialDate | None,
    summary: str,
    upload: Upload | None,
) -> AgreementVersion:
    # Whoever adds a text at this moment waits: each gets a number of its own.
    Agreement.objects.select_for_update().filter(pk=agreement.pk).first()
    number = next_number(agreement.versions.values_list("number", flat=True))
    file = None
    if upload is not None:
        file = add_file(agreement.anchor, by=by, upload=upload, title=f"{agreement.title} ({number})")
    return AgreementVersion.objects.create(
        agreement=agreement, number=number, kind=kind, dated=dated, summary=summary, file=file
    )


@transaction.atomic
def change_agreement(
    agreement: Agreement, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Agreement:
    """Correct what is said of an agreement; signing, renewing and ending have verbs of their own.

    The terms of a signed text are read only: what is blank may be filled in, the rest changes by an amendment.
    """
    check_may_write(by, agreement)
    ready = _cleaned(values)
    if ready.get("state", agreement.state) != agreement.state:
        raise Refused(_("An agreement is signed or ended by its own step."), where="state")
    now = {name: ready.get(name, getattr(agreement, name)) for name in FIELDS}
    check_agreement(now, timezone.localdate())
    check_terms_stand(agreement, ready)
    check_texts_in_waiting(agreement, now, agreement.versions.filter(waits=True), timezone.localdate())
    return change(agreement, by=by, verb="change_agreement", values=ready, expected_version=expected_version)


@transaction.atomic
def sign_agreement(
    agreement: Agreement,
    *,
    by: User,
    signed: PartialDate,
    signatories: str = "",
    upload: Upload | None = None,
) -> Agreement:
    """Say that a draft was signed, when and by whom; the signed text may come with it."""
    check_may_write(by, agreement)
    check_can_sign(agreement)
    values: dict[str, Any] = {"state": Agreement.State.SIGNED, "signed": signed}
    if signatories.strip():
        values["signatories"] = clean_text(signatories, lines=True)
    check_agreement({**{name: getattr(agreement, name) for name in FIELDS}, **values}, timezone.localdate())
    agreement = change(agreement, by=by, verb="sign_agreement", values=values)
    agreement.versions.filter(kind=AgreementVersion.Kind.ORIGINAL).update(dated=signed)
    if upload is not None:
        _attach(agreement, by, upload)
    return agreement


def _attach(agreement: Agreement, by: User, upload: Upload) -> None:
    file = add_file(agreement.anchor, by=by, upload=upload, title=agreement.title)
    agreement.versions.filter(kind=AgreementVersion.Kind.ORIGINAL).update(file=file)


@transaction.atomic
def amend_agreement(
    agreement: Agreement, *, by: User, kind: str, values: Mapping[str, Any], upload: Upload | None = None
) -> AgreementVersion:
    """Add an amendment or a renewal to a signed agreement, with what it changes.

    ``values``: dated, summary, effective, and for the agreement ends and review. A renewal needs a later end, and
    brings an agreement back that had ended. What takes effect on a day to come waits on its text until then.
    """
    check_may_write(by, agreement)
    ends = values.get("ends")
    check_can_amend(agreement, kind, ends)
    renewed, effective = kind == AgreementVersion.Kind.RENEWAL, values.get("effective")
    new = {name: values[name] for name in ("ends", "review") if values.get(name)}
    check_agreement({**{name: getattr(agreement, name) for name in FIELDS}, **new}, timezone.localdate())
    waits = effective is not None and effective.first() > timezone.localdate()
    summary = clean_text(values.get("summary", ""), lines=True)
    version = _write_version(agreement, by, kind, values.get("dated"), summary, upload)
    version.effective, version.waits = effective, waits
    version.new_ends, version.new_review = new.get("ends"), new.get("review")
    version.save()
    told = {"number": version.number, "dated": version.dated, "summary": summary, "takes_effect": effective}
    if waits:
        told |= {"new_ends": version.new_ends, "new_review": version.new_review}
    changes = {} if waits else changes_of(version, agreement)
    verb = "renew_agreement" if renewed else "amend_agreement"
    change(agreement, by=by, verb=verb, values=changes, extra_after=_told(told))
    return version


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else str(value) for name, value in values.items() if value}


@transaction.atomic
def put_into_effect(version: AgreementVersion, *, by: User) -> Agreement:
    """Let an amendment or a renewal whose day has come change its agreement; a second call changes nothing."""
    check_may_write(by, version.agreement)
    locked = AgreementVersion.objects.select_for_update().select_related("agreement").get(pk=version.pk)
    if not locked.waits:
        return locked.agreement
    check_in_effect(locked.effective, timezone.localdate())
    locked.waits = False
    locked.save(update_fields=["waits"])
    told = {"number": locked.number, "takes_effect": str(locked.effective)}
    return change(
        locked.agreement, by=by, verb="put_into_effect", values=changes_of(locked, locked.agreement),
        extra_after=told,
    )  # fmt: skip


@transaction.atomic
def end_agreement(agreement: Agreement, *, by: User, ended: PartialDate | None, reason: str) -> Agreement:
    """Say that an agreement has ended, when and why."""
    check_may_write(by, agreement)
    check_can_end(agreement)
    if not reason.strip():
        raise Refused(_("Say why the agreement ended."), where="reason")
    values: dict[str, Any] = {"state": Agreement.State.ENDED}
    if ended is not None:
        check_agreement(
            {"signed": agreement.signed, "starts": agreement.starts, "ends": ended}, timezone.localdate()
        )
        values["ends"] = ended
    return change(agreement, by=by, verb="end_agreement", values=values, note=clean_text(reason))


@transaction.atomic
def add_approval(
    agreement: Agreement, *, by: User, body: str, decided: PartialDate | None = None, decision: str = ""
) -> Approval:
    """Say which body approved an agreement, and when."""
    check_may_write(by, agreement)
    body = clean_text(body)[:200]
    if not body:
        raise Refused(_("Name the body that decided."), where="body")
    approval = Approval.objects.create(
        agreement=agreement, body=body, decided=decided, decision=clean_text(decision)[:200]
    )
    told = {"body": body, "decided": str(decided or ""), "decision": approval.decision}
    change(agreement, by=by, verb="add_approval", values={}, extra_after={k: v for k, v in told.items() if v})
    return approval
