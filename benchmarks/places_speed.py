"""How long `resolve_many` takes over 50,000 names in a fresh process, and how much memory.

    python benchmarks/places_speed.py [--names 50000] [--json]

The names are made from the gazetteer with a fixed seed, all different, so that no answer is remembered: a
third as they stand, then alternates, bracketed and comma forms, misspelt names, names without a country and
names that do not exist. The measured process starts cold: imports, file and indexes are in the time.
"""

import argparse
import json
import platform
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CLONE))


def made_up(count: int) -> list[tuple[str, str]]:
    """Return `count` different (name, country) pairs, the same on every run."""
    chance = random.Random(1066)
    db = sqlite3.connect(f"file:{CLONE / 'data/gazetteer/gazetteer.sqlite'}?mode=ro", uri=True)
    towns = db.execute("SELECT name, country, local, also FROM place ORDER BY id").fetchall()
    chance.shuffle(towns)
    pairs: dict[tuple[str, str], None] = {}
    for pair in _written(towns, chance):
        pairs[pair] = None
        if len(pairs) == count:
            break
    return list(pairs)


def _written(towns: list[tuple[str, str, str, str]], chance: random.Random) -> Iterator[tuple[str, str]]:
    for number, (name, country, local, also) in enumerate(towns):
        form = number % 12
        at = chance.randrange(1, max(2, len(name)))
        if form == 4:
            yield local, country
        elif form == 5:
            yield also.partition("\n")[0] or name, country
        elif form == 6:
            yield f"{name}, {country}", ""
        elif form == 7:
            yield f"City of {name}", country
        elif form == 8:
            yield f"{name} ({towns[number - 1][0]})", country
        elif form == 9:
            yield name[:at] + name[at + 1 :] + "x", country
        elif form == 10:
            yield name[:at] + chance.choice("aeiourst") + name[at:], ""
        elif form == 11:
            yield "".join(chance.choices("abdegiklmnoprstu", k=chance.randrange(5, 14))), country
        else:
            yield name, country


def measure(path: Path) -> None:
    """Resolve the pairs of a JSON file and print seconds since the interpreter was asked to start, and MB."""
    started = float(sys.argv[3])
    from proxenia.places.queries import resolve_many

    answers = [0, 0, 0]
    for answer in resolve_many(map(tuple, json.loads(path.read_text("utf-8")))):
        answers[0 if answer.match else 1 if answer.alternatives else 2] += 1
    seconds = time.time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    words = dict(zip(("answered", "asked", "not found"), answers, strict=True))
    print(json.dumps({"seconds": round(seconds, 2), "peak_mb": round(peak), **words}))


def main() -> None:
    """Make the names, start a fresh process over them and print what it measured."""
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, default=50_000)
    given = parser.parse_args()
    scratch = CLONE / "var" / "places_speed.json"
    scratch.parent.mkdir(exist_ok=True)
    scratch.write_text(json.dumps(made_up(given.names)), "utf-8")
    command = [sys.executable, __file__, "--measure", str(scratch), str(time.time())]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    scratch.unlink()
    figures = {"names": given.names, "python": platform.python_version(), **json.loads(told)}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
