"""Every write about assessment forms and assessments."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.audit.actions import record as record_event
from proxenia.core.errors import Refused
from proxenia.instruments.access import (
    check_may_answer,
    check_may_assess,
    check_may_edit_instruments,
)
from proxenia.instruments.models import Assessment, Instrument, InstrumentVersion
from proxenia.instruments.queries import draft_of, in_use, latest, open_assessment, result_of, shipped_form
from proxenia.instruments.rules import (
    check_answers,
    check_draftable,
    check_expected,
    check_is_draft,
    check_open,
    check_subject,
    check_usable,
)
from proxenia.methods.instrument_forms import differences
from proxenia.methods.instruments import Form, plain_of
from proxenia.records.actions.files import event_on
from proxenia.records.models import Anchor


@transaction.atomic
def take_instrument(office: Office, *, by: User, code: str) -> Instrument:
    """Copy a shipped form for an office; the copy can be used at once, and edited. Twice is refused."""
    check_may_edit_instruments(by, office)
    form, now = shipped_form(code), timezone.now()
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if Instrument.objects.filter(office=office, code=code).exists():
        raise Refused(_("The office has this form already."), where="code")
    taken = Instrument.objects.create(office=office, code=code, name=form.name, created_at=now, created_by=by)
    InstrumentVersion.objects.create(
        instrument=taken,
        number=1,
        body=plain_of(form),
        created_at=now,
        created_by=by,
        issued_at=now,
        issued_by=by,
    )
    _note(taken, by=by, verb="take_instrument", after={"name": form.name, "version": 1})
    return taken


def state_of(version: InstrumentVersion) -> str:
    """Return what a page sends back, so that a change to what somebody else has changed since is noticed."""
    return f"{version.number}.{version.revision}"


@transaction.atomic
def revise_instrument(
    instrument: Instrument, *, by: User, form: Form, expected: str = ""
) -> InstrumentVersion:
    """Change the draft of a form to what is given; where there is none, it begins as the next version.

    A version that was issued is never touched. ``expected`` is ``state_of`` of the version the page showed.
    """
    check_may_edit_instruments(by, instrument.office)
    check_draftable(form)
    locked = _locked(instrument)
    base = latest(locked)
    check_expected(expected, state_of(base))
    changes = differences(base.form(), form)
    if not changes:
        return base
    draft = base if base.is_draft else _next_draft(base, by)
    draft.body, draft.revision = plain_of(form), draft.revision + (1 if base.is_draft else 0)
    draft.save()
    told = [(f"{one.what} {one.code} {one.field}".strip(), one) for one in changes]
    _note(
        locked,
        by=by,
        verb="revise_instrument",
        before={key: one.before or one.name for key, one in told if one.what != "added"},
        after={key: one.after or one.name for key, one in told if one.what != "removed"},
    )
    return draft


def _next_draft(base: InstrumentVersion, by: User) -> InstrumentVersion:
    return InstrumentVersion(
        instrument_id=base.instrument_id, number=base.number + 1, created_at=timezone.now(), created_by=by
    )


@transaction.atomic
def issue_instrument(instrument: Instrument, *, by: User, expected: str = "") -> InstrumentVersion:
    """Put the draft into use: from now on it is asked, and never changed again."""
    check_may_edit_instruments(by, instrument.office)
    locked = _locked(instrument)
    draft = check_is_draft(draft_of(locked))
    check_expected(expected, state_of(draft))
    form = draft.form()
    check_usable(form)
    draft.issued_at, draft.issued_by = timezone.now(), by
    draft.save()
    locked.name = form.name[:200]
    locked.save()
    _note(locked, by=by, verb="issue_instrument", after={"version": draft.number, "name": locked.name})
    return draft


@transaction.atomic
def discard_draft(instrument: Instrument, *, by: User) -> None:
    """Throw the draft away; the version in use stays as it is."""
    check_may_edit_instruments(by, instrument.office)
    locked = _locked(instrument)
    draft = check_is_draft(draft_of(locked))
    if in_use(locked) is None:
        raise Refused(_("There would be nothing left of this form."), where="form")
    _note(locked, by=by, verb="discard_instrument_draft", before={"version": draft.number})
    draft.delete()


@transaction.atomic
def begin_assessment(
    anchor: Anchor, *, by: User, instrument: Instrument, answers: Mapping[str, Mapping[str, Any]]
) -> Assessment:
    """Begin an assessment of a record by the version in use; answers are code -> value and remark."""
    check_may_assess(by, anchor)
    locked = _locked(instrument)
    version = in_use(locked)
    if version is None or locked.office_id != anchor.office_id:
        raise Refused(_("This form is not in use."), where="form")
    form, now = version.form(), timezone.now()
    check_subject(form, anchor.kind)
    if open_assessment(anchor, locked, by):
        raise Refused(_("You have begun this one already. Go on with it instead."), where="form")
    begun = Assessment.objects.create(
        anchor=anchor,
        version=version,
        assessor=by,
        answers=check_answers(form, answers),
        created_at=now,
        changed_at=now,
    )
    event_on(anchor, by=by, verb="begin_assessment", after=_told(begun))
    return begun


@transaction.atomic
def answer_assessment(
    assessment: Assessment, *, by: User, answers: Mapping[str, Mapping[str, Any]], expected: str = ""
) -> Assessment:
    """Change the answers of an assessment of one's own that is not finished."""
    check_may_answer(by, assessment)
    locked = Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    check_open(locked)
    check_expected(expected, str(locked.revision))
    before = _told(locked)
    kept = check_answers(locked.version.form(), answers)
    if kept == locked.answers:
        return locked
    locked.answers, locked.changed_at, locked.revision = kept, timezone.now(), locked.revision + 1
    locked.save()
    event_on(assessment.anchor, by=by, verb="answer_assessment", before=before, after=_told(locked))
    return locked


@transaction.atomic
def finish_assessment(assessment: Assessment, *, by: User) -> Assessment:
    """Say that an assessment of one's own is done; it is not changed any more, a new one may be begun."""
    check_may_answer(by, assessment)
    locked = Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    check_open(locked)
    if not locked.answers:
        raise Refused(_("Answer at least one question first."), where="form")
    locked.finished_at = timezone.now()
    locked.save()
    event_on(assessment.anchor, by=by, verb="finish_assessment", after=_told(locked))
    return locked


def _told(assessment: Assessment) -> dict[str, Any]:
    """Return what the log tells of an assessment: by which form, and what it came to; never remarks."""
    whole = result_of(assessment).whole
    version = assessment.version
    return {
        "form": version.instrument.name,
        "version": version.number,
        "score": None if whole.score is None else round(whole.score, 1),
        "lowest": round(whole.lowest, 1),
        "highest": round(whole.highest, 1),
        "unknown": len(whole.unknown),
    }


def _locked(instrument: Instrument) -> Instrument:
    """Lock a form until the transaction ends: its versions change by one hand at a time."""
    return Instrument.objects.select_for_update(of=("self",), no_key=True).get(pk=instrument.pk)


def _note(instrument: Instrument, *, by: User, verb: str, **values: Any) -> None:
    record_event(
        chain=instrument.office_id,
        by=by,
        verb=verb,
        kind="instrument",
        uid=instrument.uid,
        name=instrument.name,
        **values,
    )
