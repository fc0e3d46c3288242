"""Memberships of networks: joined from the directory or by name, and what they mean for the office."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import Refused
from proxenia.core.values import clean_text
from proxenia.portfolio.actions.parties import Counterpart
from proxenia.portfolio.actions.ties import Codes, add_tie
from proxenia.portfolio.models import Membership, Partnership
from proxenia.portfolio.queries.counts import membership_of
from proxenia.portfolio.rules import check_membership
from proxenia.records.access import check_may_write
from proxenia.records.actions import change
from proxenia.records.actions.base import plain

FIELDS = ("role", "role_since", "fee", "fee_currency", "fee_year", "obligations", "value_to_us")


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    ready = {name: values[name] for name in FIELDS if name in values}
    for name in ("obligations", "value_to_us"):
        if name in ready:
            ready[name] = clean_text(ready[name], lines=True)
    return ready


def _told(membership: Membership, names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(getattr(membership, name)) for name in names}


@transaction.atomic
def join_network(
    office: Office,
    *,
    by: User,
    name: str,
    code: str = "",
    membership: Mapping[str, Any] | None = None,
    tie: Mapping[str, Any] | None = None,
    codes: Codes = (),
    unit: Unit | None = None,
    visibility: str = "internal",
    override_reason: str = "",
) -> Partnership:
    """Record a membership of a network: the tie, its counterpart and what the membership means.

    ``code`` is the network's line in the shipped directory; a network joined already is refused.
    """
    held = membership_of(office, by, code, unit) if code else None
    if held is not None:
        raise Refused(_("The office is a member already: open “%(name)s”.") % {"name": held.partnership.name})
    ready = check_membership({"role": "member", **_cleaned(membership or {})})
    made = add_tie(
        office,
        by=by,
        values={"kind": "network_membership", **(tie or {}), "name": name},
        counterparts=[Counterpart(words=name, kind="city_network")],
        codes=codes,
        unit=unit,
        visibility=visibility,
        override_reason=override_reason,
    )
    row = Membership.objects.create(partnership=made, network_code=code, **ready)
    told = {key: value for key, value in _told(row, ready).items() if value not in ("", None)}
    return change(made, by=by, verb="join_network", values={}, extra_after={"network": name, **told})


@transaction.atomic
def change_membership(tie: Partnership, *, by: User, values: Mapping[str, Any]) -> Membership:
    """Change the role held, the fee, the duties and the worth of a membership; made where it is missing."""
    check_may_write(by, tie)
    row = Membership.objects.filter(partnership=tie).first() or Membership(partnership=tie)
    ready = _cleaned(values)
    check_membership({**{name: getattr(row, name) for name in FIELDS}, **ready})
    changed = {name: value for name, value in ready.items() if getattr(row, name) != value}
    before = _told(row, changed)
    for name, value in changed.items():
        setattr(row, name, value)
    if changed or row._state.adding:
        row.save()
        change(
            tie, by=by, verb="change_membership", values={},
            extra_before=before, extra_after=_told(row, changed) or {"role": row.role},
        )  # fmt: skip
    return row
