"""What a kind of fault came to: counted here, judged here, handed on as JSON."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from benchmarks._report import commit

SHOWN = 20


@dataclass
class Control:
    """A setting or a program that must fail: a detector that finds nothing there is blind."""

    name: str
    faults: int
    found: int
    of: str

    @property
    def holds(self) -> bool:
        """Say whether the detector saw it."""
        return self.found > 0


@dataclass
class Tally:
    """The result of one kind of fault on one database."""

    kind: str
    database: str
    seed: int
    faults: int = 0
    acknowledged: int = 0
    lost: int = 0
    half: int = 0
    forks: int = 0
    broken: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    ready: list[float] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    skipped: str = ""
    seconds: float = 0.0
    commit: str = ""
    began: float = field(default_factory=time.monotonic)
    _counted: int = 0
    _turned: Counter[str] = field(default_factory=Counter)
    _seen: set[str] = field(default_factory=set)

    def fresh(self) -> None:
        """A clean diary was begun: its counts start at nothing."""
        self._counted = 0
        self._turned = Counter()
        self._seen = set()

    def take(self, found: dict[str, Any], where: str, faults: int = 1) -> None:
        """Count what the oracle found after a fault; ``where`` says which one."""
        self.faults += faults
        self.acknowledged += found["acknowledged"] - self._counted
        self._counted = found["acknowledged"]
        turned = Counter(found["refused"])
        self.refused += turned - self._turned
        self._turned = turned
        if found["ready"]:
            self.ready.append(found["ready"])
        for what in ("lost", "half", "broken"):
            # What an earlier fault of the same office left is counted once.
            fresh = [sentence for sentence in found[what] if f"{what} {sentence}" not in self._seen]
            self._seen |= {f"{what} {sentence}" for sentence in fresh}
            setattr(self, what, getattr(self, what) + len(fresh))
            self.shown += [f"{where}: {what}: {sentence}" for sentence in fresh]

    def complain(self, sentence: str) -> None:
        """Count something that must not be, which no oracle found."""
        self.broken += 1
        self.shown.append(sentence)

    @property
    def is_good(self) -> bool:
        """Say whether nothing was lost, half there, forked or broken, and every control failed as it must."""
        clean = not (self.lost or self.half or self.forks or self.broken)
        return clean and all(control.holds for control in self.controls)

    def over(self) -> "Tally":
        """Note how long it took, and at which commit."""
        self.commit = commit()
        self.seconds = time.monotonic() - self.began
        return self

    def plain(self) -> dict[str, Any]:
        """Return it as JSON knows it."""
        names = [one.name for one in fields(self) if not one.name.startswith("_") and one.name != "began"]
        kept = {name: getattr(self, name) for name in names}
        kept["controls"] = [asdict(one) for one in self.controls]
        kept["refused"] = dict(self.refused)
        kept["shown"] = self.shown[:SHOWN]
        return {**kept, "seconds": round(self.seconds, 1), "is_good": self.is_good}


def latest(every: Iterable[Tally]) -> list[Tally]:
    """Return of each kind on each database the figures that come last."""
    found = {(one.kind, one.database): one for one in every}
    return list(found.values())


def from_plain(kept: dict[str, Any]) -> Tally:
    """Return a tally from its JSON."""
    given = {name: value for name, value in kept.items() if name != "is_good"}
    given["controls"] = [Control(**control) for control in kept["controls"]]
    given["refused"] = Counter(kept["refused"])
    return Tally(**given)
