"""Pages of side effects, rankings and the media log: a list, an entry, its form, put away and brought back.

The three share their pages; what differs stands in a `Log`.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, READ_SHARED
from proxenia.core.names import country_name
from proxenia.core.pages import page, paginate, words_asked
from proxenia.core.templatetags.words import full_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.models import Partnership
from proxenia.records.access import get_visible
from proxenia.records.views.entries import Entries, hanging
from proxenia.results.actions import direct as worth
from proxenia.results.actions import logs as actions
from proxenia.results.forms.direct import DirectForm
from proxenia.results.forms.logs import ExternalityForm, MediaForm, RankingForm
from proxenia.results.models.direct import DirectValue
from proxenia.results.models.logs import Externality, MediaItem, Ranking
from proxenia.results.queries import logs as queries
from proxenia.results.views.log_facts import facts_of
from proxenia.results.views.shared import range_words, rights, tabs


@dataclass(frozen=True)
class Log(Entries):
    """What one log has of its own beside the register: what its list says."""

    _: KW_ONLY
    empty: Any
    example: Any
    columns: tuple[Any, ...]
    cells: Callable[[Any, Any], list[str]]
    choices: tuple[tuple[str, Any], ...] = ()


def _place(one: Ranking) -> str:
    if one.best is None:
        return "–"
    words = f"{one.best}–{one.worst}" if one.worst and one.worst != one.best else str(one.best)
    return _("{place} of {among}").format(place=words, among=one.among) if one.among else words


def _ranking_cells(one: Ranking, before: Ranking | None) -> list[str]:
    score = f"{one.score:g} ({one.scale})" if one.score is not None else "–"
    was = f"{_place(before)} ({before.edition})" if before else _("first edition noted")
    return [_place(one), was, score]


EXTERNALITIES = Log(
    "results",
    "externality",
    "externalities",
    Externality,
    ExternalityForm,
    actions.add_externality,
    actions.change_externality,
    actions.archive_externality,
    actions.restore_externality,
    gettext_lazy("Side effects"),
    gettext_lazy("Write a side effect down"),
    empty=gettext_lazy(
        "What got worse for somebody because of what we do: who bears it, how it is measured, what is done about it."
    ),
    example=gettext_lazy(
        "For example: Rents near the new campus rose; tenants of the old quay bear it; the housing plan answers it."
    ),
    columns=(
        gettext_lazy("Side effect"),
        gettext_lazy("Who bears it"),
        gettext_lazy("Since"),
        gettext_lazy("How much"),
        gettext_lazy("What is done"),
    ),
    cells=lambda one, _before: [
        one.whom,
        full_date(one.on),
        range_words(one.low, one.high, one.currency, one.counted),
        one.get_state_display(),
    ],
    choices=tuple(Externality.State.choices),
)
RANKINGS = Log(
    "results",
    "ranking",
    "rankings",
    Ranking,
    RankingForm,
    actions.add_ranking,
    actions.change_ranking,
    actions.archive_ranking,
    actions.restore_ranking,
    gettext_lazy("Rankings"),
    gettext_lazy("Write a place down"),
    empty=gettext_lazy(
        "Where our place stands in rankings, edition by edition, with what each measures and its source."
    ),
    example=gettext_lazy("For example: Green Ports Index 2026, place 34 of 120, read in its report."),
    columns=(
        gettext_lazy("Ranking"),
        gettext_lazy("Place"),
        gettext_lazy("The edition before"),
        gettext_lazy("Score"),
    ),
    cells=_ranking_cells,
)
MEDIA = Log(
    "results",
    "media_item",
    "media",
    MediaItem,
    MediaForm,
    actions.add_media_item,
    actions.change_media_item,
    actions.archive_media_item,
    actions.restore_media_item,
    gettext_lazy("Media"),
    gettext_lazy("Note an item"),
    empty=gettext_lazy(
        "What was published about us abroad, or about a tie here: where, when, how it speaks of us."
    ),
    example=gettext_lazy(
        "For example: “The port that went green”, Harbour Herald, May 2026, favourable, on the ferry line."
    ),
    columns=(
        gettext_lazy("Headline"),
        gettext_lazy("Published in"),
        gettext_lazy("Date"),
        gettext_lazy("How it speaks of us"),
    ),
    cells=lambda one, _before: [
        ", ".join(part for part in (one.outlet, country_name(one.country) if one.country else "") if part),
        full_date(one.on),
        one.get_tone_display() or "–",
    ],
    choices=tuple(MediaItem.Tone.choices),
)
DIRECT = Log(
    "results",
    "direct_value",
    "direct_values",
    DirectValue,
    DirectForm,
    worth.add_direct_value,
    worth.change_direct_value,
    worth.archive_direct_value,
    worth.restore_direct_value,
    gettext_lazy("Direct values"),
    gettext_lazy("Write a direct value down"),
    empty=gettext_lazy("What is spent in our own place: how many, what each is worth, where both are from."),
    example=gettext_lazy(
        "For example: 120 to 140 guests of the harbour days 2025, 90 to 130 EUR each; survey of guests."
    ),
    columns=(
        gettext_lazy("Direct value"),
        gettext_lazy("Category"),
        gettext_lazy("Year"),
        gettext_lazy("How many"),
        gettext_lazy("Each"),
        gettext_lazy("Source"),
    ),
    cells=lambda one, _before: [
        Vocabulary.load("direct_categories").label(one.category),
        str(one.year),
        range_words(one.low, one.high, "", ""),
        range_words(one.each_low, one.each_high, one.currency, ""),
        f"{one.source} ({one.source_year})",
    ],
)
LOGS = (EXTERNALITIES, RANKINGS, MEDIA, DIRECT)


def listing(log: Log) -> Any:
    """Return the page that lists a log."""

    @page(READ)
    def view(request: HttpRequest, office: Office) -> HttpResponse:
        user = signed_in(request)
        text = words_asked(request.GET)
        chosen = request.GET.get("state", "")
        state = chosen if chosen in dict(log.choices) else ""
        tie, area = _about(request, log, user, office)
        rows = queries.listed(log.model, user, office, text=text, state=state, tie=tie, area=area)
        shown = paginate(request, rows)
        context = {
            "about": tie.name if tie else area.title(),
            "hidden": [(name, request.GET[name]) for name in ("tie", "area") if request.GET.get(name)],
            "log": log,
            "page": shown,
            "lines": _lines(log, office, user, shown),
            "columns": [{"label": label} for label in log.columns],
            "sentence": _sentence(shown.paginator.count),
            "text": text,
            "is_asked": bool(text or state or tie or area),
            "choices": _choices(request, log, office, state),
            "add_url": log.add_url(office),
            "tabs": tabs(office, user, log.plural),
            **rights(user, office),
        }
        return render(request, "results/log.html", context)

    return view


def _about(request: HttpRequest, log: Log, user: User, office: Office) -> tuple[Partnership | None, str]:
    """Return the tie and the municipality by which a list is narrowed, where its entries have them."""
    fields = {field.name for field in log.model._meta.get_fields()}
    uid = request.GET.get("tie", "") if "tie" in fields else ""
    area = request.GET.get("area", "").strip()[:120] if "municipality" in fields else ""
    if not uid:
        return None, area
    tie: Partnership = get_visible(Partnership, user, office, uid[:40])
    return tie, area


def _lines(log: Log, office: Office, user: User, shown: Any) -> list[dict[str, Any]]:
    before = queries.earlier_editions(shown.object_list, user, office) if log is RANKINGS else {}
    return [
        {
            "one": one,
            "url": log.url(office, one.uid),
            "cells": list(zip(log.columns[1:], log.cells(one, before.get(one.pk)), strict=True)),
        }
        for one in shown.object_list
    ]


def _sentence(count: int) -> str:
    return ngettext("One entry that you may see.", "%(n)s entries that you may see.", count) % {"n": count}


def _choices(request: HttpRequest, log: Log, office: Office, state: str) -> list[dict[str, Any]]:
    if not log.choices:
        return []
    kept = {name: request.GET[name] for name in ("tie", "area") if request.GET.get(name)}

    def url(code: str) -> str:
        query = urlencode({**kept, **({"state": code} if code else {})})
        return f"{log.url(office)}?{query}" if query else log.url(office)

    every = [("", _("All")), *log.choices]
    return [{"label": label, "url": url(code), "current": code == state} for code, label in every]


def detail(log: Log) -> Any:
    """Return the page of one entry."""

    @page(READ_SHARED)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(log.model, user, office, uid)
        before = queries.earlier_editions([found], user, office).get(found.pk) if log is RANKINGS else None
        cells = log.cells(found, before)
        context = {
            "log": log,
            "record": found,
            "lede": " · ".join(
                f"{label}: {words}" for label, words in zip(log.columns[1:], cells, strict=True)
            ),
            "facts": facts_of(found, user, office),
            "back_url": log.url(office),
            "edit_url": log.url(office, uid, "edit"),
            "away_url": log.url(office, uid, "archive"),
            "restore_address": f"results:restore_{log.kind}",
            **hanging(found, user),
        }
        return render(request, "results/log_entry.html", context)

    return view
