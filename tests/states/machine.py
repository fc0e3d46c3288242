"""What every state machine here shares: it counts, and it knows a refusal from a step.

The machines walk the life cycles by the rules alone: objects in memory, no database, a clock of their own.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate

FIRST_DAY = dt.date(2026, 1, 15)
STEPS = 25
"""So many steps a run takes at most."""

reasons = st.sampled_from(("", "  ", "The council decided so.", "'; --", "\u202e"))
days = st.sampled_from((-900, -400, -60, -1, 0, 1, 60, 200, 400, 700, 1100)).map(
    lambda days: FIRST_DAY + dt.timedelta(days)
)
"""Few days, so that one walk comes upon the same ones again."""
dates = st.one_of(
    st.none(),
    days.map(PartialDate.of),
    days.map(lambda day: PartialDate(day.year, day.month)),
    days.map(lambda day: PartialDate(day.year)),
)


class Walk(RuleBasedStateMachine):
    """A walk through one life cycle; what it does is counted over all runs of its class."""

    counts: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.today = FIRST_DAY
        self.count("runs")

    def count(self, what: str) -> None:
        """Count something of this class of walks."""
        Walk.counts[f"{type(self).__name__} {what}"] += 1

    def tried(self, check: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Ask a rule; return what it says, or the refusal. A refusal is a sentence, never an empty word."""
        try:
            said = check(*args, **named)
        except Refused as refusal:
            said = refusal
        assert not refused(said) or said.message.strip(), f"{check.__name__} refuses without a word"
        self.count("refused" if refused(said) else "steps")
        return said


def refused(said: Any) -> bool:
    """Say whether a rule refused."""
    return isinstance(said, Refused)


def walk(machine: type[Walk], runs: int, number: int, *, shrink: bool = True) -> None:
    """Run a machine so many times from a seed; raises what it finds, with the shortest way there."""

    @seed(number)
    class Seeded(machine):  # type: ignore[misc, valid-type]
        pass

    Seeded.__name__ = machine.__name__
    run_state_machine_as_test(
        Seeded,
        settings=settings(
            max_examples=runs,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
