"""What towns like ours keep: twinned towns of our country, by the country of the other end."""

from collections import Counter

from django.utils.translation import gettext

from .figures import Beside
from .statistics import Statistics


def beside_of(home: str, statistics: Statistics, ties: dict[str, float] | None = None) -> Beside:
    """Return the peers' ties by country (alpha-3), with the office's own where it has told them."""
    rows = statistics.twinnings()
    if rows is None:
        return Beside(ties=ties)
    counts: Counter[str] = Counter()
    for row in rows:
        here, there = str(row[1]), str(row[5])
        if home in (here, there) and here != there:
            counts[there if here == home else here] += 1
    declared = statistics.declared("twinnings", "twinned")
    source = f"{declared.source}, {declared.vintage}" if declared else gettext("the list of twinnings")
    return Beside(
        ties=ties, peers={place: float(many) for place, many in counts.items()}, peers_source=source
    )
