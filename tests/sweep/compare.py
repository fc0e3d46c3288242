"""Looks that compare: a page must read the same whether what is hidden exists or not, and whatever is sought."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import reverse

from proxenia.core import search
from proxenia.core.registry import sheet_kinds
from proxenia.directory.models import Organisation
from proxenia.portfolio.models import Party
from proxenia.records.models import Anchor, Record, forget_shared
from tests.sweep.matrix import MATRIX, OPEN, verdict
from tests.sweep.probes import Probe, Problems, body_of, leaks
from tests.sweep.world import ROLES, World

NEVER = "Qz99999vk"
"""A word no record holds, as long as a canary."""
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
NONCE = re.compile(rb' nonce="[^"]*"')
SOUGHT = (
    "desk:search", "portfolio:list", "portfolio:map", "portfolio:timeline", "portfolio:matrix",
    "directory:organisations", "directory:people", "directory:pick_organisations", "engagements:list",
    "engagements:promises", "places:places",
)  # fmt: skip
NARROWED = (
    ("portfolio:list", "ends_before=2028-01-01"), ("portfolio:list", "country=JP"), ("portfolio:map", ""),
    ("portfolio:list", "q=their"), ("directory:people", "country=JP"), ("directory:organisations", "used=ties"),
    ("directory:organisations", "country=JP"), ("directory:organisations", "place=open"),
    ("engagements:promises", "state=all"), ("engagements:list", "kind=meeting"), ("places:country", "code=JP"),
    ("directory:doubles", "kind=person"), ("portfolio:agreements", "before=2028-01-01"),
)  # fmt: skip
SHEETS = tuple(kind.name for kind in sheet_kinds())
ENDINGS = ("csv", "xlsx", "ods")
READERS = tuple(role for role in ROLES if role not in ("anonymous", "disabled", "operator", "outsider"))


def looks() -> Iterator[Probe]:
    """Yield every look that compares."""
    for role in READERS:
        for name, query in _pages(role):
            yield _same(role, name, query)
        for subject in ("body", "person", "tie", "contact", "base_tie", "base_body"):
            yield _subject(role, subject)
        for kind in SHEETS:
            if verdict(MATRIX["records:export"], role, "GET", "open") == OPEN:
                for ending in ENDINGS:
                    yield _sheet(role, kind, ending)
        for name in SOUGHT:
            if verdict(MATRIX[name], role, "GET", "open") == OPEN:
                yield _sought(role, name)


def _pages(role: str) -> Iterator[tuple[str, str]]:
    plain = [
        (name, "") for name, rule in MATRIX.items()
        if not rule.kind and not rule.by_itself and "GET" in rule.methods and name != "records:export"
        and name != "records:closed"
    ]  # fmt: skip
    for name, query in [*plain, *NARROWED]:
        if verdict(MATRIX[name], role, "GET", "open") == OPEN:
            yield name, query


def _url(world: World, name: str, query: str = "") -> str:
    args = {"office": world.cast.office.slug, **MATRIX[name].more}
    if query.startswith("code="):
        args["code"], query = query[5:], ""
    return f"{reverse(name, kwargs=args)}{f'?{query}' if query else ''}"


def _read(world: World, role: str, url: str) -> bytes:
    return NONCE.sub(b"", TOKEN.sub(b"", body_of(world.clients[role].get(url))))


def _same(role: str, name: str, query: str) -> Probe:
    title = f"{name}?{query} as {role} with and without what is hidden"

    def look(world: World) -> Problems:
        return _before_and_after(world, role, _url(world, name, query), title)

    return Probe(title, look, role)


def _before_and_after(world: World, role: str, url: str, title: str) -> Problems:
    before = _read(world, role, url)
    found = [f"{title}: {told}" for told in leaks(world, role, before)]
    vanish(world, role)
    after = _read(world, role, url)
    return found if before == after else [*found, f"{title}: reads differently {_where(before, after)}"]


def _where(before: bytes, after: bytes) -> str:
    pairs = zip(before.split(b"\n"), after.split(b"\n"), strict=False)
    first = next(((one, two) for one, two in pairs if one != two), (b"", b""))
    return " | ".join(line.decode(errors="replace").strip()[:300] for line in first)


PAGES = {
    "body": "directory:organisation", "person": "directory:person", "tie": "portfolio:tie",
    "contact": "engagements:engagement", "base_tie": "portfolio:tie", "base_body": "directory:organisation",
}  # fmt: skip
FORMS = {
    "body": "directory:edit_organisation", "person": "directory:edit_person", "tie": "portfolio:edit",
    "contact": "engagements:edit",
}  # fmt: skip


def _subject(role: str, subject: str) -> Probe:
    title = f"the page, history and form of the open {subject} tied to what is hidden, as {role}"

    def look(world: World) -> Problems:
        record = world.extra.get(subject) or getattr(world, subject)
        args = (world.cast.office.slug, record.uid)
        names = [PAGES[subject], "records:history", "records:who", *filter(None, [FORMS.get(subject)])]
        found = []
        for name in names:
            content = _read(world, role, reverse(name, args=args))
            found += [f"{title} ({name}): {told}" for told in leaks(world, role, content)]
        return found

    return Probe(title, look, role)


def _sheet(role: str, kind: str, ending: str) -> Probe:
    title = f"the sheet of {kind} as {ending} for {role}"

    def look(world: World) -> Problems:
        args = {"office": world.cast.office.slug, "kind": kind, "ending": ending}
        url = reverse("records:export", kwargs=args)
        found = leaks(world, role, body_of(world.clients[role].get(url)))
        if ending == "csv":
            return [f"{title}: {told}" for told in found] + _before_and_after(world, role, url, title)
        return [f"{title}: {told}" for told in found]

    return Probe(title, look, role)


def _sought(role: str, name: str) -> Probe:
    title = f"{name} for the words of what is hidden, as {role}"

    def look(world: World) -> Problems:
        base = _url(world, name)
        empty = _read(world, role, f"{base}?q={NEVER}&state=all").lower().replace(NEVER.lower().encode(), b"")
        found = []
        for word in sorted(_titles(world) & set(world.hidden_from(role))):
            told = _read(world, role, f"{base}?q={word}&state=all").lower().replace(word.encode(), b"")
            if told != empty:
                found.append(
                    f"{title}: {word} of {' '.join(world.canaries[word])} is found {_where(empty, told)}"
                )
        return found

    return Probe(title, look, role)


def _titles(world: World) -> set[str]:
    """Return the words by which records would be found: the first of each, and all that tie hidden to open."""
    first: dict[tuple[str, str], str] = {}
    for word, owner in world.canaries.items():
        first.setdefault(owner, word)
    return {*first.values(), *(word for word, owner in world.canaries.items() if owner[0] == "knot")}


def vanish(world: World, role: str) -> None:
    """Take away everything hidden from a role, and every row that points at it, as if it had never been."""
    office, user = world.cast.office, world.users[role]
    forget_shared(user)
    seen = set(Anchor.objects.visible_to(user, office).values_list("pk", flat=True))
    gone = set(Anchor.objects.filter(office=office).values_list("pk", flat=True)) - seen
    gone |= _under(gone)
    search.drop(sorted(gone))
    for model in apps.get_models():
        if not model.__module__.startswith("proxenia."):
            continue
        for field in model._meta.concrete_fields:
            target: Any = field.related_model
            if model is Organisation and field.primary_key:
                continue  # its counterparts stay on their ties: it is emptied and moved below
            if field.is_relation and target is not None and issubclass(target, (Anchor, Record)):
                rows = model._default_manager.filter(**{f"{field.name}__in": gone})
                # A counterpart is a part of its tie, in the tie's own words, whoever stands behind it.
                rows = rows.filter(partnership__in=gone) if model is Party else rows
                _drop(rows, field)
    blank = {
        "name": "-",
        "name_folded": "-",
        "country": "",
        "place": None,
        "place_asked": "",
        "kind": "other",
    }
    Organisation.objects.filter(pk__in=gone).update(**blank)
    Anchor.objects.filter(pk__in=gone).update(office=world.cast.other_office)


def _drop(rows: Any, field: models.Field[Any, Any]) -> None:
    if field.null and not _is_one_of(rows.model, field.name):
        rows.update(**{field.name: None})
    else:
        rows._raw_delete(rows.db)


def _is_one_of(model: Any, name: str) -> bool:
    """Say whether a row of a model must point somewhere, so that it goes when what it points at goes."""
    rules = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    return not issubclass(model, Record) and any(f"'{name}" in str(one.condition) for one in rules)


def _under(gone: set[int]) -> set[int]:
    from proxenia.core.registry import parts_of

    return {part.pk for key in gone for part in parts_of("partnership", key)}
