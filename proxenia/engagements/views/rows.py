"""How contacts read in tables, timelines and lists."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office
from proxenia.core.templatetags.words import full_date, money, number
from proxenia.core.vocabulary import Vocabulary
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.words import side_of, who_moved
from proxenia.engagements.rules import CONTACT_STATES

Row = dict[str, Any]


def kind_word(engagement: Engagement) -> str:
    """Return the kind of a contact in the reader's language."""
    return Vocabulary.load("engagement_kinds").label(engagement.kind)


def engagement_url(office: Office, uid: str) -> str:
    """Return the address of a contact's page."""
    return reverse("engagements:engagement", args=(office.slug, uid))


def engagement_state(engagement: Engagement) -> Row:
    """Return the state of a contact as a word and the code of its colour."""
    return {"code": engagement.state, "text": engagement.get_state_display().lower()}


def span(engagement: Engagement) -> str:
    """Return when it was, in full: "11 April 2025 to 14 April 2025"."""
    first = full_date(engagement.date)
    if engagement.until is None or engagement.until == engagement.date:
        return first
    return _("{first} to {last}").format(first=first, last=full_date(engagement.until))


def split_word(label: str) -> tuple[str, str]:
    """Return a label and its explanation apart: "Internal: staff of the office"."""
    word, _colon, why = str(label).partition(": ")
    return word, why


def fact(term: str, value: str, url: str = "", sub: str = "") -> Row:
    """Return one line of the facts; without a sub-line, what follows a colon in the value becomes it."""
    word, why = split_word(value) if not sub else (value, sub)
    return {"term": term, "value": word, "url": url, "sub": why}


def facts_of(office: Office, engagement: Engagement) -> list[Row]:
    """Return the plain facts of a contact; what is not known is left out."""
    place, hours = engagement.place, engagement.staff_hours
    by = engagement.created_by
    found = [
        fact(_("Kind"), kind_word(engagement)),
        fact(_("Direction"), engagement.get_direction_display()),
        fact(_("How people met"), engagement.get_mode_display()),
        fact(_("Who began it"), engagement.get_initiated_by_display()),
        fact(_("Who hosted"), engagement.get_hosted_by_display()),
        fact(_("Who paid"), engagement.get_paid_by_display()),
        fact(_("Place"), place.name, reverse("places:place", args=(office.slug, place.uid)))
        if place
        else None,
        fact(_("Staff hours"), number(hours.normalize())) if hours is not None else None,
        fact(_("Cost"), money(engagement.cost, engagement.currency)),
        fact(_("Open to"), engagement.get_visibility_display()),
        fact(_("Unit"), engagement.unit.name if engagement.unit else ""),
        fact(_("Logged"), full_date(engagement.created_at), sub=by.name if by else ""),
    ]
    return [line for line in found if line and line["value"]]


def columns() -> list[Row]:
    """Return the columns of the list of contacts."""
    return [
        {"label": _("What")},
        {"label": _("When")},
        {"label": _("With")},
        {"label": _("How")},
        {"label": _("Staff hours"), "numeric": True},
    ]


def engagement_rows(office: Office, found: Iterable[Engagement]) -> list[Row]:
    """Return the rows of the list of contacts."""
    return [{"cells": _cells(office, engagement)} for engagement in found]


def _cells(office: Office, engagement: Engagement) -> list[Row]:
    ties = [link.partnership for link in engagement.tie_links.all()]
    where = engagement.place.name if engagement.place else ""
    mode = engagement.get_mode_display() if engagement.mode else ""
    how = who_moved(engagement) or mode
    hours = engagement.staff_hours
    return [
        {
            "text": engagement.title,
            "url": engagement_url(office, engagement.uid),
            "sub": kind_word(engagement),
        },
        {"text": span(engagement), "sub": _not_held(engagement), "label": _("When")},
        {
            "text": ties[0].name if ties else "–",
            "url": reverse("portfolio:tie", args=(office.slug, ties[0].uid)) if ties else "",
            "sub": ", ".join(tie.name for tie in ties[1:]),
            "label": _("With"),
        },
        {"text": how or "–", "sub": where or (mode if mode != how else ""), "label": _("How")},
        {
            "text": number(hours.normalize()) if hours is not None else "–",
            "numeric": True,
            "label": _("Staff hours"),
        },
    ]


def _not_held(engagement: Engagement) -> str:
    """Return the state of what is no contact, which a list must tell; of any other nothing."""
    return "" if engagement.state in CONTACT_STATES else engagement.get_state_display().lower()


def entry(office: Office, engagement: Engagement, with_note: bool = True) -> Row:
    """Return a contact as an entry of a timeline; ``present`` may stand on it as a number."""
    present = getattr(engagement, "present", 0)
    words = [who_moved(engagement) or kind_word(engagement)]
    if present:
        words.append(ngettext("{n} person", "{n} people", present).format(n=present))
    note = engagement.note.strip().splitlines()
    return {
        "side": side_of(engagement) or "plain",
        "when": span(engagement),
        "who": ", ".join(words),
        "text": engagement.title,
        "url": engagement_url(office, engagement.uid),
        "sub": note[0][:200] if with_note and note else "",
    }


def gap(silence: int) -> Row:
    """Return the silence of some months as the first entry of a timeline."""
    words = ngettext("{n} month of silence", "{n} months of silence", silence).format(n=silence)
    return {"side": "gap", "text": words}


def tabs(office: Office, current: str) -> list[Row]:
    """Return the lists of this room as tabs."""
    names = (
        ("list", _("Contacts")),
        ("promises", _("Promises")),
        ("calendar", _("Calendar")),
        ("in_touch", _("Keeping in touch")),
        ("projects", _("Projects")),
    )
    return [
        {
            "label": label,
            "url": reverse(f"engagements:{name}", args=(office.slug,)),
            "current": name == current,
        }
        for name, label in names
    ]
