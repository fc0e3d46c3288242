"""Who may merge; who may see and change a record is decided in records."""

from proxenia.accounts.access import check_may, may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import MERGE
from proxenia.directory.models import Organisation, Person
from proxenia.records.access import check_may_write


def may_merge(user: User, office: Office) -> bool:
    """Say whether a person may merge records of this office."""
    return may(user, office, MERGE)


def check_may_merge(user: User, *records: Organisation | Person) -> None:
    """Refuse somebody who may not merge, or may not change one of the records."""
    for record in records:
        check_may(user, record.office, MERGE)
        check_may_write(user, record)
