"""Portfolio against evidence: where last year's money and days went, beside what the evidence says."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ
from proxenia.core.pages import page
from proxenia.core.templatetags.words import money, number
from proxenia.prioritisation.models import Among, Question
from proxenia.prioritisation.queries.effort import Line, effort_by_country, lines
from proxenia.prioritisation.queries.runs import latest
from proxenia.prioritisation.queries.words import certainty
from proxenia.prioritisation.views.telling import name_of, per_cent, unanswered
from proxenia.records.access import get_visible


@page(READ)
def against(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the effort of the last twelve months beside the answer of a question."""
    user = signed_in(request)
    question = get_visible(Question, user, office, uid)
    if question.among != Among.COUNTRIES:
        messages.info(request, _("Effort is told by country; this question compares metropolitan areas."))
        return redirect("prioritisation:question", office.slug, uid)
    told = latest(question)
    if told is None:
        return unanswered(request, office, question)
    found = lines(effort_by_country(user, office, timezone.localdate()), told)
    heads = [_("Place"), _("Contacts of the last twelve months"), _("Hours and money written down"),
             _("Among the first ten"), _("Side by side")]  # fmt: skip
    context = {
        "question": question,
        "sentences": _sentences(found),
        "columns": [{"label": label} for label in heads],
        "rows": [_row(one, heads) for one in found],
    }
    return render(request, "prioritisation/against.html", context)


def words_of(word: str) -> str:
    """Return what effort and evidence together come to."""
    return {
        "unused": _("likely, and hardly any effort"),
        "beyond": _("much effort beyond the evidence"),
        "together": _("effort and evidence agree"),
        "between": _("neither far apart nor settled"),
    }[word]


def _row(one: Line, heads: list[str]) -> dict[str, object]:
    paid = "; ".join(money(amount, currency) for currency, amount in sorted(one.effort.money.items()))
    hours = _("%(hours)s hours") % {"hours": number(round(one.effort.hours))} if one.effort.hours else ""
    ties = ngettext("%(n)d tie", "%(n)d ties", one.effort.ties) % {"n": one.effort.ties}
    evidence = certainty(one.top) if one.top is not None else _("not asked")
    return {
        "cells": [
            {"text": name_of(one.iso3), "sub": ties},
            {"text": number(one.effort.contacts), "sub": per_cent(one.share), "label": heads[1]},
            {"text": "; ".join(filter(None, (hours, paid))) or "–", "label": heads[2]},
            {"text": evidence, "sub": per_cent(one.top) if one.top is not None else "", "label": heads[3]},
            {"text": words_of(one.word), "label": heads[4]},
        ]
    }


def _sentences(found: list[Line]) -> list[str]:
    unused = [name_of(one.iso3) for one in found if one.word == "unused"]
    beyond = [name_of(one.iso3) for one in found if one.word == "beyond"]
    told = []
    if unused:
        told.append(
            _("Likely by the evidence, and hardly any effort: %(names)s.") % {"names": ", ".join(unused)}
        )
    if beyond:
        told.append(
            _("Much effort, and the evidence does not ask for it: %(names)s.") % {"names": ", ".join(beyond)}
        )
    last = _("Evidence speaks of countries and of this purpose only; a tie may be right for other reasons.")
    return [*(told or [_("Effort and evidence are nowhere far apart.")]), last]
