"""An answer as a paper (Word, PDF) and as rows of a table (Excel, CSV)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from proxenia.core.papers import Facts, Items, Paper, Section, Table, Words
from proxenia.prioritisation.models import Question
from proxenia.prioritisation.queries.candidates import shown
from proxenia.prioritisation.queries.runs import Told
from proxenia.prioritisation.queries.words import certainty

SHOWN = 30
COLUMNS = (
    "iso3",
    "name",
    "rank",
    "p_top10",
    "p_first",
    "expected_rank",
    "rank_low",
    "rank_high",
    "weighted_sum",
    "topsis",
)


def columns(told: Told) -> tuple[str, ...]:
    """Return the columns of the table: how a place stands, then each factor's figure."""
    return (*COLUMNS, *told.row.run.result["figures"])


def table(told: Told) -> Iterator[list[Any]]:
    """Yield a row for every place, the best expected rank first; an unknown figure is empty."""
    figures = told.row.run.result["figures"]
    for one in told.places:
        cells = [column["cells"].get(one["iso3"]) for column in figures.values()]
        yield [
            one["iso3"], shown(one["iso3"], one["name"]), one["number"], one["p_top10"], one["p_first"],
            one["expected_rank"], *one["rank_interval"], one["weighted_sum"], one["topsis"],
            *(cell[0] if cell else None for cell in cells),
        ]  # fmt: skip


def paper(question: Question, told: Told) -> Paper:
    """Return the answer as a paper: coverage first, words before numbers, then the recipe."""
    result, run = told.row.run.result, told.row.run
    covered = tuple(
        (_(one["label"]), f"{one['places']} / {one['of']}", one["source"]) for one in result["coverage"]
    )
    ranks = tuple(
        (
            str(one["number"]), shown(one["iso3"], one["name"]),
            f"{certainty(one['p_top10'])} ({100 * one['p_top10']:.0f} %)",
            f"{one['expected_rank']:.1f}", f"{one['rank_interval'][0]}–{one['rank_interval'][1]}",
        )
        for one in told.places[:SHOWN]
    )  # fmt: skip
    heads = (_("Number"), _("Place"), _("Among the first ten"), _("Expected rank"), _("Ranks of 90 %"))
    changes = tuple((one["sentence"], "") for one in result["sensitive_to"])
    sections = [
        Section("coverage", _("What is known"), (
            Table(_("Places with figures, by factor"), (_("Factor"), _("Places"), _("Source")), covered),
        )),
        Section("answer", _("The answer"), (
            *(Words(line) for line in result["words"]), Table(_("The first places"), heads, ranks),
        )),
    ]  # fmt: skip
    if changes:
        sections.append(Section("changes", _("What would change it"), (Items(changes),)))
    if question.decision:
        sections.append(Section("decision", _("What was decided"), (Words(question.decision),)))
    recipe = (
        (_("Run"), run.uid),
        (_("Method"), f"{run.method}, {run.version}"),
        (_("Draws"), str(run.parameters["inputs"]["draws"])),
        (_("Seed"), str(run.parameters["inputs"]["seed"])),
        (_("Digest of the inputs"), run.digest),
        (
            _("Libraries"),
            ", ".join(f"{name} {one}" for name, one in run.parameters["versions"].items() if one),
        ),
    )
    sections.append(Section("recipe", _("How it was reckoned"), (Facts(recipe),)))
    return Paper(
        str(question), tuple(sections), {"title": str(question)}, (get_language() or "en").partition("-")[0]
    )
