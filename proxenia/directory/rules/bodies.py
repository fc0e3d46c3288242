"""What an organisation, a person, a post and a merge must be; every refusal is the sentence a person reads."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate, fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Merge, Organisation, Person
from proxenia.records.models import Record

_STRICTNESS = ("public", "internal", "restricted", "confidential")


def check_name(name: str) -> str:
    """Refuse a record without a name; return the name."""
    if not name or not fold(name):
        raise Refused(_("Give it a name."), where="name")
    return name


def check_kind(kind: str) -> str:
    """Refuse a kind that the vocabulary of organisations does not know; return it."""
    if kind not in Vocabulary.load("organisation_kinds").codes:
        raise Refused(_("There is no kind of organisation called “%(kind)s”.") % {"kind": kind}, where="kind")
    return kind


def check_parent(
    organisation: Organisation | None, parent: Organisation, above: Iterable[Organisation]
) -> None:
    """Refuse a parent of another office, one put away, or one that lies under the organisation itself.

    ``above`` is the parent's own line of parents.
    """
    if organisation is not None and parent.office_id != organisation.office_id:
        raise Refused(_("There is no such organisation in this office."), where="parent")
    if parent.is_archived:
        sentence = _("“%(name)s” is put away. Bring it back first, or choose another.")
        raise Refused(sentence % {"name": parent.name}, where="parent")
    if organisation is not None and organisation.pk in {parent.pk, *(one.pk for one in above)}:
        sentence = _("“%(parent)s” is itself part of “%(name)s”: one of the two must stand above the other.")
        raise Refused(sentence % {"parent": parent.name, "name": organisation.name}, where="parent")


def check_term(starts: PartialDate | None, ends: PartialDate | None) -> None:
    """Refuse a post that ends before it begins; partial dates are compared by what they can mean."""
    if starts and ends and ends.last() < starts.first():
        sentence = _("The post ends (%(ends)s) before it begins (%(starts)s).")
        raise Refused(sentence % {"ends": ends, "starts": starts}, where="ends")


def check_restorable(record: Organisation | Person) -> None:
    """Refuse to bring back alone what was merged into another: the merge must be undone."""
    if record.merged_into is not None:
        sentence = _("This was merged into “%(name)s”. Undo the merge to bring it back.")
        raise Refused(sentence % {"name": record.merged_into})


def check_mergeable(kept: Organisation | Person, dropped: Organisation | Person) -> None:
    """Refuse to merge a record with itself, with one of another office or kind, or with one put away."""
    if kept.pk == dropped.pk:
        raise Refused(_("Choose two different records to merge."))
    if type(kept) is not type(dropped) or kept.office_id != dropped.office_id:
        raise Refused(_("Only two organisations, or two people, of one office can be merged."))
    for one in (kept, dropped):
        if one.is_archived:
            raise Refused(_("“%(name)s” is put away and cannot be merged.") % {"name": one})


def check_not_undone(merge: Merge, kept: Record) -> None:
    """Refuse to undo a merge twice, or one whose result was itself merged or put away since."""
    if merge.undone_at is not None:
        raise Refused(_("This merge was already undone."))
    if kept.is_archived:
        sentence = _("“%(name)s” was itself put away or merged since. Undo that first.")
        raise Refused(sentence % {"name": kept})


def stricter(first: str, second: str) -> str:
    """Return the narrower of two visibilities."""
    return max(first, second, key=_STRICTNESS.index)


def is_stricter(first: str, second: str) -> bool:
    """Say whether the first visibility is narrower than the second."""
    return _STRICTNESS.index(first) > _STRICTNESS.index(second)


def is_blank(value: Any) -> bool:
    """Say whether a field holds nothing."""
    return value is None or value == "" or value == []


def municipality_name(place: str) -> str:
    """Return how the municipality of a place is called: "City of Trier", but "Kansas City" by its own name."""
    if place.casefold().endswith((" city", " town")):
        return place
    return _("City of %(place)s") % {"place": place}
