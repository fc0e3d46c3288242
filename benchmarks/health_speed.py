"""How long the vital signs of a whole office take: from the database, through the method, stored again.

    python -m benchmarks health_speed
    python -m benchmarks.health_speed SCALE      another size: 1 is 20,000 ties with 1,000,000 engagements

Read and written as the nightly job does it, in a process of its own, so that its memory is told alone.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")

from benchmarks import _report  # noqa: E402
from benchmarks.seed import seed_apart  # noqa: E402

DATABASES = True
SECONDS, GIGABYTES = 10.0, 1.0


def judge() -> None:
    """Judge the office once and print seconds, the most memory held (bytes), ties and contacts."""
    import django

    django.setup()
    from proxenia.accounts.models import Office, User
    from proxenia.engagements.models import EngagementTie
    from proxenia.reviews.actions import judge_office
    from proxenia.reviews.models import VitalSign

    office = Office.objects.get()
    begun = time.perf_counter()
    judge_office(office, by=User.objects.operator())
    taken = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(taken, memory, VitalSign.objects.count(), EngagementTie.objects.count())


def main() -> None:
    """Fill the database, judge, write the section."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    seed_apart(scale)
    command = [sys.executable, "-c", "from benchmarks.health_speed import judge; judge()"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    seconds, memory, ties, links = float(told[0]), float(told[1]), int(told[2]), int(told[3])
    engine = os.environ.get("PROXENIA_BENCH_ENGINE", "sqlite")
    rows = [[engine, f"{ties:,}", f"{links:,}", f"{seconds:.1f} s", f"{memory / 2**30:.2f} GB"]]
    head = ["database", "ties judged", "contacts of ties", "time", "most memory held"]
    bar = f"Held to {SECONDS:.0f} s and {GIGABYTES:.0f} GB; reading, judging and storing together."
    text = f"{_report.machine()}\n\n{_report.table(head, rows)}\n\n{bar}"
    _report.write_section(f"health {engine}", f"Vital signs on {engine}", text)
    if seconds > SECONDS or memory > GIGABYTES * 2**30:
        raise SystemExit(f"too slow or too large: {seconds:.1f} s, {memory / 2**30:.2f} GB")


if __name__ == "__main__":
    main()
