"""What the page of one tie says, as the components want it."""

from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office
from proxenia.commitments.models import Commitment
from proxenia.core.registry import address_of
from proxenia.core.templatetags.words import ago, full_date, money, months_between, silence
from proxenia.portfolio.models import Agreement, Classification, Membership, Partnership, Party
from proxenia.portfolio.queries.choices import FACET_LABELS
from proxenia.portfolio.queries.one import Whole, is_open, is_overdue
from proxenia.portfolio.views.words import contact, kind_of, label, standing, state_of, tie_url, until, where

Row = dict[str, Any]

SILENT_FROM = 2
"""Months from which on a silence says more than the day of the last contact."""


def address(name: str, *args: str) -> str:
    """Return the address of a page of another room, or nothing where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def told(office: Office, found: Whole, today: date) -> dict[str, Any]:
    """Return everything the page of a tie says."""
    tie = found.tie
    return {
        "state_label": state_of(tie),
        "standing": standing(tie),
        "crumbs": [
            {"label": _("Partnerships"), "url": reverse("portfolio:list", args=[office.slug])},
            {"label": kind_of(tie)},
        ],
        "sentence": sentence(found, today),
        "parties": [_party(office, party, found.seen_bodies) for party in found.parties],
        "local": _local_name(found),
        "agreements": [_agreement(office, text, today) for text in found.agreements],
        "words": _words(found),
        "membership": _membership(found.membership),
        "parent": {"label": found.parent.name, "url": tie_url(office, found.parent)}
        if found.parent
        else None,
        "parts": [
            {"name": part.name, "url": tie_url(office, part), "sub": standing(part)} for part in found.parts
        ],
        "people": [_post(office, post) for post in found.people],
        "facts": facts(found, today),
        "promises": promises(office, found.promises, today),
        "doubles": [_double(office, tie, double) for double in found.doubles],
    }


def sentence(found: Whole, today: date) -> str:
    """Return what is so, in words: the silence as a fact, the open promises, the next date."""
    tie = found.tie
    said = [_last_contact(tie, today)] if found.knows_facts else []
    ours, theirs = (_open(found.promises, side) for side in (Commitment.Side.US, Commitment.Side.THEM))
    if ours or theirs:
        said.append(
            _("Open promises: %(ours)d of ours, %(theirs)d of theirs.") % {"ours": ours, "theirs": theirs}
        )
    if tie.ends is not None and tie.state != "historic":
        said.append(_("It runs until %(date)s.") % {"date": full_date(tie.ends)})
    return " ".join(said)


def _last_contact(tie: Partnership, today: date) -> str:
    """Say when the last contact was; a silence is told from two months on."""
    last = tie.last_contact
    if last is None:
        return _("No contact with %(name)s is recorded yet.") % {"name": tie.name}
    day, told = min(last.last(), today), {"name": tie.name, "when": full_date(str(last)[:7])}
    if months_between(day, today) >= SILENT_FROM:
        told["silence"] = silence(day, today)
        return _("The last contact with %(name)s was in %(when)s: %(silence)s.") % told
    if last.first() == last.last():
        return _("The last contact with %(name)s was %(ago)s.") % {**told, "ago": ago(day, today)}
    return _("The last contact with %(name)s was in %(when)s.") % told


def _open(promises: list[Commitment], side: str) -> int:
    return sum(is_open(promise) and promise.side == side for promise in promises)


def _local_name(found: Whole) -> str:
    seen = [party.organisation for party in found.parties if party.is_seen]
    places = [body.place for body in seen if body.place]
    return places[0].local_name if len(places) == 1 and len(found.parties) == 1 else ""


def _party(office: Office, party: Party, seen: frozenset[int]) -> Row:
    body = party.organisation
    place = body.place
    shown = body.pk in seen
    return {
        "uid": party.uid,
        "named": party.named,
        "name": body.name if shown and body.name != party.named else "",
        "url": address("directory:organisation", office.slug, body.uid) if shown else "",
        "where": where(party),
        "place_url": address("directory:place", office.slug, place.uid) if shown and place else "",
        "open": shown and body.place_is_open,
        "takes_on": party.responsibilities,
    }


def _agreement(office: Office, text: Agreement, today: date) -> Row:
    term = _("to %(date)s") % {"date": full_date(text.ends)} if text.ends else _("no end date")
    signed = _("signed %(date)s") % {"date": full_date(text.signed)} if text.signed else ""
    lapsed = text.state == Agreement.State.SIGNED and text.ends is not None and text.ends.last() < today
    return {
        "title": text.title,
        "url": reverse("portfolio:agreement", args=[office.slug, text.uid]),
        "sub": ", ".join(word for word in (signed, term) if word),
        "code": "lapsed" if lapsed else text.state,
        "state": _("lapsed") if lapsed else text.get_state_display(),
    }


def _words(found: Whole) -> list[Row]:
    shown = []
    for facet, codes in found.words.items():
        names = ", ".join(label(Classification.FACETS[facet], code) for code in codes)
        shown.append({"term": FACET_LABELS[facet], "value": names})
    return shown


def _membership(row: Membership | None) -> list[Row]:
    if row is None:
        return []
    since = _("since %(date)s") % {"date": full_date(row.role_since)} if row.role_since else ""
    fee = money(row.fee, row.fee_currency) if row.fee is not None else ""
    return [
        {"term": _("Role held"), "value": label("network_roles", row.role), "sub": since},
        {"term": _("Yearly fee"), "value": fee, "sub": str(row.fee_year or "")},
        {"term": _("Obligations"), "value": row.obligations},
        {"term": _("What it is worth to us"), "value": row.value_to_us},
    ]


def _post(office: Office, post: Any) -> Row:
    return {
        "name": post.person.name,
        "url": address("directory:person", office.slug, post.person.uid),
        "sub": ", ".join(word for word in (post.title, post.organisation.name) if word),
    }


def facts(found: Whole, today: date) -> list[Row]:
    """Return the facts at the right: no verdict, only what is recorded."""
    tie = found.tie
    last, quiet = contact(tie, today)
    review = full_date(tie.review_on) if tie.review_on else "–"
    overdue = tie.review_on is not None and tie.review_on < today and tie.state != "historic"
    rows: list[Row] = [
        {"term": _("Last contact"), "value": last, "sub": quiet},
        {"term": _("Engagements recorded"), "value": tie.contact_count},
    ]
    rows = rows if found.knows_facts else []
    rows += [
        {
            "term": _("Promises"),
            "value": _promise_count(found, today)[0],
            "sub": _promise_count(found, today)[1],
        },
        {"term": _("Runs until"), "value": until(tie), "sub": tie.open_ended_reason},
        {"term": _("Next review"), "value": review, "sub": _("overdue") if overdue else ""},
    ]
    if tie.unit:
        rows.append({"term": _("Unit"), "value": tie.unit.name})
    return rows


def _promise_count(found: Whole, today: date) -> tuple[str, str]:
    open_ones = [promise for promise in found.promises if is_open(promise)]
    late = sum(is_overdue(promise, today) for promise in open_ones)
    count = ngettext("%(n)d open", "%(n)d open", len(open_ones)) % {"n": len(open_ones)}
    return count, (ngettext("%(n)d overdue", "%(n)d overdue", late) % {"n": late} if late else "")


def promises(office: Office, rows: list[Commitment], today: date) -> list[Row]:
    """Return promises as lines, the open ones of each side first."""
    ordered = sorted(rows, key=lambda one: (not is_open(one), one.side != Commitment.Side.US))
    return [_promise(office, promise, today) for promise in ordered]


def _promise(office: Office, promise: Commitment, today: date) -> Row:
    late = is_overdue(promise, today)
    return {
        "what": promise.what,
        "url": address_of("commitment", office.slug, promise.uid),
        "side": _("ours") if promise.side == Commitment.Side.US else _("theirs"),
        "who": promise.owner_name,
        "due": promise.due,
        "code": "overdue" if late else promise.state,
        "state": _("overdue") if late else promise.get_state_display(),
    }


def _double(office: Office, tie: Partnership, double: Any) -> Row:
    other = double.second if double.first.pk == tie.pk else double.first
    return {"name": other.name, "url": tie_url(office, other), "sub": other.unit.name if other.unit else ""}
