"""Which ties are due for a review and why; the open and the decided ones."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from proxenia.accounts.models import Office, User
from proxenia.core.errors import NotFound
from proxenia.core.templatetags.words import full_date
from proxenia.portfolio.models import Agreement, Partnership
from proxenia.portfolio.queries.counts import visible_agreements, visible_ties
from proxenia.portfolio.rules import HISTORIC, default_review
from proxenia.records.models import visible_through
from proxenia.reviews.models import Review, VitalSign
from proxenia.reviews.rules.intervals import interval_months

AHEAD = dt.timedelta(days=60)
"""Reviews are told two months before they are due."""
DORMANT_AGAIN = dt.timedelta(days=365)
"""A dormant tie that was reviewed within this time is not asked about again."""
PLANNED, AGREEMENT, INTERVAL, DORMANT = "planned", "agreement", "interval", "dormant"


@dataclass
class Due:
    """One tie to be reviewed: since or from when, for which reasons, and the review that is open."""

    key: int
    on: dt.date
    why: list[tuple[str, dt.date | None]] = field(default_factory=list)

    def add(self, why: str, on: dt.date, told: dt.date | None = None) -> None:
        """Add a reason; the earliest of their days counts."""
        self.why.append((why, told or on))
        self.on = min(self.on, on)


def due_list(user: User, office: Office, today: dt.date) -> list[Due]:
    """Return the ties this person sees that are due for a review by two months from now, the longest due first.

    Due: the day kept on the tie; the review day of an agreement in force; where no day is kept, the interval of the
    kind since the last review; a tie that is dormant by its vital signs and was not reviewed for a year. Ties whose
    review is open are left out. Five questions, however many ties.
    """
    horizon = today + AHEAD
    last, opened = _reviewed(office), set(_open(office))
    found: dict[int, Due] = defaultdict()
    ties = visible_ties(user, office).exclude(state=HISTORIC)
    rows = ties.order_by().values_list("pk", "kind", "review_on", "created_at")
    living = set()
    for key, kind, planned, made in rows:
        if key in opened:
            continue
        living.add(key)
        if planned is not None:
            _note(found, key, PLANNED, planned, horizon)
        else:
            months = interval_months(kind, office.review_months)
            _note(found, key, INTERVAL, default_review(last.get(key, made.date()), months), horizon)
    for key, review in _agreements(user, office, horizon):
        on = review.last()
        if key in living and last.get(key, dt.date.min) < on:
            _note(found, key, AGREEMENT, on, horizon)
    for key, silent in _dormant(office):
        if key in living and last.get(key, dt.date.min) < today - DORMANT_AGAIN:
            _note(found, key, DORMANT, today, horizon, silent)
    return sorted(found.values(), key=lambda due: (due.on, due.key))


def _note(
    found: dict[int, Due], key: int, why: str, on: dt.date, horizon: dt.date, told: dt.date | None = None
) -> None:
    if on <= horizon:
        found.setdefault(key, Due(key, on)).add(why, on, told)


def _reviewed(office: Office) -> dict[int, dt.date]:
    """Return the day of the last decided review by tie."""
    rows = Review.objects.filter(partnership__office=office, state=Review.State.DECIDED).order_by()
    last = rows.values_list("partnership_id").annotate(last=Max("closed_at"))
    return {key: moment.date() for key, moment in last if moment}


def _open(office: Office) -> QuerySet[Review, int]:
    rows = Review.objects.filter(partnership__office=office, state=Review.State.OPEN)
    return rows.values_list("partnership_id", flat=True)


def _agreements(user: User, office: Office, horizon: dt.date) -> Iterable[tuple[int, Any]]:
    """Return tie and review day of the agreements in force that are to be looked at by a day."""
    texts = visible_agreements(user, office).filter(
        state=Agreement.State.SIGNED, review__lte=horizon.isoformat()
    )
    return texts.order_by().values_list("partnership_id", "review")


def _dormant(office: Office) -> Iterable[tuple[int, Any]]:
    signs = VitalSign.objects.filter(state=VitalSign.State.DORMANT, partnership__office=office)
    return signs.values_list("partnership_id", "last_contact")


def with_ties(rows: list[Due]) -> list[tuple[Due, Partnership]]:
    """Return some lines with their ties."""
    ties = Partnership.objects.select_related("unit", "vital_sign").in_bulk([one.key for one in rows])
    return [(one, ties[one.key]) for one in rows]


def sentence_of(why: str, on: dt.date | None) -> str:
    """Return one reason for a review as a sentence."""
    if why == DORMANT:
        return _("Dormant by its own rhythm; last contact {day}.").format(day=full_date(on))
    sentences = {
        PLANNED: _("Its review is set for {day}."),
        AGREEMENT: _("An agreement is to be looked at by {day}."),
        INTERVAL: _("No day was set; by the interval of its kind, {day}."),
    }
    return sentences[why].format(day=full_date(on))


def last_decided(tie: Partnership) -> Review | None:
    """Return the last review of a tie that was decided."""
    found = Review.objects.filter(partnership=tie, state=Review.State.DECIDED)
    return found.select_related("closed_by").order_by("-closed_at").first()


def reviews_seen(user: User, office: Office) -> QuerySet[Review]:
    """Return the reviews of the ties this person may see."""
    seen = Review.objects.filter(visible_through(user, office, "partnership__"))
    return seen.select_related("partnership", "opened_by", "closed_by")


def review_of(user: User, office: Office, uid: str) -> Review:
    """Return a review of a tie this person may see, or refuse as if it did not exist."""
    found = reviews_seen(user, office).filter(uid=uid)
    review = found.select_related("partnership__office", "partnership__anchor", "instrument", "run").first()
    if review is None:
        raise NotFound(_("There is no such page."))
    return review
