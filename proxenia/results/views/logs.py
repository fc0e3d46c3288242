"""Pages of side effects, rankings and the media log: a list, an entry, its form, put away and brought back.

The three share their pages; what differs stands in a `Log`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ, READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import Conflict
from proxenia.core.forms import REFUSALS, Clash, clash_of, pressed, show_refusal
from proxenia.core.names import country_name
from proxenia.core.pages import page, paginate
from proxenia.core.templatetags.words import full_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.portfolio.models import Partnership
from proxenia.records.access import get_visible
from proxenia.results.actions import direct as worth
from proxenia.results.actions import logs as actions
from proxenia.results.forms.direct import DirectForm
from proxenia.results.forms.logs import ExternalityForm, MediaForm, RankingForm
from proxenia.results.models.direct import DirectValue
from proxenia.results.models.logs import Externality, MediaItem, Ranking
from proxenia.results.queries import logs as queries
from proxenia.results.views.log_facts import facts_of
from proxenia.results.views.shared import (
    BOTH,
    address,
    expected_version,
    hanging,
    range_words,
    rights,
    tabs,
    version_to_send,
    writable,
)


@dataclass(frozen=True)
class Log:
    """What one log has of its own: model, form, verbs, and what its pages say."""

    kind: str
    plural: str
    model: Any
    form: Any
    add: Callable[..., Any]
    change: Callable[..., Any]
    archive: Callable[..., Any]
    restore: Callable[..., Any]
    title: Any
    add_title: Any
    empty: Any
    example: Any
    columns: tuple[Any, ...]
    cells: Callable[[Any, Any], list[str]]
    choices: tuple[tuple[str, Any], ...] = ()

    def url(self, office: Office, uid: str = "", step: str = "") -> str:
        """Return the address of the list, or of an entry or a step on it."""
        if not uid:
            return address(self.plural, office)
        return address(f"{step}_{self.kind}" if step else self.kind, office, uid)


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
    "externality", "externalities", Externality, ExternalityForm,
    actions.add_externality, actions.change_externality, actions.archive_externality, actions.restore_externality,
    gettext_lazy("Side effects"),
    gettext_lazy("Write a side effect down"),
    gettext_lazy(
        "What got worse for somebody because of what we do: who bears it, how it is measured, what is done about it."
    ),
    gettext_lazy(
        "For example: Rents near the new campus rose; tenants of the old quay bear it; the housing plan answers it."
    ),
    (gettext_lazy("Side effect"), gettext_lazy("Who bears it"), gettext_lazy("Since"), gettext_lazy("How much"),
     gettext_lazy("What is done")),
    lambda one, _before: [
        one.whom, full_date(one.on), range_words(one.low, one.high, one.currency, one.counted), one.get_state_display(),
    ],
    tuple(Externality.State.choices),
)  # fmt: skip
RANKINGS = Log(
    "ranking", "rankings", Ranking, RankingForm,
    actions.add_ranking, actions.change_ranking, actions.archive_ranking, actions.restore_ranking,
    gettext_lazy("Rankings"),
    gettext_lazy("Write a place down"),
    gettext_lazy("Where our place stands in rankings, edition by edition, with what each measures and its source."),
    gettext_lazy("For example: Green Ports Index 2026, place 34 of 120, read in its report."),
    (gettext_lazy("Ranking"), gettext_lazy("Place"), gettext_lazy("The edition before"), gettext_lazy("Score")),
    _ranking_cells,
)  # fmt: skip
MEDIA = Log(
    "media_item", "media", MediaItem, MediaForm,
    actions.add_media_item, actions.change_media_item, actions.archive_media_item, actions.restore_media_item,
    gettext_lazy("Media"),
    gettext_lazy("Note an item"),
    gettext_lazy("What was published about us abroad, or about a tie here: where, when, how it speaks of us."),
    gettext_lazy("For example: “The port that went green”, Harbour Herald, May 2026, favourable, on the ferry line."),
    (gettext_lazy("Headline"), gettext_lazy("Published in"), gettext_lazy("Date"), gettext_lazy("How it speaks of us")),
    lambda one, _before: [
        ", ".join(part for part in (one.outlet, country_name(one.country) if one.country else "") if part),
        full_date(one.on), one.get_tone_display() or "–",
    ],
    tuple(MediaItem.Tone.choices),
)  # fmt: skip
DIRECT = Log(
    "direct_value", "direct_values", DirectValue, DirectForm,
    worth.add_direct_value, worth.change_direct_value, worth.archive_direct_value, worth.restore_direct_value,
    gettext_lazy("Direct values"),
    gettext_lazy("Write a direct value down"),
    gettext_lazy("What is spent in our own place: how many, what each is worth, where both are from."),
    gettext_lazy("For example: 120 to 140 guests of the harbour days 2025, 90 to 130 EUR each; survey of guests."),
    (gettext_lazy("Direct value"), gettext_lazy("Category"), gettext_lazy("Year"), gettext_lazy("How many"),
     gettext_lazy("Each"), gettext_lazy("Source")),
    lambda one, _before: [
        Vocabulary.load("direct_categories").label(one.category), str(one.year),
        range_words(one.low, one.high, "", ""), range_words(one.each_low, one.each_high, one.currency, ""),
        f"{one.source} ({one.source_year})",
    ],
)  # fmt: skip
LOGS = (EXTERNALITIES, RANKINGS, MEDIA, DIRECT)


def listing(log: Log) -> Any:
    """Return the page that lists a log."""

    @page(READ)
    def view(request: HttpRequest, office: Office) -> HttpResponse:
        user = signed_in(request)
        text = request.GET.get("q", "").strip()[:300]
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
            "add_url": address(f"add_{log.kind}", office),
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


def adding(log: Log) -> Any:
    """Return the form that adds an entry."""

    @page(WRITE_SOMEWHERE, BOTH)
    def view(request: HttpRequest, office: Office) -> HttpResponse:
        user = signed_in(request)
        form = log.form(request.POST or None, user=user, office=office, initial=request.GET.dict())
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data
            try:
                added = log.add(
                    office, by=user, values=form.values(), unit=data["unit"], visibility=data["visibility"]
                )
            except REFUSALS as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, _("Written down."))
                return redirect(log.url(office, added.uid))
        return _form(request, office, log, form, None)

    return view


def editing(log: Log) -> Any:
    """Return the form that changes an entry."""

    @page(WRITE_SOMEWHERE, BOTH)
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = writable(log.model, user, office, uid)
        form = log.form(request.POST or None, user=user, office=office, initial=log.form.initial_of(found))
        clash = None
        if request.method == "POST" and form.is_valid():
            values = {**form.values(), **{name: form.cleaned_data[name] for name in ("unit", "visibility")}}
            try:
                log.change(found, by=user, values=values, expected_version=expected_version(request))
            except REFUSALS as refusal:
                found.refresh_from_db()
                show_refusal(form, refusal)
                if isinstance(refusal, Conflict):
                    clash = clash_of(form, found, log.form.initial_of(found))
            else:
                messages.success(request, _("Saved."))
                return redirect(log.url(office, uid))
        return _form(request, office, log, form, found, clash)

    return view


def _form(
    request: HttpRequest, office: Office, log: Log, form: Any, found: Any, clash: Clash | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "title": _("Edit “%(name)s”") % {"name": found} if found else log.add_title,
        "trail": [(log.title, log.url(office))],
        "cancel_url": log.url(office, found.uid) if found else log.url(office),
        "version": version_to_send(request, found, clash),
        "clash": clash,
    }
    return render(request, "results/form.html", context, status=422 if form.errors else 200)


def archiving(log: Log) -> Any:
    """Return the button that puts an entry away."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(log.model, user, office, uid)
        log.archive(found, by=user, reason=request.POST.get("reason", "")[:500])
        undo = log.url(office, uid, "restore")
        messages.success(request, _("“%(name)s” is put away.") % {"name": found}, extra_tags=f"undo:{undo}")
        return redirect(log.url(office))

    return view


def restoring(log: Log) -> Any:
    """Return the button that brings an entry back."""

    @page(WRITE_SOMEWHERE, ("POST",))
    def view(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
        user = signed_in(request)
        found = get_visible(log.model, user, office, uid)
        told = _("“%(name)s” is back.") % {"name": found}
        pressed(request, lambda: log.restore(found, by=user), told)
        return redirect(log.url(office, uid))

    return view
