"""Side effects, rankings, media: lists, the same written down before, what search knows."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from proxenia.accounts.models import Office, User
from proxenia.core import search
from proxenia.core.names import country_name
from proxenia.core.search import Entry
from proxenia.core.values import fold
from proxenia.indicators.models import Indicator
from proxenia.portfolio.models import Partnership
from proxenia.results.models.direct import DirectValue
from proxenia.results.models.logs import Externality, MediaItem, Ranking
from proxenia.results.queries.beside import in_area
from proxenia.strategy.queries.tree import objectives_seen, plans_seen

ORDER: dict[type[Any], tuple[str, ...]] = {
    Externality: ("-on", "-pk"),
    Ranking: ("name_folded", "-edition", "pk"),
    MediaItem: ("-on", "-pk"),
    DirectValue: ("-year", "category", "pk"),
}


def listed(
    model: type[Any],
    user: User,
    office: Office,
    *,
    text: str = "",
    state: str = "",
    tie: Partnership | None = None,
    area: str = "",
) -> QuerySet[Any]:
    """Return the living entries of a log that a person may see and that fit; ``tie`` and ``area`` where it has them."""
    rows: QuerySet[Any] = model.objects.visible_to(user, office).live()
    if tie is not None:
        rows = rows.filter(tie=tie)
    if area:
        rows = in_area(rows, area)
    if text:
        keys = search.find(text, office.pk, kinds=(model.record_kind,), limit=500)
        rows = rows.filter(pk__in=keys)
    if state:
        rows = rows.filter(**{"tone" if model is MediaItem else "state": state})
    return rows.order_by(*ORDER[model])


def same_ranking(office: Office, name: str, edition: int, besides: int | None) -> Ranking | None:
    """Return the living entry of the same ranking and year."""
    rows = Ranking.objects.live().filter(office=office, name_folded=fold(name)[:200], edition=edition)
    return rows.exclude(pk=besides).first()


def same_media_item(
    office: Office, title: str, outlet: str, on: Any, besides: int | None
) -> MediaItem | None:
    """Return the living item of the same headline, outlet and day."""
    rows = MediaItem.objects.live().filter(office=office, title_folded=fold(title)[:300], on=str(on))
    same = (one for one in rows.exclude(pk=besides) if fold(one.outlet) == fold(outlet))
    return next(same, None)


def earlier_editions(rows: Iterable[Ranking], user: User, office: Office) -> dict[int, Ranking]:
    """Return for each of some entries the edition before it that this person sees: one question."""
    shown = list(rows)
    names = {one.name_folded for one in shown}
    known = Ranking.objects.visible_to(user, office).live().filter(name_folded__in=names).order_by("edition")
    by_name: dict[str, list[Ranking]] = {}
    for one in known:
        by_name.setdefault(one.name_folded, []).append(one)
    found: dict[int, Ranking] = {}
    for one in shown:
        before = [other for other in by_name.get(one.name_folded, ()) if other.edition < one.edition]
        if before:
            found[one.pk] = before[-1]
    return found


def tie_named(user: User, office: Office, name: str) -> Partnership | None:
    """Return the one living tie of a name that a person may see; None for none or several."""
    rows = Partnership.objects.visible_to(user, office).live().filter(name_folded=fold(name)[:300])
    found = list(rows[:2])
    return found[0] if len(found) == 1 else None


def plan_called(user: User, office: Office, title: str) -> tuple[str, str] | None:
    """Return kind and uid of the local plan, or else the one objective, of exactly this title that a person sees."""
    plan = plans_seen(user, office).filter(title_folded=fold(title)[:300]).first()
    if plan is not None:
        return "local_plan", plan.uid
    aims = list(objectives_seen(user, office).filter(title__iexact=title.strip())[:2])
    return ("objective", aims[0].uid) if len(aims) == 1 else None


def indicators_to_choose(office: Office) -> list[tuple[str, str]]:
    """Return the office's indicators by uid and name."""
    rows = Indicator.objects.filter(office=office, retired_at=None).order_by("name", "pk")
    return list(rows.values_list("uid", "name"))


def indicator_of(office: Office, uid: str) -> Indicator | None:
    """Return one of the office's indicators."""
    return Indicator.objects.filter(office=office, uid=uid).first() if uid else None


def externality_entry(one: Externality) -> Entry:
    """Return what search knows of a side effect."""
    body = " ".join(part for part in (one.whom, one.municipality, one.plan) if part)
    return Entry(one.pk, one.office_id, "externality", one.what, body)


def ranking_entry(one: Ranking) -> Entry:
    """Return what search knows of a place in a ranking."""
    return Entry(one.pk, one.office_id, "ranking", str(one), f"{one.publisher} {one.counts}".strip())


def media_entry(one: MediaItem) -> Entry:
    """Return what search knows of an item of the media."""
    body = [one.outlet, one.about, country_name(one.country) if one.country else ""]
    return Entry(one.pk, one.office_id, "media_item", one.title, " ".join(part for part in body if part))


ENTRIES: dict[str, Any] = {
    "externality": externality_entry,
    "ranking": ranking_entry,
    "media_item": media_entry,
}
