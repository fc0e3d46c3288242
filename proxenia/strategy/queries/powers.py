"""Our powers by sector, as the office wrote them down."""

from collections import defaultdict
from dataclasses import dataclass

from proxenia.accounts.models import Office
from proxenia.core.vocabulary import Vocabulary
from proxenia.strategy.models import Power
from proxenia.strategy.rules.plans import within_powers


@dataclass(frozen=True)
class SectorPowers:
    """One sector: its word, who does what in it (function -> power), and whether that is within our powers."""

    code: str
    label: str
    powers: dict[str, Power]
    within: bool | None


def powers_of(office: Office) -> dict[str, dict[str, Power]]:
    """Return sector -> function -> who does it: one query."""
    found: dict[str, dict[str, Power]] = defaultdict(dict)
    for one in Power.objects.filter(office=office):
        found[one.sector][one.function] = one
    return found


def sectors_within(office: Office) -> dict[str, bool | None]:
    """Return for every sector somebody wrote down whether it lies within our powers."""
    return {
        sector: within_powers(one.holder for one in held.values())
        for sector, held in powers_of(office).items()
    }


def table(office: Office) -> list[SectorPowers]:
    """Return every sector of the vocabulary, written down or not."""
    known, held = Vocabulary.load("policy_sectors"), powers_of(office)
    return [
        SectorPowers(
            code,
            known.label(code),
            held.get(code, {}),
            within_powers(one.holder for one in held.get(code, {}).values()),
        )
        for code in known.codes
    ]
