"""The directory of the measured office: places of the gazetteer, organisations, people with posts."""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks._bulk import Table, index_words, uid
from benchmarks._words import BODIES, FAMILY, GIVEN, LOCAL, POSTS, UNITS
from proxenia.core import bulk
from proxenia.core.search import Entry
from proxenia.core.values import fold

HIDDEN = (("internal", 88), ("public", 6), ("restricted", 3), ("confidential", 3))


@dataclass
class World:
    """What was made so far: the office and its people, and what later tables point at."""

    chance: random.Random
    scale: float
    office: Any
    director: Any
    units: list[int]
    now: Any
    places: list[tuple[int, str, str, str]] = field(default_factory=list)
    organisations: list[tuple[int, str, str]] = field(default_factory=list)
    people: list[tuple[int, str, int]] = field(default_factory=list)
    words: list[Entry] = field(default_factory=list)

    def size(self, whole: int) -> int:
        """Return a number of rows at this scale."""
        return max(4, round(whole * self.scale))

    def visibility(self, count: int) -> list[str]:
        """Return who may see each of so many records; a small share is restricted or confidential."""
        codes, weights = zip(*HIDDEN, strict=True)
        return self.chance.choices(codes, weights, k=count)

    def stamps(self) -> dict[str, Any]:
        """Return what every record of the office shares."""
        by = self.director
        both = {"created_at": self.now, "updated_at": self.now, "created_by": by.pk, "updated_by": by.pk}
        return {"office": self.office.pk, **both}

    def anchors(self, kind: str, rows: list[tuple[str, int | None, str, Any]]) -> list[int]:
        """Write anchors of (uid, unit, visibility, archived at) and return their keys."""
        from proxenia.records.models import Anchor

        keys = list(bulk.reserve_ids(Anchor, len(rows)))
        table = Table(Anchor, "id uid unit_id visibility archived_at", office=self.office.pk, kind=kind)
        table.insert((key, *row) for key, row in zip(keys, rows, strict=True))
        return keys


def open_world(chance: random.Random, scale: float, now: Any) -> World:
    """Open the office with its units and one person of every role."""
    from proxenia.accounts.actions import add_unit, invite, open_office
    from proxenia.accounts.models import User

    operator = User.objects.operator()
    office = open_office(by=operator, name="Office of the measurements")
    units = [add_unit(office, by=operator, name=name) for name in UNITS]
    for role in ("director", "officer", "viewer", "auditor"):
        invite(office, by=operator, email=f"{role}@example.org", name=role.title(), role=role)
    invite(
        office,
        by=operator,
        email="unit_editor@example.org",
        name="Unit Editor",
        role="unit_editor",
        unit=units[1],
    )
    director = User.objects.get(email="director@example.org")
    return World(chance, scale, office, director, [unit.pk for unit in units], now)


def add_places(world: World) -> None:
    """Copy the largest towns of the gazetteer, and make one of them the office's home."""
    from proxenia.places.actions import set_home
    from proxenia.places.models import Place
    from proxenia.places.queries.gazetteer import file

    wanted = world.size(12_000)
    with sqlite3.connect(f"{file().as_uri()}?mode=ro", uri=True) as db:
        towns = db.execute(
            "SELECT id, name, local, country, lat, lon, population, timezone FROM place"
            " WHERE feature NOT LIKE 'PPLX%' ORDER BY population DESC, id LIMIT ?",
            [wanted],
        ).fetchall()
    keys = bulk.reserve_ids(Place, len(towns))
    table = Table(
        Place, "id uid gazetteer_id name local_name name_folded country lat lon population timezone"
    )
    table.insert(
        (key, uid(world.chance), f"geonames:{town[0]}", town[1], town[2], fold(town[1])[:200], *town[3:])
        for key, town in zip(keys, towns, strict=True)
    )
    world.places = [(key, town[1], town[2], town[3]) for key, town in zip(keys, towns, strict=True)]
    set_home(world.office, by=world.director, place=Place.objects.get(pk=keys[0]))


def add_organisations(world: World) -> None:
    """Write a municipality at every place, and other bodies beside the larger ones."""
    from proxenia.directory.models import Organisation

    rows = list(_bodies(world))
    hidden = world.visibility(len(rows))
    uids = [uid(world.chance) for _row in rows]
    keys = world.anchors("organisation", [(u, None, v, None) for u, v in zip(uids, hidden, strict=True)])
    columns = "anchor_id uid visibility name name_folded kind place_id place_asked country"
    Table(Organisation, columns, **world.stamps()).insert(
        (key, u, v, name, fold(name)[:300], kind, place, asked, country)
        for key, u, v, (name, kind, place, asked, country, _local) in zip(
            keys, uids, hidden, rows, strict=True
        )
    )
    for key, (name, kind, _place, asked, country, local) in zip(keys, rows, strict=True):
        world.organisations.append((key, name, kind))
        world.words.append(Entry(key, world.office.pk, "organisation", name, f"{asked} {local} {country}"))


def _bodies(world: World) -> Iterator[tuple[str, str, int | None, str, str, str]]:
    """Yield (name, kind, place, place as written, country, local name); a few places wait to be settled."""
    wanted = world.size(25_000)
    for number in range(wanted):
        key, name, local, country = world.places[number % len(world.places)]
        if number < len(world.places):
            shown, kind = name, "municipality"
        else:
            pattern, kind = BODIES[number % len(BODIES)]
            shown = pattern.format(name)
        is_open = number % 400 == 399
        yield shown, kind, None if is_open else key, name if is_open else "", country, local


def add_people(world: World) -> None:
    """Write people, each with one post that lasts or has ended, some with two."""
    from proxenia.directory.models import Person

    chance, count = world.chance, world.size(100_000)
    rows = [(f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}", chance.choice(LOCAL)) for _ in range(count)]
    hidden = world.visibility(count)
    uids = [uid(chance) for _row in rows]
    keys = world.anchors("person", [(u, None, v, None) for u, v in zip(uids, hidden, strict=True)])
    columns = "anchor_id uid visibility name name_folded name_local email"
    Table(Person, columns, **world.stamps()).insert(
        (key, u, v, name, fold(name), local if n % 6 == 0 else "", f"p{n}@example.org" if n % 2 else "")
        for n, (key, u, v, (name, local)) in enumerate(zip(keys, uids, hidden, rows, strict=True))
    )
    _posts(world, keys, rows)


def _posts(world: World, keys: list[int], rows: list[tuple[str, str]]) -> None:
    from proxenia.directory.models import Post

    chance, made = world.chance, []
    for n, (key, (name, local)) in enumerate(zip(keys, rows, strict=True)):
        words = [local] if n % 6 == 0 else []
        # Squaring draws most people to the first, larger organisations.
        for step in range(2 if n % 5 == 0 else 1):
            organisation = world.organisations[int(chance.random() ** 2 * len(world.organisations))]
            title, start = chance.choice(POSTS), chance.randrange(1995, 2026)
            ends = str(start + chance.randrange(1, 6)) if step or chance.random() < 0.3 else None
            made.append((uid(chance), key, organisation[0], title, str(start), ends))
            words += [title, organisation[1]]
        world.people.append((key, name, made[-1][2]))
        world.words.append(Entry(key, world.office.pk, "person", name, " ".join(words)))
    Table(Post, "uid person_id organisation_id title starts ends").insert(made)


def write_words(world: World) -> None:
    """Write the search index of what was made, and forget the words."""
    index_words(world.words)
    world.words = []
