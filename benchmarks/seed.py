"""Fills an empty database with an invented office of the size the measurements ask for.

    python -m benchmarks.seed [--scale 1.0] [--json]

At scale 1: 20,000 ties with counterparts at real places, classifications and agreements, 100,000 people with posts,
1,000,000 engagements on the ties and 20,000 promises. The seed of the chance is fixed: the same scale gives the same
office on both databases. A few ties have thousands of engagements; 3 % of the records are restricted and 3 %
confidential. The database is the one PROXENIA_DATA or PROXENIA_DATABASE_URL names. Records are written in bulk with
their anchors, search words and stored facts, but without the log: no page measured reads more than one record's log.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

TOOL = True
"""Not a measurement itself: `python -m benchmarks` leaves it out."""

TABLES = (
    "records_anchor", "directory_organisation", "directory_person", "directory_post", "portfolio_partnership",
    "portfolio_party", "portfolio_classification", "portfolio_membership", "portfolio_agreement",
    "portfolio_agreementversion", "engagements_engagement", "engagements_engagementtie",
    "engagements_participation", "engagements_followup", "commitments_commitment", "portfolio_partnershipcommitment",
)  # fmt: skip


def seed(scale: float, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Fill the database and return how many rows were made and the seconds it took."""
    from django.utils import timezone

    from benchmarks._bulk import unchecked
    from benchmarks._directory import add_organisations, add_people, add_places, open_world, write_words
    from benchmarks._life import Engagements, add_commitments
    from benchmarks._ties import Ties, add_agreements

    started = time.perf_counter()
    now = timezone.now()
    world = open_world(random.Random(1904), scale, now)
    with unchecked(TABLES):
        add_places(world)
        add_organisations(world)
        add_people(world)
        say(f"directory after {time.perf_counter() - started:.0f} s")
        ties = Ties(world)
        ties.reserve()
        engagements = Engagements(world, ties)
        engagements.write()
        engagements.write_links()
        say(f"engagements after {time.perf_counter() - started:.0f} s")
        ties.write(engagements.last, engagements.contacts)
        add_agreements(world, ties)
        add_commitments(world, ties, engagements)
        write_words(world)
    return {
        "office": world.office.slug,
        "organisations": len(world.organisations),
        "people": len(world.people),
        "partnerships": ties.count,
        "engagements": engagements.count,
        "links": len(engagements.links),
        "seconds": round(time.perf_counter() - started, 1),
    }


def prepare() -> None:
    """Start Django as the owner of the tables and bring the database up to date."""
    os.environ["PROXENIA_AS_OWNER"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
    from proxenia.cli import ground

    ground.start()
    ground.migrate()
    from proxenia.accounts.models import Office

    if Office.objects.exists():
        raise SystemExit("This database holds an office already; name an empty folder in PROXENIA_DATA.")


def seed_apart(scale: float) -> None:
    """Fill the database in a process of its own, as the owner of its tables; none of its memory is left in this one."""
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.seed", "--scale", str(scale)], cwd=ROOT, check=True
    )


def main() -> None:
    """Fill the database that the environment names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--json", action="store_true", help="print what was made as JSON")
    arguments = parser.parse_args()
    prepare()
    made = seed(arguments.scale, lambda text: print(text, file=sys.stderr))
    from proxenia.cli.storage import grant_application

    grant_application()
    print(
        json.dumps(made) if arguments.json else ", ".join(f"{name} {value}" for name, value in made.items())
    )


if __name__ == "__main__":
    main()
