"""Ties by their vital signs, explained; and what one tie costs in money and staff time."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import may, signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, SETTINGS
from proxenia.core.pages import page
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.models import Partnership
from proxenia.portfolio.queries.counts import visible_ties
from proxenia.records.access import get_visible, may_write
from proxenia.reviews.queries import capacity, signs
from proxenia.reviews.rules import STATE_SENTENCES, sentence
from proxenia.reviews.views import costs

SIZE = 20
DORMANT = "dormant"
Row = dict[str, Any]


@page(READ)
def vital_signs(request: HttpRequest, office: Office) -> HttpResponse:
    """List the ties of one word, the dormant ones where the address names none, each with why and what next."""
    user, today = signed_in(request), timezone.localdate()
    asked = request.GET.get("state", DORMANT)
    state = asked if asked in signs.WORDS else DORMANT
    counted = signs.counts(visible_ties(user, office))
    paginator = Paginator(signs.in_word(user, office, state), SIZE)
    paginator.count = counted.get(state, 0)
    shown = paginator.get_page(request.GET.get("page"))
    ties = list(shown.object_list)
    texts = signs.texts_in_force(user, office, [tie.pk for tie in ties], today)
    context = {
        "tabs": _tabs(office, state, counted),
        "state": state,
        "verdict": STATE_SENTENCES[state],
        "age": signs.age_of(office),
        "page": shown,
        "lines": [_line(user, office, tie, texts.get(tie.pk, 0)) for tie in ties],
    }
    return render(request, "reviews/vital_signs.html", context)


def _tabs(office: Office, state: str, counted: Any) -> list[Row]:
    address = reverse("reviews:vital_signs", args=[office.slug])
    order = (DORMANT, "quiet", "alive")
    return [
        {
            "label": signs.WORDS[code],
            "count": counted.get(code, 0),
            "url": f"{address}?state={code}",
            "current": code == state,
        }
        for code in order
    ]


def _line(user: User, office: Office, tie: Partnership, texts: int) -> Row:
    facts = tie.vital_sign.facts
    change = [sentence(fact) for fact in facts if fact["fact"] == "change"]
    why = [sentence(fact) for fact in facts if fact["fact"] != "change"][:3]
    on_paper = (
        ngettext(
            "%(n)d agreement still stands as in force.", "%(n)d agreements still stand as in force.", texts
        )
        % {"n": texts}
        if texts
        else ""
    )
    return {
        "tie": tie,
        "url": _tie_url(office, tie),
        "costs_url": reverse("reviews:costs", args=[office.slug, tie.uid]),
        "sub": _standing(tie),
        "why": why,
        "change": change,
        "on_paper": on_paper,
        "may_write": may_write(user, tie),
    }


def _standing(tie: Partnership) -> str:
    """Return what the tie is, since when, and what the office does with it."""
    kind = Vocabulary.load("partnership_kinds").label(tie.kind)
    state = Vocabulary.load("partnership_states").label(tie.state)
    if tie.since is None:
        return f"{kind} · {state}"
    return _("%(kind)s since %(year)s · %(state)s") % {"kind": kind, "year": tie.since.year, "state": state}


def _tie_url(office: Office, tie: Partnership) -> str:
    return reverse("portfolio:tie", args=[office.slug, tie.uid])


@page(READ)
def tie_costs(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show what one tie costs, written down and estimated, by quarter and kind, against the office's hours."""
    user, today = signed_in(request), timezone.localdate()
    tie: Partnership = get_visible(Partnership, user, office, uid)
    usual = capacity.known_hours(office, today)
    found = capacity.costs_of(user, tie, today, usual)
    load = capacity.load_of(office, today, usual)
    context = {
        "tie": tie,
        "url": _tie_url(office, tie),
        "settings_url": reverse("accounts:settings", args=[office.slug])
        if may(user, office, SETTINGS)
        else "",
        "sentences": costs.sentences(found, load),
        "columns": costs.columns(_("Quarter")),
        "rows": costs.quarter_rows(found, office),
        "kind_columns": costs.columns(_("Kind of contact")),
        "kind_rows": costs.kind_rows(found),
        "load": costs.load_sentences(load),
        "has_guesses": any(spent.guessed for _quarter, spent in found.quarters),
    }
    return render(request, "reviews/costs.html", context)
