"""docs/reference/access.md: the matrix as a table, what was tried, and what noticed."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks._report import machine, table
from tests.sweep import asking, reading
from tests.sweep.crew import Bag
from tests.sweep.matrix import MATRIX, METHODS
from tests.sweep.mutants import ROOT, all_mutants
from tests.sweep.probes import cells as every_cell
from tests.sweep.times import LINKS, ROUNDS, SIGN_INS
from tests.sweep.tracing import EXPLAINED
from tests.sweep.world import KINDS, ROLES, STATES

PAGE = ROOT / "docs" / "reference" / "access.md"


@dataclass(frozen=True)
class Walk:
    """How many cells and looks, and what came of them; ``times`` and ``tries``: rows of tables."""

    cells: int
    looks: int
    seed: int
    seconds: float
    wrong: Sequence[str]
    times: Sequence[tuple[str, float, float, float]]
    tries: Sequence[tuple[str, object]]


def write(walk: Walk, bag: Bag) -> None:
    """Write the page."""
    hunted = "" if bag.killed or bag.survivors else " **No guard was taken away in this run.**"
    whole = sum(1 for _one in every_cell())
    part = f" **A sample: {walk.cells} of {whole} cells.**" if walk.cells < whole else ""
    head = (
        f"# Who may ask what\n\nWritten by `make sweep`; do not edit. {machine()}"
        f" It took {walk.seconds / 60:.0f} minutes; seed {walk.seed}.{part}{hunted}"
    )
    parts = [head, INTRODUCTION, _figures(walk, bag), *_found(walk), *_times(walk), *_guards(bag), *_matrix()]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


INTRODUCTION = f"""The sweep asks every route of the resolver as every role ({", ".join(ROLES)}) by every method
({", ".join(METHODS)}) about a record of every kind ({", ".join(KINDS)}) in every state ({", ".join(STATES)}), against
the matrix in `tests/sweep/matrix.py`; a method that a page does not answer is asked about an open record only. Every
text of a hidden record is a word that stands nowhere else; no answer of a role that may not see the record may hold
it. Pages, searches and sheets must read the same whether what is hidden exists or not. What is hidden answers as what
is not there: status, length, headers and words, for every route about a record. Besides the routes, every verb is
asked directly by everybody who may not, with values that fit and with hidden records among them, and is refused where
`tests/sweep/askers.txt` says; and every function that reads for somebody is asked directly, and answers nothing hidden.
Then every guard found by reading the code is taken away once, where it is called, and the sweep must notice."""


def _figures(walk: Walk, bag: Bag) -> str:
    killed, tried = bag.killed, bag.killed.total() + len(bag.survivors)
    explained = sum(number for call, number in killed.items() if "explained" in call)
    return table(
        ("What", "Number"),
        [
            ("routes", len(MATRIX)),
            ("cells of the matrix tried", walk.cells),
            ("verbs asked directly", len(asking.verbs())),
            ("functions that read for somebody, asked directly", len(reading.queries())),
            ("looks in all", walk.looks),
            ("answers that are not as they must be", len(walk.wrong)),
            ("guards found by reading the code", len(all_mutants())),
            ("guards taken away", tried),
            ("of them noticed", killed.total() - explained),
            ("of them explained below", explained),
            ("of them not noticed", len(bag.survivors)),
            ("guards not tried in this run", len(all_mutants()) - tried),
        ],
    )


def _found(walk: Walk) -> list[str]:
    if not walk.wrong:
        return []
    return ["## What is not as it must be", "\n".join(f"- {one[:300]}" for one in walk.wrong)]


def _times(walk: Walk) -> list[str]:
    heads = ("Question", "Milliseconds of the one", "of the other", "in per cent", "p")
    rows = [
        (name, f"{one:.2f}", f"{two:.2f}", f"{100 * one / two:.0f}", f"{p:.3f}")
        for name, one, two, p in walk.times
    ]
    words = (
        f"What must not be told apart by how long the answer takes: medians of {ROUNDS} answers about a tie,"
        f" {SIGN_INS} to a sign-in (with the password hash of the product) and {LINKS} to a request for a link, in"
        " turns of random order; p by Mann and Whitney."
    )
    return ["## Times and tries", words, table(heads, rows), table(("Tries", "Number"), walk.tries)]


def _guards(bag: Bag) -> list[str]:
    rows = [(f"`{call}`", number) for call, number in sorted(bag.killed.items())]
    missed = [f"- not noticed: {one}" for one in sorted(bag.survivors)]
    why = [f"- `{key}`: {reason}" for key, reason in EXPLAINED.items()]
    return [
        "## Guards by the call that was taken away",
        table(("Call", "Noticed"), rows),
        *(["\n".join(missed)] if missed else []),
        "## Guards whose absence nothing can notice, and why",
        "\n".join(why) or "None.",
    ]


def _matrix() -> list[str]:
    rows = [
        (f"`{name}`", f"`{rule.right}`", " ".join(rule.methods), rule.kind or "–", "yes" if rule.writes else "–",
         "named tests" if rule.by_itself else "sweep")
        for name, rule in sorted(MATRIX.items())
    ]  # fmt: skip
    return ["## The matrix", table(("Route", "Right", "Methods", "About", "Writes", "Shown by"), rows)]
