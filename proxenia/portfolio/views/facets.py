"""The filters beside the list: their counts and the addresses that set and clear them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from proxenia.core.names import country_name
from proxenia.core.templatetags.words import full_date
from proxenia.portfolio.filters import TieFilter
from proxenia.portfolio.queries import objectives
from proxenia.portfolio.queries.choices import FACET_LABELS, facet_choices
from proxenia.portfolio.queries.lists import Mix, Ties, codes_of, countries_of, mix_of
from proxenia.portfolio.views.words import label


@dataclass(frozen=True)
class Facet:
    """A facet of a higher room: the filter it sets, its title, its words by code, and what counts them."""

    name: str
    title: Any
    words: Mapping[str, Any]
    count: Callable[[Ties], Mapping[str, int]]


_FACETS: list[Facet] = []


def register_facet(facet: Facet) -> None:
    """Let a higher room show beside the list what it knows of ties; its filter is registered with the others."""
    _FACETS.append(facet)


SHOWN = ("purpose", "collaboration_type", "innovation_stage")
LONGEST = 6
Item = dict[str, Any]


def toggled(query: QueryDict, name: str, value: str) -> str:
    """Return the address with one value of a filter set, or taken away where it stands."""
    changed = query.copy()
    values = changed.getlist(name)
    changed.setlist(name, [one for one in values if one != value] if value in values else [*values, value])
    changed.pop("page", None)
    return f"?{changed.urlencode()}"


@dataclass(frozen=True)
class Counts:
    """What the facets count: kinds, states and units together, countries, and words of the classification."""

    mix: Mix
    countries: Counter[str]
    codes: dict[str, Counter[str]]
    more: dict[str, Mapping[str, int]]
    objectives: Mapping[str, int]


def counts_of(narrowed: TieFilter) -> Counts:
    """Count everything the facets show, in four questions and one for each facet of a higher room."""
    return Counts(
        mix_of(narrowed.without("kind", "state", "unit")),
        countries_of(narrowed.without("country"), narrowed.user, narrowed.office),
        codes_of(narrowed.qs, SHOWN),
        {facet.name: facet.count(narrowed.without(facet.name)) for facet in _FACETS},
        objectives.counts(narrowed.without("objective")),
    )


def wanted(narrowed: TieFilter, units: Mapping[str, int]) -> dict[str, Sequence[object]]:
    """Return what is chosen of kind, state and unit; units by their key."""
    return {
        "kind": narrowed.chosen("kind"),
        "state": narrowed.chosen("state"),
        "unit": [units[uid] for uid in narrowed.chosen("unit") if uid in units],
    }


def groups(
    request: HttpRequest, narrowed: TieFilter, counts: Counts, units: Sequence[tuple[str, str, int]]
) -> list[dict[str, Any]]:
    """Return the facets with their counts: each as if its own filter were open, all others in force."""
    wants = wanted(narrowed, {uid: key for uid, _name, key in units})
    states, kinds = counts.mix.by("state", **wants), counts.mix.by("kind", **wants)
    in_units = counts.mix.by("unit", **wants)
    found = [
        _group(request, narrowed, _("State"), "state", _labelled("partnership_states", states)),
        *(_group(request, narrowed, str(one.title), one.name, _worded(one, counts)) for one in _FACETS),
        _group(request, narrowed, _("Kind"), "kind", _labelled("partnership_kinds", kinds)),
        _group(request, narrowed, _("Unit"), "unit", [(uid, name, in_units[key]) for uid, name, key in units]),
        _group(request, narrowed, _("Objective"), "objective", _aims(narrowed, counts)),
    ]  # fmt: skip
    nations = counts.countries
    found.append(
        _group(
            request, narrowed, _("Country"), "country", [(c, country_name(c), n) for c, n in nations.items()]
        )
    )
    for facet in SHOWN:
        names = dict(facet_choices(facet))
        items = [(code, names.get(code, code), number) for code, number in counts.codes[facet].items()]
        found.append(_group(request, narrowed, str(FACET_LABELS[facet]), facet, items))
    return [group for group in found if group["items"]]


def _worded(facet: Facet, counts: Counts) -> list[tuple[str, str, int]]:
    found = counts.more[facet.name]
    return [(code, str(words), found.get(code, 0)) for code, words in facet.words.items()]


def _aims(narrowed: TieFilter, counts: Counts) -> list[tuple[str, str, int]]:
    """Return the objectives this person sees with how many ties serve each."""
    seen = objectives.choices_of(narrowed.user, narrowed.office) if counts.objectives else {}
    return [(uid, title, counts.objectives.get(uid, 0)) for uid, title in seen.items()]


def _labelled(vocabulary: str, counts: Mapping[Any, int]) -> list[tuple[str, str, int]]:
    return [(code, label(vocabulary, code), number) for code, number in counts.items()]


def _group(
    request: HttpRequest, narrowed: TieFilter, title: str, name: str, items: Sequence[tuple[Any, str, int]]
) -> dict[str, Any]:
    chosen = narrowed.chosen(name)
    ordered = sorted(items, key=lambda item: (str(item[0]) not in chosen, -item[2], item[1]))
    shown = [item for item in ordered if item[2] or str(item[0]) in chosen][: max(LONGEST, len(chosen))]
    return {
        "title": title,
        "items": [
            {
                "label": words,
                "count": number,
                "url": toggled(request.GET, name, str(value)),
                "current": str(value) in chosen,
            }
            for value, words, number in shown
        ],
    }


def chosen(request: HttpRequest, narrowed: TieFilter) -> list[Item]:
    """Return the filters in force, each with the address that takes it away."""
    found = []
    for name, one in narrowed.filters.items():
        names = (
            dict(narrowed.form.fields[name].choices) if hasattr(narrowed.form.fields[name], "choices") else {}
        )
        for value in narrowed.chosen(name):
            words = names.get(value) or f"{one.label}: {_shown(name, value)}"
            query = request.GET.copy()
            query.setlist(name, [kept for kept in query.getlist(name) if kept != value and names])
            query.pop("page", None)
            found.append({"label": words, "url": f"?{query.urlencode()}"})
    return found


def _shown(name: str, value: str) -> str:
    return full_date(value) if name.endswith(("_from", "_before")) and "-" in value else value
