"""Every write on results, on what led to them, and on the areas they are told by."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.access import check_may
from proxenia.accounts.models import Office, Unit, User
from proxenia.accounts.models.roles import WRITE
from proxenia.audit.actions import record
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text, fold
from proxenia.records import actions as records
from proxenia.records.access import check_may_see, check_may_write, check_may_write_in
from proxenia.results.models import Area, Contribution, Result
from proxenia.results.queries.ledger import areas_of, has_evidence_file, insiders_of, same_result, staff_of
from proxenia.results.rules import ledger as rules
from proxenia.results.rules.shares import (
    check_after,
    check_room,
    check_shares,
    check_took_place,
    share_of,
    written,
)

LINES = frozenset({"source", "rivals", "witness_words", "note"})
LONGEST = {"what": 500, "whom": 300, "municipality": 120, "district": 120, "counted": 60, "witness": 200}
EMPTY: dict[str, Any] = {
    **dict.fromkeys(
        ("whom", "municipality", "district", "country", "counted", "currency", "horizon", "confidence", "level",
         "source", "rivals", "witness", "witness_of", "witness_words", "note"),
        "",
    ),
    **dict.fromkeys(("low", "high", "valued_on", "witnessed_on"), None),
    "state": Result.State.REPORTED,
}  # fmt: skip
WITNESS = ("witness", "witness_of", "witnessed_on", "witness_words", "level", "source")


def _clean(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = {
        name: clean_text(value, lines=name in LINES, longest=LONGEST.get(name))
        if isinstance(value, str)
        else value
        for name, value in values.items()
    }
    if "what" in ready:
        ready["what_folded"] = fold(ready["what"])[:500]
    if "municipality" in ready:
        ready["municipality_folded"] = fold(ready["municipality"])[:120]
    if ready.get("low") is None or ready.get("high") is None:
        # A figure that was taken back leaves no currency behind.
        bare = {"low", "high"} & ready.keys() and ready.get("low") is None and ready.get("high") is None
        ready |= {"currency": "", "counted": "", "valued_on": None} if bare else {}
    return ready


def _whole(result: Result, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a result would say after a change."""
    return {
        name: values.get(name, getattr(result, name)) for name in (*EMPTY, "what", "kind", "belongs", "on")
    }


@transaction.atomic
def add_result(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    unit: Unit | None = None,
    visibility: str = "internal",
    is_another: bool = False,
) -> Result:
    """Write a result down, planned or reported; one that looks like a standing one is asked about."""
    check_may_write_in(by, office, unit)
    ready = _clean({**EMPTY, "what": "", "kind": "", "belongs": "", "on": None, **values})
    today = timezone.localdate()
    if ready["state"] not in (Result.State.PLANNED, Result.State.REPORTED):
        raise Refused(_("A result begins as planned or as reported."), where="state")
    rules.check_result(ready, today)
    rules.check_not_twice(same_result(by, office, ready), is_another=is_another)
    ages = rules.ages_on(ready["state"], ready["on"], today)
    return records.create(
        Result, by=by, office=office, verb="add_result", values={**ready, "looked_on": today, "ages_on": ages},
        unit=unit, owner=by, visibility=visibility,
    )  # fmt: skip


@transaction.atomic
def change_result(
    result: Result, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Result:
    """Change what a result says; whoever changes its words has looked at it."""
    check_may_write(by, result)
    ready = _clean({name: value for name, value in values.items() if name != "state"})
    whole, today = _whole(result, ready), timezone.localdate()
    rules.check_result(whole, today)
    _check_chain(result, whole["on"])
    if result.state == Result.State.SUBSTANTIATED:
        _check_substantiated(result, whole)
    differs = any(getattr(result, name) != value for name, value in ready.items())
    looked = (
        {"looked_on": today, "ages_on": rules.ages_on(result.state, whole["on"], today)} if differs else {}
    )
    return records.change(
        result, by=by, verb="change_result", values={**ready, **looked}, expected_version=expected_version
    )


def _check_substantiated(result: Result, whole: Mapping[str, Any]) -> None:
    rules.check_substantiated(
        whole, has_evidence_file(result), insiders_of(result), staff_of(result.office), timezone.localdate()
    )


def _check_chain(result: Result, on: Any) -> None:
    for link in result.contributions.select_related("engagement").exclude(engagement=None):
        if link.engagement is not None:
            check_after(on, link.engagement)


@transaction.atomic
def move_result(
    result: Result, *, by: User, verb: str, values: Mapping[str, Any] | None = None, reason: str = ""
) -> Result:
    """Take a step: it is there, an outsider confirms it, taken back, withdrawn, claimed again."""
    check_may_write(by, result)
    locked = Result.objects.select_for_update(of=("self",), no_key=True).get(pk=result.pk)
    step = rules.find_step(locked.state, verb)
    told = rules.check_step_reason(step, reason)
    ready = _clean({name: value for name, value in (values or {}).items() if name in (*WITNESS, "on")})
    whole, today = {**_whole(locked, ready), "state": step.target}, timezone.localdate()
    if step.target != Result.State.WITHDRAWN:
        rules.check_result(whole, today)
        _check_links(locked, whole)
    if step.target == Result.State.SUBSTANTIATED:
        _check_substantiated(locked, whole)
    ages = rules.ages_on(step.target, whole["on"], today)
    changed = {**ready, "state": step.target, "looked_on": today, "ages_on": ages}
    return records.change(result, by=by, verb=step.verb, values=changed, note=told)


def _check_links(result: Result, whole: Mapping[str, Any]) -> None:
    """What is there was led to by what took place."""
    after = Result(state=whole["state"])
    for link in result.contributions.select_related("engagement").exclude(engagement=None):
        if link.engagement is not None:
            check_after(whole["on"], link.engagement)
            check_took_place(after, link.engagement)


@transaction.atomic
def look_at_result(result: Result, *, by: User, note: str = "") -> Result:
    """Say that somebody looked and the claim still holds: it counts on from today."""
    check_may_write(by, result)
    if result.state == Result.State.WITHDRAWN:
        raise Refused(_("The claim is withdrawn; claim it again first."), where="state")
    today = timezone.localdate()
    ages = rules.ages_on(result.state, result.on, today)
    if result.state == Result.State.PLANNED and ages is not None and ages <= today:
        raise Refused(
            _("Its date has passed: say that it is there, give a later date, or withdraw it."), where="on"
        )
    values = {"looked_on": today, "ages_on": ages}
    return records.change(result, by=by, verb="look_at_result", values=values, note=clean_text(note)[:500])


def archive_result(result: Result, *, by: User, reason: str) -> Result:
    """Put a result away with the reason."""
    return records.archive(result, by=by, reason=reason, verb="archive_result")


def restore_result(result: Result, *, by: User) -> Result:
    """Bring a result back that was put away."""
    return records.restore(result, by=by, verb="restore_result")


def told_link(link: Contribution) -> str:
    """Return a contribution as the log tells it; a record by its uid, since not everybody may read its name."""
    target = getattr(link, link.sort) if link.sort != "named" else None
    share = written(link.part, link.whole) or "share not said"
    return f"{link.sort} {target.uid if target is not None else link.named}: {share}"


def _locked(result: Result) -> Result:
    return Result.objects.select_for_update(of=("self",), no_key=True).get(pk=result.pk)


@transaction.atomic
def add_contribution(
    result: Result,
    *,
    by: User,
    target: Any = None,
    named: str = "",
    share: tuple[int, int] | None = None,
    how: str = "",
) -> Contribution:
    """Say what led to a result: ``target`` is an engagement, a tie or an organisation, else ``named`` says who."""
    check_may_write(by, result)
    locked = _locked(result)
    others = list(locked.contributions.all())
    check_room(len(others))
    link = Contribution(result=locked, how=clean_text(how, lines=True), named="")
    link.part, link.whole = share or (None, 100)
    if target is None:
        link.named = clean_text(named, longest=300)
        _check_named(link.named, others)
    else:
        _point(link, locked, target, by, others)
    check_shares([*map(share_of, others), share_of(link)])
    link.save()
    if locked.state == Result.State.SUBSTANTIATED:
        rules.check_still_outside(locked.witness_of, insiders_of(locked))
    told = {"led_to_by": told_link(link)}
    records.change(result, by=by, verb="add_contribution", values={}, extra_after=told)
    return link


def _check_named(named: str, others: Sequence[Contribution]) -> None:
    if not named:
        raise Refused(_("Say what led to it: an engagement, a tie, a body or somebody else."), where="named")
    if fold(named) in {fold(one.named) for one in others if one.named}:
        raise Refused(_("“%(name)s” stands in the chain already.") % {"name": named}, where="named")


def _point(link: Contribution, result: Result, target: Any, by: User, others: Sequence[Contribution]) -> None:
    sort = target.record_kind
    if sort not in Contribution.SORTS or target.office_id != result.office_id:
        raise Refused(_("There is no such record in this office."), where="named")
    check_may_see(by, target)
    if any(getattr(one, f"{sort}_id") == target.pk for one in others):
        raise Refused(_("“%(name)s” stands in the chain already.") % {"name": target}, where=sort)
    if sort == "engagement":
        check_after(result.on, target)
        check_took_place(result, target)
    setattr(link, sort, target)


@transaction.atomic
def change_contribution(
    link: Contribution, *, by: User, share: tuple[int, int] | None, how: str
) -> Contribution:
    """Change the share of a contribution, or how it led to the result."""
    check_may_write(by, link.result)
    locked = _locked(link.result)
    before, words = told_link(link), link.how
    link.part, link.whole = share or (None, 100)
    link.how = clean_text(how, lines=True)
    others = locked.contributions.exclude(pk=link.pk)
    check_shares([*map(share_of, others), share_of(link)])
    if (before, words) == (told_link(link), link.how):
        return link
    link.save(update_fields=["part", "whole", "how"])
    was, now = {"led_to_by": before, "how": words}, {"led_to_by": told_link(link), "how": link.how}
    records.change(
        link.result, by=by, verb="change_contribution", values={}, extra_before=was, extra_after=now
    )
    return link


@transaction.atomic
def remove_contribution(link: Contribution, *, by: User) -> None:
    """Take a contribution away that is wrong; the log keeps it."""
    check_may_write(by, link.result)
    result, before = link.result, {"led_to_by": told_link(link)}
    _locked(result)
    link.delete()
    records.change(result, by=by, verb="remove_contribution", values={}, extra_before=before)


def _told_areas(rows: Sequence[Area]) -> dict[str, str]:
    return {
        one.name: f"{one.inhabitants if one.inhabitants is not None else '?'} ({one.counted_in or '?'})"
        for one in rows
    }


@transaction.atomic
def set_areas(office: Office, *, by: User, rows: Sequence[Mapping[str, Any]]) -> list[Area]:
    """Write down the municipalities and districts of our place (fields of Area); those left out are taken off."""
    check_may(by, office, WRITE)
    before = areas_of(office)
    ready: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = clean_text(row["name"], longest=120)
        if not name or fold(name) in ready:
            words = _("“%(name)s” stands in the list twice.") if name else _("Every line needs a name.")
            raise Refused(words % {"name": name} if name else words, where="name")
        if row.get("inhabitants") is not None and not row.get("source"):
            raise Refused(_("Say where the figure for “%(name)s” is from.") % {"name": name}, where="source")
        ready[fold(name)] = {**row, "name": name, "source": clean_text(row.get("source", ""), longest=300)}
    for one in before:
        if one.name_folded not in ready:
            one.delete()
    for folded, row in ready.items():
        Area.objects.update_or_create(office=office, name_folded=folded[:120], defaults=row)
    after = areas_of(office)
    record(
        chain=office.pk, by=by, verb="set_areas", kind="office", uid=office.uid, name=office.name,
        before=_told_areas(before), after=_told_areas(after),
    )  # fmt: skip
    return after
