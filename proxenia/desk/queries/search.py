"""Search across everything one may see (SYS-6): records by their words in any script, and towns of the gazetteer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from proxenia.accounts.access import may
from proxenia.accounts.models import Office, User
from proxenia.accounts.models.roles import READ
from proxenia.core import search
from proxenia.core.names import country_name
from proxenia.core.registry import address_of
from proxenia.core.templatetags.words import full_date
from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.desk.queries.seeing import anchors_by_key, model_of
from proxenia.directory.models import Organisation, Post
from proxenia.engagements.models import Engagement
from proxenia.engagements.queries.finding import found_by_name, newest_first, without_hidden_names
from proxenia.places.queries import GazetteerMissing, PlaceRef
from proxenia.places.queries import search as towns
from proxenia.places.queries.folding import key_of
from proxenia.places.queries.gazetteer import towns_called
from proxenia.records.access import note_openings
from proxenia.records.models import Anchor

MANY = ("engagement", "commitment")
"""Kinds of which an office has very many: asked for apart, so that they do not crowd the others out."""
KINDS = (
    "partnership", "organisation", "person", "agreement", "mission", "hosted_body", "hosted_assessment",
    "mandate", "result", "externality", "ranking", "media_item", "evaluation", "direct_value",
    "business_plan", "return", "questionnaire", "question_round", *MANY,
)  # fmt: skip
MOST_FOUND = 200
SHOWN = 8
MOST_TOWNS = 5
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """A record that fits, with its page and a line that tells it from its namesakes."""

    name: str
    url: str
    sub: str = ""


@dataclass(frozen=True)
class Group:
    """The hits of one kind, best first; ``total`` counts all this person may see."""

    kind: str
    hits: list[Hit]
    total: int


@dataclass(frozen=True)
class Found:
    """What a search found."""

    groups: list[Group] = field(default_factory=list)
    towns: tuple[PlaceRef, ...] = ()
    total: int = 0
    is_capped: bool = False


def find_everything(user: User, office: Office, text: str) -> Found:
    """Return what fits the words, grouped by kind; what a person may not see is neither shown nor counted."""
    if len(fold(text)) < SHORTEST:
        return Found()
    few = tuple(kind for kind in KINDS if kind not in MANY)
    found = [search.find(text, office.pk, kinds=kinds, limit=MOST_FOUND) for kinds in (few, MANY)]
    keys = [key for part in found for key in part]
    seen = anchors_by_key(user, office, keys)
    contacts = [key for key, anchor in seen.items() if anchor.kind == "engagement"]
    for key in set(contacts) - set(without_hidden_names(user, office, text, contacts)):
        del seen[key]
    if not may(user, office, READ):
        seen = _by_their_names(seen, text)
    by_kind: dict[str, list[Anchor]] = {}
    for key in keys:
        if key in seen:
            by_kind.setdefault(seen[key].kind, []).append(seen[key])
    groups = [_group(user, office, kind, by_kind[kind]) for kind in KINDS if kind in by_kind]
    return Found(
        groups=groups,
        towns=_towns(text),
        total=sum(group.total for group in groups),
        is_capped=any(len(part) >= MOST_FOUND for part in found),
    )


def _by_their_names(seen: dict[int, Anchor], text: str) -> dict[int, Anchor]:
    """Keep what is found by its own name: somebody outside the office learns nothing from other words."""
    kept: set[int] = set()
    for kind in {anchor.kind for anchor in seen.values()}:
        model = model_of(kind)
        if model is not None:
            keys = [key for key, anchor in seen.items() if anchor.kind == kind]
            kept.update(found_by_name(model._default_manager.filter(pk__in=keys), text))
    return {key: anchor for key, anchor in seen.items() if key in kept}


def _group(user: User, office: Office, kind: str, anchors: list[Anchor]) -> Group:
    if kind == "engagement":
        anchors = _by_date(anchors)
    shown = anchors[:SHOWN]
    note_openings(user, office, shown, via="search")
    names = _records(kind, [anchor.pk for anchor in shown])
    if kind == "person":
        _with_posts(user, office, names)
    hits = [
        Hit(str(names[anchor.pk]), address_of(kind, office.slug, anchor.uid), _sub(kind, names[anchor.pk]))
        for anchor in shown
        if anchor.pk in names
    ]
    return Group(kind, hits, len(anchors))


def _by_date(anchors: list[Anchor]) -> list[Anchor]:
    """Order contacts by their date, the newest first: which of many fits best, the words seldom tell."""
    by_key = {anchor.pk: anchor for anchor in anchors}
    keys = newest_first(Engagement.objects.filter(pk__in=by_key)).values_list("pk", flat=True)
    return [by_key[key] for key in keys]


_WITH = {
    "organisation": ("place",),
    "agreement": ("partnership",),
    "commitment": ("tie_link__partnership",),
    "mission": ("organisation",),
    "hosted_body": ("organisation",),
    "hosted_assessment": ("body__organisation",),
    "mandate": ("engagement",),
    "return": ("plan",),
}


def _records(kind: str, keys: Iterable[int]) -> dict[int, Any]:
    model = model_of(kind)
    if model is None:
        return {}
    rows = model._default_manager.filter(pk__in=list(keys))
    along = _WITH.get(kind)
    return {row.pk: row for row in (rows.select_related(*along) if along else rows)}


def _with_posts(user: User, office: Office, people: dict[int, Any]) -> None:
    """Bring along the posts held with bodies this person may see."""
    bodies = Organisation.objects.visible_to(user, office)
    posts = Post.objects.filter(organisation__in=bodies).select_related("organisation")
    prefetch_related_objects(list(people.values()), Prefetch("posts", posts))


def _sub(kind: str, record: Any) -> str:
    """Return the line that tells a record from its namesakes."""
    words: list[str] = []
    if kind == "partnership":
        kind_word = Vocabulary.load("partnership_kinds").label(record.kind)
        since = (
            _("{kind} since {year}").format(kind=kind_word, year=record.since.year) if record.since else ""
        )
        words = [since or kind_word]
    elif kind == "organisation":
        place = record.place.name if record.place else record.place_asked
        words = [place, country_name(record.country) if record.country else ""]
    elif kind == "person":
        post = next(iter(record.posts.all()), None)
        words = [record.name_local, post.title if post else "", post.organisation.name if post else ""]
    elif kind == "agreement":
        words = [record.partnership.name, full_date(record.signed)]
    elif kind == "commitment":
        link = getattr(record, "tie_link", None)
        words = [record.get_side_display(), link.partnership.name if link else "", full_date(record.due)]
    elif kind == "mission":
        sender = country_name(record.sending) if record.sending else record.sender
        words = [Vocabulary.load("mission_kinds").label(record.kind), sender]
    elif kind == "hosted_body":
        words = [Vocabulary.load("hosted_seats").label(record.seat), record.agreement]
    elif kind == "hosted_assessment":
        words = [record.body.organisation.name, full_date(record.made_on)]
    elif kind == "mandate":
        words = [full_date(record.engagement.date)]
    elif kind == "result":
        words = [
            Vocabulary.load("result_kinds").label(record.kind),
            record.get_belongs_display(),
            full_date(record.on),
        ]
    elif kind in ("externality", "media_item"):
        words = [getattr(record, "outlet", ""), getattr(record, "whom", ""), full_date(record.on)]
    elif kind == "engagement":
        words = [Vocabulary.load("engagement_kinds").label(record.kind), full_date(record.date)]
    return ", ".join(word for word in words if word)


def _towns(text: str) -> tuple[PlaceRef, ...]:
    """Return towns whose name begins so, or that are called exactly so; none where no gazetteer has been built."""
    key = key_of(text.partition(",")[0])
    if not key:
        return ()
    try:
        called = {f"geonames:{row.id}" for row in towns_called({key}, ())}
        near = towns(text, limit=4 * MOST_TOWNS)
    except GazetteerMissing:
        return ()
    fitting = (
        town
        for town in near
        if town.id in called or any(key_of(name).startswith(key) for name in (town.name, town.local_name))
    )
    return tuple(islice(fitting, MOST_TOWNS))
