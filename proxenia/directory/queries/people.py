"""People: listed with what they do now, and found at an organisation, a place or in a country."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from proxenia.accounts.models import Office, User
from proxenia.directory.models import Organisation, Person, Post
from proxenia.directory.queries.consents import withheld_people
from proxenia.directory.queries.organisations import matching
from proxenia.directory.queries.posts import split_posts
from proxenia.records.models import visible_through


@dataclass
class Line:
    """A person with the posts that matter on the page, those held now apart from those that ended."""

    person: Person
    now: list[Post] = field(default_factory=list)
    before: list[Post] = field(default_factory=list)
    stays: bool = False
    """Whether the line may not leave the office, so that no print shows it."""


def people(
    user: User, office: Office, *, text: str = "", country: str = "", archived: bool = False
) -> QuerySet[Person]:
    """Return the people that somebody may see, by name; ``country`` keeps who holds or held a post there."""
    rows: QuerySet[Person] = Person.objects.visible_to(user, office)
    rows = rows.exclude(archived_at=None) if archived else rows.filter(archived_at=None)
    if text:
        by_mail = Q(email=text.strip().lower())
        rows = rows.filter(by_mail if "@" in text else matching(text, office, "person"))
    if country:
        bodies = visible_through(user, office, "organisation__", is_known=True)
        posts = Post.objects.filter(bodies, person=OuterRef("pk"), organisation__country=country)
        rows = rows.filter(Exists(posts))
    return rows.order_by("name_folded", "pk")


def with_posts(rows: QuerySet[Person], user: User, office: Office) -> QuerySet[Person]:
    """Return people with their posts fetched along, as far as the organisations may be seen."""
    return rows.prefetch_related(Prefetch("posts", queryset=_posts(user, office)))


def _posts(user: User, office: Office) -> QuerySet[Post]:
    posts = Post.objects.filter(visible_through(user, office, "organisation__", is_known=True))
    return posts.select_related("organisation", "organisation__place")


def lines(rows: list[Person], today: dt.date) -> list[Line]:
    """Return people, fetched with their posts, as lines."""
    found, staying = [], withheld_people([person.pk for person in rows])
    for person in rows:
        now, before = split_posts(person.posts.all(), today)
        found.append(Line(person, now, before, person.pk in staying))
    return found


def posts_of(person: Person, user: User, today: dt.date) -> tuple[list[Post], list[Post]]:
    """Return a person's posts held now and those that ended."""
    return split_posts(_posts(user, person.office).filter(person=person), today)


def posts_to_edit(person: Person, user: User) -> tuple[list[Post], list[Post]]:
    """Return a person's posts that somebody may see, and the others, which a form leaves as they are."""
    shown = list(_posts(user, person.office).filter(person=person))
    seen = [post.pk for post in shown]
    return shown, list(person.posts.exclude(pk__in=seen).select_related("organisation"))


def people_at(
    user: User, office: Office, today: dt.date, *, at: Q, limit: int = 200
) -> tuple[list[Post], list[Post]]:
    """Return the posts at some organisations (``at``: a condition on posts), now and before, people fetched."""
    seen = visible_through(user, office, "person__")
    posts = _posts(user, office).filter(at, seen, person__archived_at=None).select_related("person")
    found = list(posts.order_by("-starts", "-pk")[:limit])
    staying = withheld_people({post.person_id for post in found})
    for post in found:
        post.stays = post.person_id in staying  # type: ignore[attr-defined]
    return split_posts(found, today)


def people_of(organisation: Organisation, user: User, today: dt.date) -> tuple[list[Post], list[Post]]:
    """Return who is at an organisation now, and who was."""
    return people_at(user, organisation.office, today, at=Q(organisation=organisation))


def people_now_at(shown: Iterable[Organisation], user: User, office: Office, today: dt.date) -> list[Post]:
    """Return the posts held now at some organisations, at most a hundred."""
    at = Q(organisation__in=[one.pk for one in shown])
    return people_at(user, office, today, at=at, limit=100)[0]
