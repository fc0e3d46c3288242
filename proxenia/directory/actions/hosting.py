"""Hosted bodies: listed and changed, their lines kept, reviews recorded, assessments written for named readers."""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.directory.actions.corps import check_organisation, seat
from proxenia.directory.models import (
    HostedAssessment,
    HostedBody,
    HostedLine,
    HostedReview,
    Organisation,
)
from proxenia.directory.queries.hosting import body_of
from proxenia.directory.rules.corps import check_period
from proxenia.directory.rules.hosting import (
    check_assessment,
    check_decision,
    check_held,
    check_line,
    check_not_hosted,
    check_term_of,
    side_of,
)
from proxenia.records.access import check_may_write
from proxenia.records.actions import archive, change, create, restore
from proxenia.records.models import Reader, forget_shared

LINE_FIELDS = ("kind", "what", "amount", "currency", "counted", "on", "source")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = dict(values)
    for name, vocabulary in (("kind", "hosted_kinds"), ("seat", "hosted_seats")):
        if name in ready:
            ready[name] = check_term_of(vocabulary, ready[name] or "other", name)
    if "agreement" in ready:
        ready["agreement"] = clean_text(ready["agreement"], longest=300)
    for name in ("terms", "note"):
        if name in ready:
            ready[name] = clean_text(ready[name], lines=True)
    return ready


def _check_dates(values: Mapping[str, Any]) -> None:
    check_period(values.get("since"), values.get("until"), "until")
    check_period(values.get("signed"), values.get("expires"), "expires")


@transaction.atomic
def add_hosted_body(
    office: Office,
    *,
    by: User,
    organisation: Organisation,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
) -> HostedBody:
    """List an organisation among the international bodies we host; of two visibilities the narrower holds."""
    ready = _cleaned({"kind": "other", "seat": "other", **values})
    check_organisation(office, by, organisation)
    _check_dates(ready)
    return seat(
        HostedBody, organisation, by=by, verb="add_hosted_body", values=ready, unit=unit, visibility=visibility,
        check_free=lambda: check_not_hosted(body_of(organisation)),
    )  # fmt: skip


@transaction.atomic
def change_hosted_body(
    body: HostedBody, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> HostedBody:
    """Change what is said of a hosted body and its agreement."""
    check_may_write(by, body)
    ready = _cleaned(values)
    names = ("since", "until", "signed", "expires")
    _check_dates({name: ready.get(name, getattr(body, name)) for name in names})
    return change(body, by=by, verb="change_hosted_body", values=ready, expected_version=expected_version)


def archive_hosted_body(body: HostedBody, *, by: User, reason: str) -> HostedBody:
    """Take a body off the list with the reason; the organisation stays."""
    return archive(body, by=by, reason=reason, verb="archive_hosted_body")


@transaction.atomic
def restore_hosted_body(body: HostedBody, *, by: User) -> HostedBody:
    """Put a body back on the list, unless its organisation was listed anew."""
    check_may_write(by, body)
    check_not_hosted(body_of(body.organisation))
    return restore(body, by=by, verb="restore_hosted_body")


def told_line(line: HostedLine) -> str:
    """Return a line as the log tells it."""
    figure = f"{line.amount} {line.currency or line.counted}" if line.amount is not None else "no figure"
    return ", ".join([line.what, figure, *([line.source] if line.source else [])])


def _fill(line: HostedLine, values: Mapping[str, Any]) -> HostedLine:
    for name in LINE_FIELDS:
        if name in values:
            setattr(line, name, values[name])
    line.side = side_of(line.kind)
    line.what = clean_text(line.what, longest=500)
    line.source = clean_text(line.source, longest=300)
    line.counted = clean_text(line.counted, longest=60)
    line.amount = Decimal(line.amount).quantize(Decimal("0.01")) if line.amount is not None else None
    if line.amount is None:
        line.currency = line.counted = ""
    check_line(line.what, line.amount, line.currency, line.counted, line.source)
    return line


@transaction.atomic
def add_hosted_line(body: HostedBody, *, by: User, values: Mapping[str, Any]) -> HostedLine:
    """Add a support, a benefit or a burden (fields of LINE_FIELDS); the kind says which of the three it is."""
    check_may_write(by, body)
    line = _fill(HostedLine(body=body), values)
    line.save()
    change(body, by=by, verb="add_hosted_line", values={}, extra_after={line.side: told_line(line)})
    return line


@transaction.atomic
def change_hosted_line(line: HostedLine, *, by: User, values: Mapping[str, Any]) -> HostedLine:
    """Change a support, a benefit or a burden."""
    check_may_write(by, line.body)
    before = {line.side: told_line(line)}
    kept = (line.kind, line.on, line.currency)
    _fill(line, values)
    after = {line.side: told_line(line)}
    if before != after or kept != (line.kind, line.on, line.currency):
        line.save()
        change(line.body, by=by, verb="change_hosted_line", values={}, extra_before=before, extra_after=after)
    return line


@transaction.atomic
def remove_hosted_line(line: HostedLine, *, by: User) -> None:
    """Remove a line that is wrong; the log keeps it."""
    check_may_write(by, line.body)
    before = {line.side: told_line(line)}
    body = line.body
    line.delete()
    change(body, by=by, verb="remove_hosted_line", values={}, extra_before=before)


@transaction.atomic
def review_hosted_body(
    body: HostedBody,
    *,
    by: User,
    decision: str,
    reason: str,
    held_on: dt.date | None = None,
    minutes: str = "",
    next_on: dt.date | None = None,
) -> HostedReview:
    """Record a review: more, the same or less, with the reason; the next date is when we look again."""
    check_may_write(by, body)
    today = timezone.localdate()
    held = held_on or today
    check_decision(decision, reason, held, next_on)
    check_held(held, today)
    review = HostedReview.objects.create(
        body=body,
        by=by,
        held_on=held,
        decision=decision,
        reason=clean_text(reason, lines=True),
        minutes=clean_text(minutes, lines=True),
        next_on=next_on,
    )
    told = {"decision": decision, "held_on": held.isoformat(), "reason": review.reason}
    change(body, by=by, verb="review_hosted_body", values={"review_on": next_on}, extra_after=told)
    return review


@transaction.atomic
def assess_hosted_body(
    body: HostedBody,
    *,
    by: User,
    title: str,
    text: str,
    readers: Iterable[User] = (),
    made_on: dt.date | None = None,
) -> HostedAssessment:
    """Write an assessment that only its author and the readers named here may see, search and history included."""
    check_may_write(by, body)
    ready = {"title": clean_text(title, longest=200), "text": clean_text(text, lines=True)}
    check_assessment(ready["title"], ready["text"])
    named = list(dict.fromkeys([by, *readers]))
    _check_readers(body.office, named)
    assessment = create(
        HostedAssessment,
        by=by,
        office=body.office,
        verb="assess_hosted_body",
        values={**ready, "body": body, "made_on": made_on or timezone.localdate()},
        unit=body.unit,
        owner=by,
        visibility="confidential",
        extra={"readers": [one.name for one in named]},
    )
    for one in named:
        Reader.objects.get_or_create(anchor_id=assessment.pk, user=one)
    forget_shared(*named)
    return assessment


def _check_readers(office: Office, named: Iterable[User]) -> None:
    for one in named:
        if not one.standing(office).roles and not one.is_operator:
            sentence = _("%(name)s holds no role in this office and cannot be a reader.")
            raise Refused(sentence % {"name": one.name}, where="readers")


@transaction.atomic
def change_assessment(
    assessment: HostedAssessment, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> HostedAssessment:
    """Change the words of an assessment; who may read it is changed where every record's readers are."""
    check_may_write(by, assessment)
    ready = dict(values)
    if "title" in ready:
        ready["title"] = clean_text(ready["title"], longest=200)
    if "text" in ready:
        ready["text"] = clean_text(ready["text"], lines=True)
    check_assessment(ready.get("title", assessment.title), ready.get("text", assessment.text))
    return change(
        assessment, by=by, verb="change_assessment", values=ready, expected_version=expected_version
    )


def archive_assessment(assessment: HostedAssessment, *, by: User, reason: str) -> HostedAssessment:
    """Put an assessment away with the reason."""
    return archive(assessment, by=by, reason=reason, verb="archive_assessment")


def restore_assessment(assessment: HostedAssessment, *, by: User) -> HostedAssessment:
    """Bring an assessment back."""
    return restore(assessment, by=by, verb="restore_assessment")
