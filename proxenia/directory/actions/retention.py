"""What becomes of people, consents and guardians that have been kept long enough."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from proxenia.accounts.models import User
from proxenia.core.retention import ANONYMISE, ARCHIVE, ERASE, Rule, register_retention
from proxenia.directory.actions.erasing import erase_unheld
from proxenia.directory.actions.people import archive_person
from proxenia.directory.models import Consent, Guardian, Person
from proxenia.directory.queries.retention import (
    consents_over,
    guardians_past,
    people_past,
    people_put_away,
)

REASON = "kept long enough"


def _erase_people(rows: Sequence[Person], by: User) -> None:
    for person in rows:
        erase_unheld(person, by=by, reason=REASON)


def _put_people_away(rows: Sequence[Person], by: User) -> None:
    for person in rows:
        archive_person(person, by=by, reason=REASON)


def _remove_consents(rows: Sequence[Consent], by: Any) -> None:
    Consent.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _remove_guardians(rows: Sequence[Guardian], by: Any) -> None:
    Guardian.objects.filter(pk__in=[row.pk for row in rows]).delete()


RULES = (
    Rule(
        code="people_put_away",
        what=_("People who were put away"),
        after=_("the day they were put away"),
        fate=ANONYMISE,
        basis=_("What nobody needs is not kept: GDPR, Article 5(1)(e)."),
        months=36,
        least=6,
        most=120,
        due=people_put_away,
        carry_out=_erase_people,
    ),
    Rule(
        code="people_past",
        what=_("People who hold no post any more"),
        after=_("the end of their last post, if nothing was changed since"),
        fate=ARCHIVE,
        basis=_("Contacts are kept up to date: GDPR, Article 5(1)(d)."),
        months=120,
        least=24,
        most=240,
        due=people_past,
        carry_out=_put_people_away,
    ),
    Rule(
        code="consents_over",
        what=_("Consents that were withdrawn or ran out"),
        after=_("the withdrawal or the end"),
        fate=ERASE,
        basis=_("Kept as proof until claims are time-barred: GDPR, Articles 7(1) and 17(3)(e)."),
        months=36,
        least=12,
        most=120,
        due=consents_over,
        carry_out=_remove_consents,
        anchor="person",
    ),
    Rule(
        code="guardians_past",
        what=_("Guardians of people who have come of age"),
        after=_("the 18th birthday"),
        fate=ERASE,
        basis=_("Their purpose is over: GDPR, Article 5(1)(b)."),
        months=12,
        least=1,
        most=36,
        due=guardians_past,
        carry_out=_remove_guardians,
        anchor="person",
    ),
)


def register() -> None:
    """Add the rules of this room to the table."""
    for rule in RULES:
        register_retention(rule)
