"""Reads about keeping in touch: the row of a record, the habits of an office, who of us is which person."""

from proxenia.accounts.models import Office, User
from proxenia.commitments.models.keeping import Colleague, Habits, Keeping
from proxenia.commitments.rules.keeping import SUBJECT_OF
from proxenia.directory.models import Person
from proxenia.records.models import Record


def keeping_of(record: Record) -> Keeping | None:
    """Return how often the office wants to be in touch with a record, or None where nobody said."""
    column = SUBJECT_OF.get(record.record_kind)
    return Keeping.objects.filter(**{f"{column}_id": record.pk}).first() if column else None


def habits_of(office: Office) -> Habits:
    """Return the habits of an office; those of the house where it set none."""
    return Habits.objects.filter(office=office).first() or Habits(office=office)


def colleague_of(person: Person) -> User | None:
    """Return who of the office a person of the directory is."""
    found = Colleague.objects.filter(person=person).select_related("user").first()
    return found.user if found else None


def person_of(user: User, office: Office) -> Person | None:
    """Return the person of the directory who somebody of the office is."""
    found = Colleague.objects.filter(user=user, office=office).select_related("person").first()
    return found.person if found else None
