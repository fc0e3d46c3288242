"""How organisations and people are found: the words search knows of each."""

from proxenia.core.search import Entry, spelled_otherwise
from proxenia.directory.models import Organisation, Person
from proxenia.places.queries.countries import countries
from proxenia.records.rules import OPEN_TO_STAFF


def names_merged_into(record: Organisation | Person) -> list[str]:
    """Return the names of the records that live on in this one, and their other spellings: they are still sought."""
    if record.version == 1:
        # Nothing is merged into a record without a change to it; a new one is spared the question.
        return []
    model, keys, names = type(record), {record.pk}, list[str]()
    around = {record.pk}
    while around:
        rows = {row.pk: row for row in model.objects.filter(merged_into__in=around)}
        around = rows.keys() - keys
        keys |= around
        names += [rows[key].name for key in around if rows[key].visibility in OPEN_TO_STAFF]
    return [word for name in names for word in (name, *spelled_otherwise(name))]


def organisation_entry(organisation: Organisation) -> Entry:
    """Return an organisation's words: its name, and the names of its place and country."""
    place = organisation.place
    named = [place.name, place.local_name] if place else []
    words = [*names_merged_into(organisation), organisation.place_asked, *named]
    country = countries().get(organisation.country)
    words.append(country.name if country else "")
    body = " ".join(word for word in words if word)
    return Entry(organisation.pk, organisation.office_id, "organisation", organisation.name, body)


def person_entry(person: Person) -> Entry:
    """Return a person's words: both names, and the posts and organisations of every post."""
    words = [*names_merged_into(person), person.name_local]
    for post in person.posts.select_related("organisation"):
        words.append(post.title)
        # The name of a body that is not open to the whole office would be told by a hit: search holds no rights.
        if post.organisation.visibility in OPEN_TO_STAFF:
            words.append(post.organisation.name)
    body = " ".join(word for word in words if word)
    return Entry(person.pk, person.office_id, "person", person.name, body)
