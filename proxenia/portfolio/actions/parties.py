"""Counterparts of a tie: an organisation the office knows, or a new one found by its name."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, Unit, User
from proxenia.core.errors import NotFound, Refused
from proxenia.core.values import clean_text, fold
from proxenia.directory.actions import add_organisation, find_or_add_municipality
from proxenia.directory.models import Organisation
from proxenia.places.queries import PlaceRef, resolve
from proxenia.portfolio.models import Partnership, Party
from proxenia.portfolio.queries.counts import organisation_called
from proxenia.portfolio.rules import check_party_left
from proxenia.records.access import check_may_write, may_see
from proxenia.records.actions import change, reindex


@dataclass(frozen=True)
class Counterpart:
    """Who is on the other side: an organisation, or the words and country by which one is found or made.

    ``kind`` is the kind of a new organisation; a municipality is found by its place, others by their name.
    ``place`` settles the place at once; without it the words are resolved, and an unsettled one waits.
    """

    organisation: Organisation | None = None
    words: str = ""
    country: str = ""
    kind: str = "municipality"
    place: PlaceRef | None = None

    @property
    def named(self) -> str:
        """Return the counterpart as the office writes it."""
        words = clean_text(self.words)
        return (words or (self.organisation.name if self.organisation else ""))[:300]


def organisation_of(counterpart: Counterpart, office: Office, *, by: User, unit: Unit | None) -> Organisation:
    """Return the organisation of a counterpart, added to the directory where it is new."""
    known = counterpart.organisation
    if known is not None:
        if known.office_id != office.pk or not may_see(by, known):
            raise NotFound(_("There is no such organisation."), where="organisation")
        return known
    words = clean_text(counterpart.words)
    if not words:
        raise Refused(_("Say with whom: the name of a city or an organisation."), where="counterparts")
    if counterpart.kind == "municipality":
        place = counterpart.place or resolve(words, counterpart.country).match
        return find_or_add_municipality(
            office, by=by, place=place, words=words, country=counterpart.country, unit=unit
        )
    found = organisation_called(office, by, words, counterpart.kind)
    if found is not None:
        return found
    values = {"name": words, "kind": counterpart.kind, "country": counterpart.country}
    return add_organisation(office, by=by, values=values, unit=unit)


def write_party(tie: Partnership, organisation: Organisation, named: str, takes_on: str = "") -> Party:
    """Write the row of a party; the caller's verb tells of it."""
    return Party.objects.create(
        partnership=tie,
        organisation=organisation,
        named=named,
        named_folded=fold(named)[:300],
        responsibilities=takes_on,
    )


@transaction.atomic
def add_party(tie: Partnership, *, by: User, counterpart: Counterpart, responsibilities: str = "") -> Party:
    """Add a counterpart to a tie; one that stands on it already is refused."""
    check_may_write(by, tie)
    organisation = organisation_of(counterpart, tie.office, by=by, unit=tie.unit)
    if tie.parties.filter(organisation=organisation).exists():
        raise Refused(
            _("%(name)s is a counterpart of this tie already.") % {"name": organisation.name},
            where="counterpart",
        )
    takes_on = clean_text(responsibilities, lines=True)
    party = write_party(tie, organisation, counterpart.named, takes_on)
    told = {"party": organisation.name, "responsibilities": takes_on}
    change(tie, by=by, verb="add_party", values={}, extra_after={k: v for k, v in told.items() if v})
    return party


@transaction.atomic
def change_party(party: Party, *, by: User, named: str, responsibilities: str) -> Party:
    """Change how a counterpart is called, and what it takes on."""
    check_may_write(by, party.partnership)
    before = {"party": party.named, "responsibilities": party.responsibilities}
    named = clean_text(named)[:300] or party.organisation.name
    after = {"party": named, "responsibilities": clean_text(responsibilities, lines=True)}
    if before == after:
        return party
    party.named, party.responsibilities = named, after["responsibilities"]
    party.named_folded = fold(named)[:300]
    party.save(update_fields=["named", "named_folded", "responsibilities"])
    change(party.partnership, by=by, verb="change_party", values={}, extra_before=before, extra_after=after)
    return party


@transaction.atomic
def remove_party(party: Party, *, by: User) -> None:
    """Take a counterpart off a tie; the last one stays."""
    tie = party.partnership
    check_may_write(by, tie)
    check_party_left(tie.parties.exclude(pk=party.pk).count())
    party.delete()
    change(tie, by=by, verb="remove_party", values={}, extra_before={"party": party.named})
    reindex(tie)
