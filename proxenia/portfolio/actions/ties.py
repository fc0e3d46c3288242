"""Ties: added with their counterparts and an end, changed, classified, put under one another, put away."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text, fold
from proxenia.portfolio.access import check_may_exceed, check_same_office
from proxenia.portfolio.actions.parties import Counterpart, organisation_of, write_party
from proxenia.portfolio.models import Classification, DuplicateDismissal, Partnership
from proxenia.portfolio.queries.counts import above, working_count
from proxenia.portfolio.rules import (
    HISTORIC,
    WORKING,
    Term,
    check_codes,
    check_kind,
    check_order,
    check_parent,
    check_state,
    check_term,
    with_sunset,
)
from proxenia.records.access import check_may_write, check_may_write_in
from proxenia.records.actions import archive, change, create, reindex, restore

Codes = Collection[tuple[str, str]]
TERM_FIELDS = ("ends", "open_ended_reason", "review_on")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = dict(values)
    if "name" in ready:
        ready["name"] = clean_text(ready["name"])[:300]
        ready["name_folded"] = fold(ready["name"])[:300]
    for name in ("purpose", "note"):
        if name in ready:
            ready[name] = clean_text(ready[name], lines=True)
    if "open_ended_reason" in ready:
        ready["open_ended_reason"] = clean_text(ready["open_ended_reason"])[:300]
    if "kind" in ready:
        check_kind(ready["kind"])
    if "state" in ready:
        check_state(ready["state"])
    return ready


def _with_term(office: Office, ready: dict[str, Any]) -> dict[str, Any]:
    """Give a new tie its end and first review; one that is historic already needs neither."""
    since = ready.get("since")
    if ready["state"] == HISTORIC:
        check_order(since, ready.get("ends"))
        return ready
    given = Term(ready.get("ends"), ready.get("open_ended_reason", ""), ready.get("review_on"))
    term = with_sunset(given, timezone.localdate(), office.term_years, office.review_months)
    check_term(term, since)
    return {
        **ready,
        "ends": term.ends,
        "open_ended_reason": term.open_ended_reason,
        "review_on": term.review_on,
    }


def lock_cap(office: Office) -> int:
    """Count the ties under the cap; two writers that both want the last place wait for each other."""
    if office.partnership_cap is not None:
        Office.objects.select_for_update().get(pk=office.pk)
    return working_count(office)


@transaction.atomic
def add_tie(
    office: Office,
    *,
    by: User,
    values: Mapping[str, Any],
    counterparts: Sequence[Counterpart],
    codes: Codes = (),
    unit: Unit | None = None,
    owner: User | None = None,
    visibility: str = "internal",
    override_reason: str = "",
) -> Partnership:
    """Add a tie with its counterparts; without a name of its own it is called after them.

    What the values lack of end and review is filled in from the office's settings (sunset by default).
    """
    check_may_write_in(by, office, unit)
    check_codes(codes)
    own_name = clean_text(str(values.get("name", "")))
    called = own_name or ", ".join(filter(None, (one.named for one in counterparts)))
    if not counterparts:
        raise Refused(_("Say with whom: a tie has at least one counterpart."), where="counterparts")
    given = {"state": "active", "kind": "other", **values, "name": called}
    ready = {**_with_term(office, _cleaned(given)), "is_named": bool(own_name)}
    beyond = ready["state"] in WORKING and check_may_exceed(by, office, lock_cap(office), override_reason)
    organisations = [organisation_of(one, office, by=by, unit=unit) for one in counterparts]
    extra: dict[str, Any] = {"parties": [one.name for one in organisations], "classification": _told(codes)}
    if beyond:
        extra["beyond_the_limit"] = clean_text(override_reason)
    told = {key: value for key, value in extra.items() if value}
    tie = create(
        Partnership, by=by, office=office, verb="add_tie", values=ready, unit=unit, owner=owner,
        visibility=visibility, extra=told,
    )  # fmt: skip
    for organisation, counterpart in zip(organisations, counterparts, strict=True):
        if not tie.parties.filter(organisation=organisation).exists():
            write_party(tie, organisation, counterpart.named)
    write_codes(tie, codes)
    reindex(tie)
    return tie


@transaction.atomic
def change_tie(
    tie: Partnership, *, by: User, values: Mapping[str, Any], expected_version: int | None = None
) -> Partnership:
    """Change what is said of a tie; its state is moved, not changed, and a given end is not taken away."""
    check_may_write(by, tie)
    if "state" in values and values["state"] != tie.state:
        raise Refused(_("The state of a tie is moved step by step, with a reason."), where="state")
    ready = _cleaned(values)
    if "name" in ready:
        if not ready["name"]:
            raise Refused(_("Give the tie a name."), where="name")
        ready["is_named"] = tie.is_named or ready["name"] != tie.name
    _check_changed_term(tie, ready)
    if ready.get("parent") is not None:
        _check_parent(tie, ready["parent"], by)
    changed = change(tie, by=by, verb="change_tie", values=ready, expected_version=expected_version)
    if "name" in ready:
        for link in changed.commitment_links.select_related("commitment"):
            reindex(link.commitment)
    return changed


def _check_changed_term(tie: Partnership, ready: Mapping[str, Any]) -> None:
    """A tie that came in without an end may stay so; one that has an end keeps one, or a reason."""
    now = {name: ready.get(name, getattr(tie, name)) for name in TERM_FIELDS}
    since = ready.get("since", tie.since)
    has_term = bool(tie.ends or tie.open_ended_reason) and tie.state != HISTORIC
    if has_term and tie.review_on is not None:
        check_term(Term(**now), since)
    elif now["ends"] and now["open_ended_reason"]:
        check_term(Term(**{**now, "review_on": timezone.localdate()}), since)
    else:
        check_order(since, now["ends"])


def _check_parent(tie: Partnership, parent: Partnership, by: User) -> None:
    check_same_office(by, tie, parent)
    check_parent(tie.pk, parent.pk, above(parent))


@transaction.atomic
def set_parent(tie: Partnership, *, by: User, parent: Partnership | None) -> Partnership:
    """Put a tie under another one, or on its own again."""
    check_may_write(by, tie)
    if parent is not None:
        _check_parent(tie, parent, by)
    return change(tie, by=by, verb="set_parent", values={"parent": parent})


def _told(codes: Codes) -> list[str]:
    return [f"{facet}: {code}" for facet, code in sorted(set(codes))]


def write_codes(tie: Partnership, codes: Codes) -> None:
    """Write the words of classification; the caller's verb tells of them."""
    Classification.objects.bulk_create(
        Classification(partnership=tie, facet=facet, code=code) for facet, code in sorted(set(codes))
    )


@transaction.atomic
def classify_tie(tie: Partnership, *, by: User, codes: Codes) -> Partnership:
    """Say what sort of collaboration a tie is; replaces every word said before."""
    check_may_write(by, tie)
    check_codes(codes)
    before = set(tie.classifications.values_list("facet", "code"))
    wanted = set(codes)
    if before == wanted:
        return tie
    for facet, code in before - wanted:
        tie.classifications.filter(facet=facet, code=code).delete()
    write_codes(tie, wanted - before)
    return change(
        tie, by=by, verb="classify_tie", values={},
        extra_before={"classification": _told(before)}, extra_after={"classification": _told(wanted)},
    )  # fmt: skip


@transaction.atomic
def dismiss_duplicate(first: Partnership, second: Partnership, *, by: User, reason: str = "") -> None:
    """Say that two ties which look alike are not one and the same."""
    for tie in (first, second):
        check_may_write(by, tie)
    if first.pk == second.pk or first.office_id != second.office_id:
        raise Refused(_("Name two different ties of this office."))
    low, high = sorted((first, second), key=lambda tie: tie.pk)
    _row, made = DuplicateDismissal.objects.get_or_create(first=low, second=high)
    if made:
        told = {"not_the_same_as": high.name}
        change(low, by=by, verb="dismiss_duplicate", values={}, extra_after=told, note=clean_text(reason))


@transaction.atomic
def ask_again(first: Partnership, second: Partnership, *, by: User) -> None:
    """Take back that two ties are not the same: the pair stands among the doubles again."""
    for tie in (first, second):
        check_may_write(by, tie)
    low, high = sorted((first, second), key=lambda tie: tie.pk)
    gone, _rows = DuplicateDismissal.objects.filter(first=low, second=high).delete()
    if gone:
        told = {"not_the_same_as": high.name}
        change(low, by=by, verb="ask_again", values={}, extra_before=told)


def archive_tie(tie: Partnership, *, by: User, reason: str) -> Partnership:
    """Put a tie away with the reason: for what was entered by mistake; what ended becomes historic."""
    if not reason.strip():
        raise Refused(_("Say why it is put away."), where="reason")
    return archive(tie, by=by, reason=clean_text(reason), verb="archive_tie")


def restore_tie(tie: Partnership, *, by: User) -> Partnership:
    """Bring a tie back that was put away."""
    return restore(tie, by=by, verb="restore_tie")
