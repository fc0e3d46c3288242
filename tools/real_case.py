"""The real case of docs/explanation/a-real-case.md: one city's ties from an open list, imported as a user would.

`python tools/real_case.py` writes the city's sheet, imports it into a scratch installation, and prints what was
asked and settled; with `--keep FOLDER` the installation stays there to be looked at.
The list is Wikipedia's (CC BY-SA), geocoded by the project named in the text; it is read, never copied here.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIST = "sister_cities/twin_cities_wikipedia_2026.csv"
CITY, COUNTRY = "Shanghai", "China"


def ties(path: Path) -> Iterator[tuple[str, str]]:
    """Return who the city is tied to, and in which country, as the list says."""
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            one, two = (row["city1"], row["country1"]), (row["city2"], row["country2"])
            if one == (CITY, COUNTRY):
                yield two
            elif two == (CITY, COUNTRY):
                yield one


def run(folder: Path, *words: str) -> str:
    """Run one command of Proxenia in an installation of its own and return what it says."""
    environment = {**os.environ, "PROXENIA_DATA": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "proxenia", *words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr or done.stdout)
    return done.stdout


def main() -> None:
    """Import the list and say what came of it."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--keep", type=Path)
    keep = arguments.parse_args().keep
    source = Path(os.environ.get("PROXENIA_OPEN_DATA") or ROOT.parent / "shared" / "data") / LIST
    with tempfile.TemporaryDirectory() as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        sheet = folder / "ties.csv"
        with sheet.open("w", encoding="utf-8", newline="") as handle:
            rows = csv.writer(handle)
            rows.writerow(["Sister city", "Country", "Kind"])
            rows.writerows((city, country, "Sister city") for city, country in ties(source))
        run(folder, "init", "--office", f"{CITY} (from an open list)", "--place", f"{CITY}, {COUNTRY}")
        print(
            json.dumps(json.loads(run(folder, "import", "partnerships", str(sheet), "--good-rows", "--json")))
        )


if __name__ == "__main__":
    main()
