"""How an answer reads on a page: words, map, table, what would change it, and the recipe."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office
from proxenia.core.errors import NotFound
from proxenia.core.maps import MapPicture, MapPoint, world_map
from proxenia.core.templatetags.words import number
from proxenia.evidence.countries import places
from proxenia.prioritisation.models import Question, Side
from proxenia.prioritisation.queries.candidates import shown
from proxenia.prioritisation.queries.figures import seats
from proxenia.prioritisation.queries.runs import Told, earlier, latest, run_of
from proxenia.prioritisation.queries.words import certainty

SHOWN, MORE = 10, 25
"""So many places stand in the table, so many with those one opens; the file has them all."""
DRAWN = 25
TOLD = 10
"""So many products of our own exports are named."""


def unanswered(request: HttpRequest, office: Office, question: Question) -> HttpResponse:
    """Lead back to a question that nobody has had answered."""
    messages.info(request, _("Have the question answered first."))
    return redirect("prioritisation:question", office.slug, question.uid)


def name_of(iso3: str, told: Told | None = None) -> str:
    """Return a country's name in the reader's language; of a metropolitan area the name its run kept."""
    one = told.place(iso3) if told and iso3 not in places() else None
    return shown(iso3, one["name"] if one else "")


def side_asked(request: HttpRequest) -> str | None:
    """Return whose answer the address asks for, None where it names no side."""
    side = request.GET.get("side")
    return side if side in (*Side.values, "") else None


def asked_run(request: HttpRequest, question: Question) -> Told | None:
    """Return the run that the address names, else the newest of the side it names; refuses a run that is not there."""
    uid = request.GET.get("run", "")
    if not uid:
        return latest(question, side_asked(request))
    told = run_of(question, uid)
    if told is None:
        raise NotFound(_("There is no such page."))
    return told


def place_url(office: Office, question: Question, told: Told, iso3: str) -> str:
    """Return the page of one place, by the same run."""
    address = reverse("prioritisation:place", args=(office.slug, question.uid, iso3))
    return f"{address}?run={told.row.run.uid}"


def per_cent(share: float) -> str:
    """Return a share as people read it; what is not quite nought or all is never told as such."""
    if 0 < share < 0.005:
        return "< 1 %"
    if 0.995 <= share < 1:
        return "> 99 %"
    return f"{100 * share:.0f} %"


def columns() -> list[dict[str, Any]]:
    """Return the heads of the table of places."""
    return [
        {"label": _("Place")},
        {"label": _("Among the first ten")},
        {"label": _("Expected rank"), "numeric": True},
        {"label": _("Ranks of 90 %"), "numeric": True},
        {"label": _("Very first"), "numeric": True},
    ]


def rows(office: Office, question: Question, told: Told) -> list[dict[str, Any]]:
    """Return a line for each of the first places, with its page."""
    heads = [one["label"] for one in columns()]
    return [
        {
            "cells": [
                {"text": f"{one['number']}. {shown(one['iso3'], one['name'])}",
                 "url": place_url(office, question, told, one["iso3"])},
                {"text": f"{certainty(one['p_top10'])}, {per_cent(one['p_top10'])}", "label": heads[1]},
                {"text": number(round(one["expected_rank"], 1)), "numeric": True, "label": heads[2]},
                {"text": f"{one['rank_interval'][0]}–{one['rank_interval'][1]}", "numeric": True, "label": heads[3]},
                {"text": per_cent(one["p_first"]), "numeric": True, "label": heads[4]},
            ]
        }
        for one in told.places[:MORE]
    ]  # fmt: skip


def drawn(office: Office, question: Question, told: Told) -> MapPicture:
    """Draw the first places; the surer, the larger."""
    points = []
    for one in told.places[:DRAWN]:
        spot = seats().get(places()[one["iso3"]].iso2) if one["iso3"] in places() else one.get("spot")
        if spot is None:
            continue
        url = place_url(office, question, told, one["iso3"])
        points.append(
            MapPoint(
                spot[0],
                spot[1],
                shown(one["iso3"], one["name"]),
                url,
                weight=one["p_top10"],
                note=per_cent(one["p_top10"]),
            )
        )
    here = seats().get(places()[question.home].iso2) if question.home in places() else None
    home = MapPoint(here[0], here[1], name_of(question.home)) if here else None
    return world_map(points, home, max_arcs=10)


def recipe(told: Told) -> list[dict[str, Any]]:
    """Return what makes the run repeatable."""
    run, inputs = told.row.run, told.row.run.parameters["inputs"]
    versions = run.parameters.get("versions", {})
    weights = Side(told.row.side).label if told.row.side else _("those of the purpose")
    mix = run.parameters.get("mix") or {}
    own = (
        f"{mix['file']}, {mix['digest'][:12]}"
        if mix
        else _("none brought: national shares stand in, as a proxy")
    )
    return [
        {"term": _("Run"), "value": run.uid},
        {"term": _("Method"), "value": f"{run.method}, {run.version}"},
        {"term": _("Weights"), "value": weights},
        {"term": _("Our own exports"), "value": own},
        {"term": _("Draws"), "value": number(inputs["draws"])},
        {"term": _("Seed"), "value": str(inputs["seed"])},
        {"term": _("Digest of the inputs"), "value": run.digest},
        {
            "term": _("Libraries"),
            "value": ", ".join(f"{name} {one}" for name, one in versions.items() if one),
        },
        {"term": _("Answered"), "value": f"{run.at:%Y-%m-%d %H:%M} UTC, {told.row.by.name}"},
    ]


def coverage_columns() -> list[dict[str, Any]]:
    """Return the heads of the table of coverage."""
    return [{"label": _("Factor")}, {"label": _("Places")}, {"label": _("Source")}]


def coverage_context(coverage: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the lines of coverage, those of factors that nothing is loaded for apart."""
    known, without = ([one for one in coverage if bool(one["places"]) is any_] for any_ in (True, False))
    return {"coverage": coverage, "known": known, "without": without, "coverage_columns": coverage_columns()}


def covered_sentence(coverage: list[dict[str, Any]]) -> str:
    """Return in a sentence how much of an answer stands on figures."""
    places_known = [one["places"] for one in coverage if one["places"]]
    if not places_known:
        return ""
    told = ngettext(
        "%(n)d factor with figures of %(low)d to %(high)d of %(of)d places.",
        "%(n)d factors with figures of %(low)d to %(high)d of %(of)d places.", len(places_known),
    )  # fmt: skip
    return told % {"n": len(places_known), "low": min(places_known), "high": max(places_known),
                   "of": coverage[0]["of"]}  # fmt: skip


def endings() -> list[tuple[str, str]]:
    """Return the kinds of file an answer can be taken away as."""
    return [
        ("xlsx", _("Excel")),
        ("ods", _("OpenDocument")),
        ("csv", _("CSV")),
        ("docx", _("Word")),
        ("pdf", _("PDF")),
    ]


def answer_context(office: Office, question: Question, told: Told) -> dict[str, Any]:
    """Return everything the page of an answer draws."""
    result, lines = told.result, rows(office, question, told)
    gaps: dict[str, int] = {}
    for one in result["missing"]:
        gaps[one["factor"]] = gaps.get(one["factor"], 0) + 1
    return {
        **coverage_context(result["coverage"]),
        "covered_sentence": covered_sentence(result["coverage"]),
        "words": result["words"],
        "columns": columns(),
        "rows": lines[:SHOWN],
        "more_rows": lines[SHOWN:],
        "places": len(told.places),
        "picture": drawn(office, question, told),
        "changes": result["sensitive_to"],
        "worth": [(_(label), number(round(points, 1))) for label, points in told.worth()],
        "agreement": result.get("agreement"),
        "gaps": sum(gaps.values()),
        "recipe": recipe(told),
        "run": told.row.run.uid,
        "earlier": [one for one in earlier(question) if one.pk != told.row.pk],
        "endings": endings(),
    }


def mix_told(mix: dict[str, Any]) -> dict[str, Any] | None:
    """Return what the page of a question says of the exports that were brought, None where none were."""
    if not mix:
        return None
    first = sorted(mix["shares"].items(), key=lambda one: (-one[1], one[0]))[:TOLD]
    told = _("%(file)s: %(n)d products of %(rows)d rows") % {
        "file": mix["file"], "n": len(mix["shares"]), "rows": mix["rows"],
    }  # fmt: skip
    parts = [told, mix.get("place") or "", str(mix.get("year") or ""), mix.get("classification", "").upper()]
    return {
        "sentence": ", ".join(part for part in parts if part) + ".",
        "first": [(product, per_cent(share)) for product, share in first],
        "problems": mix["problems"],
        "left_out": mix["left_out"],
    }
