"""How ties read on a page: the words and rows that several pages share."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import WRITE_SOMEWHERE
from proxenia.core.names import country_name
from proxenia.core.templatetags.words import ago, full_date, silence, tone
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.models import Partnership, Party

Row = dict[str, Any]
LONG_AGO = 61
"""Days after which a length of silence says more than a date."""


def label(vocabulary: str, code: str) -> str:
    """Return the word for a code."""
    return Vocabulary.load(vocabulary).label(code)


def kind_of(tie: Partnership) -> str:
    """Return the kind of a tie in words."""
    return label("partnership_kinds", tie.kind)


def state_of(tie: Partnership) -> str:
    """Return the state of a tie in words."""
    return label("partnership_states", tie.state)


def standing(tie: Partnership) -> str:
    """Return what the tie is and since when: "Sister city since 1988"."""
    if tie.since is None:
        return kind_of(tie)
    return _("%(kind)s since %(year)s") % {"kind": kind_of(tie), "year": tie.since.year}


def where(party: Party) -> str:
    """Return a counterpart's place in its own words, and its country; nothing of one that is hidden."""
    if not party.is_seen:
        return ""
    organisation = party.organisation
    place = organisation.place
    town = (place.local_name or place.name) if place else organisation.place_asked
    country = country_name(organisation.country) if organisation.country else ""
    return ", ".join(word for word in (town, country) if word)


def where_all(tie: Partnership) -> str:
    """Return where a tie's counterparts are: one in full, several by their number and countries."""
    parties = list(tie.parties.all())
    if len(parties) == 1:
        return where(parties[0])
    seen = [party.organisation.country for party in parties if party.is_seen]
    codes = dict.fromkeys(code for code in seen if code)
    names = [country_name(code) for code in codes]
    shown = ", ".join(names[:3]) + ("…" if len(names) > 3 else "")
    count = _("%(count)d counterparts") % {"count": len(parties)}
    return f"{count}: {shown}" if shown else count


def contact(tie: Partnership, today: date) -> tuple[str, str]:
    """Return how long ago the last contact was, as a silence from two months on, and its date beneath."""
    if tie.last_contact is None:
        return _("none recorded"), ""
    day = tie.last_contact.last()
    if (today - day).days >= LONG_AGO:
        return silence(day, today), full_date(tie.last_contact)
    return ago(str(tie.last_contact), today) or full_date(tie.last_contact), ""


def tie_url(office: Office, tie: Partnership) -> str:
    """Return the address of a tie's page."""
    return reverse("portfolio:tie", args=[office.slug, tie.uid])


def columns() -> list[Row]:
    """Return the heads of the table of ties."""
    return [
        {"label": _("Tie"), "key": "name", "sortable": True},
        {"label": _("Standing"), "key": "since", "sortable": True},
        {"label": _("State"), "key": "state", "sortable": True},
        {"label": _("Runs until"), "key": "ends", "sortable": True},
        {"label": _("Last contact"), "key": "last", "sortable": True},
        {"label": _("Engagements"), "key": "count", "numeric": True, "sortable": True},
    ]


def heads() -> dict[str, str]:
    """Return the heads by their keys, for the labels of cells on a phone."""
    return {str(head["key"]): str(head["label"]) for head in columns()}


Signs = Callable[[Sequence[Partnership]], dict[int, str]]
_SIGNS: list[Signs] = []


def register_sign(find: Signs) -> None:
    """Let a higher room put a word beside the state of ties: ``(ties) -> word by key``, one question for a page."""
    _SIGNS.append(find)


def lines(office: Office, ties: Sequence[Partnership], today: date) -> list[Row]:
    """Return the lines of the table of ties."""
    signs = [find(ties) for find in _SIGNS]
    return [
        _line(office, tie, today, [word for found in signs if (word := found.get(tie.pk))]) for tie in ties
    ]


def _line(office: Office, tie: Partnership, today: date, signs: list[str]) -> Row:
    last, on = contact(tie, today)
    return {
        "name": tie.name,
        "url": tie_url(office, tie),
        "where": where_all(tie),
        "standing": standing(tie),
        "unit": tie.unit.name if tie.unit else "",
        "state": state_of(tie),
        "tone": tone(tie.state),
        "signs": ", ".join(signs),
        "until": _short(tie),
        "last": last,
        "on": on,
        "count": tie.contact_count,
    }


def _short(tie: Partnership) -> str:
    """Return until when a tie runs, to the month: the day is on its page."""
    if tie.ends is None or tie.ends.month is None:
        return until(tie)
    return date_format(tie.ends.first(), "M Y")


def until(tie: Partnership) -> str:
    """Return until when a tie runs, or that it has no end, or that none is said."""
    if tie.ends is not None:
        return full_date(tie.ends)
    return _("no end") if tie.open_ended_reason else "–"


def may_add(user: User, office: Office) -> bool:
    """Say whether a person may write anywhere in the office."""
    return user.standing(office).has_anywhere(WRITE_SOMEWHERE)


def pairs(values: Sequence[tuple[Any, Any]]) -> list[Row]:
    """Return definitions from pairs of term and value."""
    return [{"term": term, "value": value} for term, value in values]
