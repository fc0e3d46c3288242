"""How long the best partners of one city take, in a process that has answered before.

    python -m benchmarks match_speed

Every place of the gazetteer and of the real list of twinnings is compared; two hundred cities in turn ask for every
purpose there is. What only the first question of a process costs (the list read, its towns resolved) stands apart.
"""

import os
import statistics
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")

from benchmarks import _report  # noqa: E402

CITIES, MILLISECONDS = 200, 150


def main() -> None:
    """Load, ask, write the section."""
    import django

    django.setup()
    from proxenia.evidence.store import Store
    from proxenia.places.queries import PlaceRef
    from proxenia.prioritisation.queries import loaded, matching

    folder = Path(os.environ.get("PROXENIA_OPEN_DATA", ROOT.parent / "shared" / "data"))
    with Store() as store:
        store.load("twinnings", folder / "sister_cities")
    begun = time.perf_counter()
    loaded.world_and_beside()
    first = time.perf_counter() - begun
    loaded._kept.cache_clear()
    begun = time.perf_counter()
    world, _beside = loaded.world_and_beside()
    again = time.perf_counter() - begun
    chance, names = np.random.default_rng(1), list(matching.purposes())
    times = []
    for turn, number in enumerate(chance.choice(len(world.keys), CITIES + 1, replace=False).tolist()):
        place = world.places
        home = PlaceRef(world.names[number], "", world.codes[number], "", float(place.lat[number]),
                        float(place.lon[number]), 0, "", world.keys[number])  # fmt: skip
        begun = time.perf_counter()
        known, told = loaded.world_and_beside()
        matching.match_place(known, home, purpose=names[turn % len(names)], top=20, beside=told)
        if turn:
            times.append(1000 * (time.perf_counter() - begun))
    slowest = float(np.quantile(times, 0.95))
    rows = [
        ["a match, the middle", f"{statistics.median(times):.0f} ms"],
        ["95 of 100 within", f"{slowest:.0f} ms"],
        ["the slowest", f"{max(times):.0f} ms"],
        ["before the first match of a process", f"{again:.1f} s"],
        ["the same after a new list is loaded", f"{first:.1f} s"],
    ]
    text = (
        f"{CITIES} cities drawn from {len(world.keys):,} places, {len(names)} purposes in turn, the twenty best with"
        f" their reasons; the list of twinnings loaded. Bar: 95 of 100 within {MILLISECONDS} ms.\n\n"
        f"{_report.table(['what', 'takes'], rows)}\n\n{_report.machine()}"
    )
    _report.write_section("match", "Partner match", text)
    print(text)
    if slowest > MILLISECONDS:
        raise SystemExit(f"too slow: {slowest:.0f} ms")


if __name__ == "__main__":
    main()
