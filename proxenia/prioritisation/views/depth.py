"""One place in depth, two beside each other, and the weights of the sides."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from proxenia.accounts.access import signed_in
from proxenia.accounts.models import Office
from proxenia.accounts.models.roles import READ_SHARED, WRITE_SOMEWHERE
from proxenia.core.errors import NotAllowed, NotFound
from proxenia.core.forms import REFUSALS, refusals_told, show_refusal
from proxenia.core.pages import page
from proxenia.core.templatetags.words import in_words, number
from proxenia.prioritisation import actions
from proxenia.prioritisation.forms import ChoicesForm, WeightsForm
from proxenia.prioritisation.models import Question, Side
from proxenia.prioritisation.queries.candidates import shown as name_shown
from proxenia.prioritisation.queries.covered import coverage_of
from proxenia.prioritisation.queries.runs import Told, latest
from proxenia.prioritisation.queries.tree import tree
from proxenia.prioritisation.queries.words import certainty
from proxenia.prioritisation.views.telling import asked_run, name_of, per_cent, unanswered
from proxenia.records.access import check_may_write, get_visible, may_write

FORM_METHODS = ("GET", "HEAD", "POST")
COMPARED = 15
MILLION = 1e6
"""From here on a figure is told in words: nobody reads thirteen digits."""


def _told(request: HttpRequest, office: Office, uid: str) -> tuple[Question, Told | None]:
    """Return a question and its newest answer, None where nobody had it answered."""
    one = get_visible(Question, signed_in(request), office, uid)
    return one, asked_run(request, one)


def shown(value: float | None, unit: str) -> str:
    """Return a figure with its unit, as a reader takes it in."""
    if value is None:
        return _("not known")
    share, _space, of = unit.partition(" ")
    if share == "share":
        return f"{number(round(100 * value))} % {of}".strip()
    figure = number(round(value)) if abs(value) >= 1000 else number(round(value, 2))
    return f"{in_words(value) if abs(value) >= MILLION else figure} {unit}".strip()


def _standing(one: dict[str, Any]) -> str:
    low, high = one["rank_interval"]
    return _("It is %(sure)s among the first ten (%(share)s); in 90 %% of the draws it ranks %(low)d to %(high)d.") % {
        "sure": certainty(one["p_top10"]), "share": per_cent(one["p_top10"]), "low": low, "high": high,
    }  # fmt: skip


@page(READ_SHARED)
def place(request: HttpRequest, office: Office, uid: str, iso3: str) -> HttpResponse:
    """Show one place: every factor's figure, source and year."""
    question, told = _told(request, office, uid)
    if told is None:
        return unanswered(request, office, question)
    one = told.place(iso3)
    if one is None:
        raise NotFound(_("There is no such page."))
    heads = [_("Factor"), _("Figure"), _("Year"), _("Source")]
    rows = [
        {"cells": [
            {"text": _(figure["label"])},
            {"text": shown(figure["value"], figure["unit"]), "sub": figure["note"], "label": heads[1]},
            {"text": figure["year"] or "–", "label": heads[2]},
            {"text": figure["source"] or "–", "label": heads[3]},
        ]}
        for figure in told.figures(iso3)
    ]  # fmt: skip
    context = {
        "question": question,
        "name": name_of(iso3, told),
        "iso3": iso3,
        "run": told.row.run.uid,
        "sentence": _standing(one),
        "plain": _plain(one),
        "columns": [{"label": label} for label in heads],
        "rows": rows,
        "others": _others(told, iso3),
    }
    return render(request, "prioritisation/place.html", context)


def _plain(one: dict[str, Any]) -> str:
    """Return how a place scores without draws, for comparison."""
    told = _(
        "Without draws, with the middle of each weight: %(sum)s of 100 as a weighted sum, %(topsis)s by TOPSIS."
    )
    scores = {"sum": one["weighted_sum"], "topsis": one["topsis"]}
    return told % {name: number(round(100 * score, 1)) for name, score in scores.items()}


def _others(told: Told, iso3: str) -> list[tuple[str, str]]:
    """Return the places that one can be set beside."""
    return [(one["iso3"], name_shown(one["iso3"], one["name"])) for one in told.places if one["iso3"] != iso3]


@page(READ_SHARED)
def compare(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show two places beside each other."""
    question, told = _told(request, office, uid)
    if told is None:
        return unanswered(request, office, question)
    asked = [request.GET.get("one", ""), request.GET.get("other", "")]
    standing = [told.place(iso3) for iso3 in asked]
    if standing[0] is None or standing[1] is None:
        raise NotFound(_("There is no such page."))
    heads = [_("Factor"), *(name_of(iso3, told) for iso3 in asked)]
    rows = [
        {"cells": [
            {"text": _(left["label"])},
            {"text": shown(left["value"], left["unit"]), "sub": left["year"] or "", "label": heads[1]},
            {"text": shown(right["value"], right["unit"]), "sub": right["year"] or "", "label": heads[2]},
        ]}
        for left, right in zip(told.figures(asked[0]), told.figures(asked[1]), strict=True)
    ]  # fmt: skip
    sentences = [
        f"{name_of(iso3, told)}: {_standing(one)}" for iso3, one in zip(asked, standing, strict=True) if one
    ]
    sentences.insert(0, _before(told, asked, heads))
    context = {
        "question": question,
        "title": _("%(one)s beside %(other)s") % {"one": heads[1], "other": heads[2]},
        "sentences": sentences,
        "columns": [{"label": label} for label in heads],
        "rows": rows,
    }
    return render(request, "prioritisation/compare.html", context)


def _before(told: Told, asked: list[str], heads: list[str]) -> str:
    """Return how surely one of two stands before the other, in words before the number."""
    share = told.before(asked[0], asked[1])
    first, second, sure = (1, 2, share) if share >= 0.5 else (2, 1, 1 - share)
    return _("%(one)s stands %(sure)s before %(other)s: in %(share)s of the draws.") % {
        "one": heads[first], "other": heads[second], "sure": certainty(sure), "share": per_cent(sure),
    }  # fmt: skip


@page(READ_SHARED)
def sides(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Show the weights of the sides beside each other, and what each puts first."""
    user = signed_in(request)
    question = get_visible(Question, user, office, uid)
    sets = list(question.weight_sets.all())
    answers = {one.side: latest(question, one.side) for one in sets}
    context = {
        "question": question,
        "may_write": may_write(user, question),
        "sets": sets,
        "weight_columns": [{"label": _("Factor")}, *({"label": str(one), "numeric": True} for one in sets)],
        "weight_rows": _weight_rows(sets),
        "agreements": [(str(one), per_cent(one.agreement)) for one in sets if one.agreement is not None],
        "answer_columns": [{"label": _("Place")}, *({"label": str(one), "numeric": True} for one in sets)],
        "answer_rows": _answer_rows(answers),
    }
    return render(request, "prioritisation/sides.html", context)


def _weight_rows(sets: list[Any]) -> list[dict[str, Any]]:
    """Return each factor's share of all weight, by side."""
    shares = []
    for one in sets:
        middles = {code: (low + high) / 2 for code, (low, high) in one.weights.items()}
        whole = sum(middles.values())
        shares.append({code: middle / whole for code, middle in middles.items()} if whole else {})
    factors = tree().factors
    codes = [code for code in factors if any(code in one for one in shares)]
    return [
        {"cells": [{"text": _(factors[code].label)},
                   *({"text": per_cent(one.get(code, 0.0)), "numeric": True, "label": str(owner)}
                     for owner, one in zip(sets, shares, strict=True))]}
        for code in codes
    ]  # fmt: skip


def _answer_rows(answers: dict[str, Told | None]) -> list[dict[str, Any]]:
    """Return the places that any side puts among its first, with the rank by each."""
    told = {side: {one["iso3"]: one for one in answer.places} for side, answer in answers.items() if answer}
    if not told:
        return []
    first = {iso3: min(one[iso3]["number"] for one in told.values() if iso3 in one)
             for places in told.values() for iso3 in places}  # fmt: skip
    names = {iso3: one["name"] for places in told.values() for iso3, one in places.items()}
    ordered = sorted(first, key=lambda iso3: (first[iso3], iso3))[:COMPARED]
    return [
        {"cells": [{"text": name_shown(iso3, names[iso3])},
                   *({"text": told[side][iso3]["number"] if side in told and iso3 in told[side] else "–",
                      "numeric": True, "label": str(Side(side).label)} for side in answers)]}
        for iso3 in ordered
    ]  # fmt: skip


def _about_later() -> str:
    return _(
        "Asked about are the factors that have figures."
        " One that is loaded later weighs nothing until it is asked about."
    )


@page(WRITE_SOMEWHERE, FORM_METHODS)
def weights(request: HttpRequest, office: Office, uid: str, way: str) -> HttpResponse:
    """Say what matters how much, in words for each factor or by choices between two at a time."""
    user = signed_in(request)
    question = get_visible(Question, user, office, uid)
    check_may_write(user, question)
    if way not in ("words", "choices"):
        raise NotFound(_("There is no such page."))
    codes, without = _weighed(question)
    form_class: Any = WeightsForm if way == "words" else ChoicesForm
    initial = {"side": request.GET.get("side", Side.OFFICE)}
    form = form_class(request.POST or None, codes=codes, initial=initial)
    if without:
        form.fields["side"].help_text = _about_later()
    if request.method == "POST" and form.is_valid():
        told = {"weights": form.ranges()} if way == "words" else {"choices": form.choices()}
        try:
            kept = actions.set_weights(question, by=user, side=form.cleaned_data["side"], **told)
        except NotAllowed:
            raise
        except REFUSALS as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _agreement(kept.agreement))
            return redirect("prioritisation:sides", office.slug, uid)
    back = reverse("prioritisation:question", args=(office.slug, uid))
    context = {
        "form": form,
        "title": _("What matters how much") if way == "words" else _("What matters more: two at a time"),
        "trail": [(str(question), back)],
        "cancel_url": back,
    }
    return render(request, "prioritisation/form.html", context, status=422 if form.errors else 200)


def _weighed(question: Question) -> tuple[list[str], bool]:
    """Return the factors to ask about, those chosen or all that have figures, and whether some without are left out."""
    if question.factors:
        return list(question.factors), False
    everything = list(tree().of(question.among))
    known = {one["factor"] for one in coverage_of(question.home, among=question.among) if one["places"]}
    asked = [code for code in everything if code in known] or everything
    return asked, len(asked) < len(everything)


def _agreement(agreement: float | None) -> str:
    if agreement is None:
        return _("Kept.")
    if agreement >= 0.9:
        return _("Kept. The choices agree with each other.")
    return _("Kept. The choices agree to %(share)s only: some contradict others.") % {
        "share": per_cent(agreement)
    }


@page(WRITE_SOMEWHERE, ("POST",))
def remove_weights(request: HttpRequest, office: Office, uid: str) -> HttpResponse:
    """Take the weights of a side back."""
    user = signed_in(request)
    question = get_visible(Question, user, office, uid)
    with refusals_told(request):
        actions.remove_weights(question, by=user, side=request.POST.get("side", ""))
    return redirect("prioritisation:sides", office.slug, uid)
