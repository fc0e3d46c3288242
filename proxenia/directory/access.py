"""Who may merge; who may see and change a record is decided in records."""

from proxenia.accounts.access import check_may, may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import MERGE, PRIVACY
from proxenia.directory.models import Organisation, Person
from proxenia.records.access import check_may_see, check_may_write


def may_merge(user: User, office: Office) -> bool:
    """Say whether a person may merge records of this office."""
    return may(user, office, MERGE)


def check_may_merge(user: User, *records: Organisation | Person) -> None:
    """Refuse somebody who may not merge, or may not change one of the records."""
    for record in records:
        check_may(user, record.office, MERGE)
        check_may_write(user, record)


def may_look_after_privacy(user: User, office: Office) -> bool:
    """Say whether somebody answers requests of people about their data in this office."""
    return may(user, office, PRIVACY)


def check_may_look_after_privacy(user: User, person: Person) -> None:
    """Refuse somebody who does not answer such requests, or may not see the person."""
    check_may(user, person.office, PRIVACY)
    check_may_see(user, person)
