"""How organisations and people are found: the words search knows of each."""

from proxenia.core.search import Entry
from proxenia.directory.models import Organisation, Person
from proxenia.places.queries.countries import countries


def organisation_entry(organisation: Organisation) -> Entry:
    """Return an organisation's words: its name, and the names of its place and country."""
    place = organisation.place
    words = [organisation.place_asked, place.name if place else "", place.local_name if place else ""]
    country = countries().get(organisation.country)
    words.append(country.name if country else "")
    body = " ".join(word for word in words if word)
    return Entry(organisation.pk, organisation.office_id, "organisation", organisation.name, body)


def person_entry(person: Person) -> Entry:
    """Return a person's words: both names, and the posts and organisations of every post."""
    words = [person.name_local]
    for post in person.posts.select_related("organisation"):
        words += [post.title, post.organisation.name]
    body = " ".join(word for word in words if word)
    return Entry(person.pk, person.office_id, "person", person.name, body)
