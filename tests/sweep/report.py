"""docs/reference/access.md: the matrix as a table, what was tried, and what noticed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks._report import machine, table
from tests.sweep.matrix import MATRIX, METHODS
from tests.sweep.mutants import ROOT
from tests.sweep.probes import cells as every_cell
from tests.sweep.times import LINKS, ROUNDS, SIGN_INS
from tests.sweep.tracing import EXPLAINED
from tests.sweep.world import ROLES, STATES

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


def write(walk: Walk, killed: Counter[str], survivors: Sequence[str]) -> None:
    """Write the page."""
    cells, looks, wrong = walk.cells, walk.looks, walk.wrong
    hunted = "" if killed or survivors else " **No guard was taken away in this run.**"
    whole = sum(1 for _one in every_cell())
    part = f" **A sample: {cells} of {whole} cells.**" if cells < whole else ""
    rows = [
        (f"`{name}`", f"`{rule.right}`", " ".join(rule.methods), rule.kind or "–", "yes" if rule.writes else "–",
         "named tests" if rule.by_itself else "sweep")
        for name, rule in sorted(MATRIX.items())
    ]  # fmt: skip
    guards = [(f"`{call}`", number) for call, number in sorted(killed.items())]
    text = f"""# Who may ask what

Written by `make sweep`; do not edit. {machine()} It took {walk.seconds / 60:.0f} minutes; seed {walk.seed}.{
        part
    }{hunted}

The sweep asks every route of the resolver as every role ({", ".join(ROLES)}) by every method
({", ".join(METHODS)}) about a record in every state ({", ".join(STATES)}), against the matrix in
`tests/sweep/matrix.py`. Every text of a hidden record is a word that stands nowhere else; no answer of a role that may
not see the record may hold it. Pages, searches and sheets must read the same whether what is hidden exists or not.
What is hidden answers as what is not there: status, length, headers and words, for every route about a record.
Then every guard found by reading the code is taken away once, where it is called, and the sweep must notice.

{
        table(
            ("What", "Number"),
            [
                ("routes", len(MATRIX)),
                ("cells of the matrix tried", cells),
                ("looks in all", looks),
                ("answers that differ from the matrix", len(wrong)),
                ("guards taken away", killed.total() + len(survivors)),
                ("of them noticed", sum(n for call, n in killed.items() if "explained" not in call)),
                ("of them explained below", sum(n for call, n in killed.items() if "explained" in call)),
                ("of them not noticed", len(survivors)),
            ],
        )
    }

## Times and tries

What must not be told apart by how long the answer takes: medians of {ROUNDS} answers about a tie, {
        SIGN_INS
    } to a
sign-in (with the password hash of the product) and {
        LINKS
    } to a request for a link, in turns of random order; p by
Mann and Whitney.

{
        table(
            ("Question", "Milliseconds of the one", "of the other", "in per cent", "p"),
            [
                (name, f"{one:.2f}", f"{two:.2f}", f"{100 * one / two:.0f}", f"{p:.3f}")
                for name, one, two, p in walk.times
            ],
        )
    }

{table(("Tries", "Number"), walk.tries)}

## Guards by the call that was taken away

{table(("Call", "Noticed"), guards)}
{"".join(chr(10) + f"- not noticed: {one}" for one in survivors)}

## Guards whose absence nothing can notice, and why

{chr(10).join(f"- `{key}`: {why}" for key, why in EXPLAINED.items()) or "None."}

## The matrix

{table(("Route", "Right", "Methods", "About", "Writes", "Shown by"), rows)}
"""
    PAGE.write_text(text, encoding="utf-8")
