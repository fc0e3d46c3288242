"""How long a calendar program waits for a feed of 5,000 entries: unchanged, and after somebody wrote something.

python -m benchmarks calendar_feed
python -m benchmarks.calendar_feed SCALE      another size: 1 is 20,000 ties with 1,000,000 engagements
"""

import datetime as dt
import os
import statistics
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")

from benchmarks import _report  # noqa: E402
from benchmarks.seed import seed_apart  # noqa: E402

DATABASES = True
UNCHANGED, CHANGED = 0.050, 1.5
ENTRIES, TIMES = 5_000, 20


def timed(client: Any, token: str, tag: str = "") -> tuple[float, Any]:
    """Ask for the feed once; return seconds and the answer."""
    begun = time.perf_counter()
    answer = client.get(f"/calendar/{token}.ics", headers={"If-None-Match": tag} if tag else {})
    return time.perf_counter() - begun, answer


def measure() -> tuple[list[float], list[float], int, int]:
    """Return the seconds of unchanged and of changed feeds, and bytes and entries of the feed."""
    from django.test import Client

    from proxenia.accounts.models import Membership, Office, User
    from proxenia.core.values import PartialDate
    from proxenia.engagements.actions import log_engagement
    from proxenia.engagements.actions.calendar import make_secret_address

    office = Office.objects.get()
    user = User.objects.create(email="reader@example.org", name="Reader")
    Membership.objects.create(user=user, office=office, role="officer")
    _address, token = make_secret_address(office, by=user, kind="feed_office")
    client, unchanged, changed = Client(), [], []
    _first, answer = timed(client, token)
    for _number in range(TIMES):
        seconds, again = timed(client, token, answer["ETag"])
        assert again.status_code == 304, again.status_code
        unchanged.append(seconds)
    for number in range(TIMES // 2):
        day = PartialDate.of(dt.date.today() + dt.timedelta(days=1))
        log_engagement(office, by=user, values={"kind": "call", "title": f"Call {number}", "date": day})
        seconds, answer = timed(client, token, answer["ETag"])
        assert answer.status_code == 200, answer.status_code
        changed.append(seconds)
    return unchanged, changed, len(answer.content), answer.content.count(b"BEGIN:VEVENT")


def main() -> None:
    """Fill the database, ask, write the section."""
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    seed_apart(scale)
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    unchanged, changed, size, entries = measure()
    engine = os.environ.get("PROXENIA_BENCH_ENGINE", "sqlite")
    rows = [
        [
            "unchanged (ETag)",
            f"{statistics.median(unchanged) * 1000:.0f} ms",
            f"{max(unchanged) * 1000:.0f} ms",
            "50 ms",
        ],
        ["after a change", f"{statistics.median(changed):.2f} s", f"{max(changed):.2f} s", "1.5 s"],
    ]
    head = ["the feed is", "median", "slowest", "held to"]
    told = f"The office's feed: {entries:,} entries, {size / 1e6:.1f} MB, of an office with a million engagements."
    text = f"{_report.machine()}\n\n{_report.table(head, rows)}\n\n{told}"
    _report.write_section(f"calendar {engine}", f"Calendar feed on {engine}", text)
    print(text)
    if max(unchanged) > UNCHANGED or max(changed) > CHANGED or entries < ENTRIES:
        raise SystemExit("too slow, or too few entries")


if __name__ == "__main__":
    main()
