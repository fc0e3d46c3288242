"""The last step of a drill, in the place that was restored: all is verified, and offices are opened as people do.

``python -m proxenia.cli.backup.rehearsal`` works on the data folder and database of its process; it answers on stdout.
"""

import json
import sys
from typing import Any

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def rehearse() -> dict[str, Any]:
    """Verify everything and open Today of every office; return what was opened and what stands against it."""
    from proxenia.accounts.models import Office
    from proxenia.cli.storage import problems_within

    problems, opened = problems_within(), 0
    for office in Office.objects.all():
        sentence = _open(office)
        opened += not sentence
        problems += [sentence] if sentence else []
    return {"opened": opened, "problems": problems}


def _open(office: Any) -> str:
    """Sign in as somebody who works in an office and open Today; return why that failed, or ''."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from proxenia.accounts.models import User
    from proxenia.accounts.models.roles import READ

    people = User.objects.filter(memberships__office=office, is_active=True).distinct()
    person = next((one for one in people if one.standing(office).has(READ)), None)
    if person is None:
        return ""  # an office nobody works in yet
    client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
    client.force_login(person, backend=_BACKEND)
    answer = client.get(reverse("desk:today", args=[office.slug]), secure=True)
    return "" if answer.status_code == 200 else f"Today of {office.name} answers {answer.status_code}."


def main() -> int:
    """Print what was found as one JSON value."""
    from proxenia.cli import ground

    ground.start_ready()
    print(json.dumps(rehearse(), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
