"""Crises at partners: what is needed, offered and delivered, what is still needed, and whom one may thank."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Case, IntegerField, Prefetch, QuerySet, Value, When

from proxenia.accounts.models import Office, User
from proxenia.core.search import Entry
from proxenia.core.values import fold
from proxenia.directory.models import Organisation
from proxenia.engagements.models.crises import Crisis, Delivery, Need, Offer, Thanks
from proxenia.engagements.queries.projects import bodies_seen
from proxenia.engagements.rules.crises import STANDING
from proxenia.portfolio.models import Partnership
from proxenia.records.models import RecordQuerySet, Visibility

NOTHING = Decimal(0)


def crisis_entry(crisis: Crisis) -> Entry:
    """Return the words of a crisis that search finds it by: its own, no names of others."""
    words = " ".join((crisis.what, crisis.summary, crisis.note))
    return Entry(crisis.pk, crisis.office_id, "crisis", crisis.title, words)


def visible_crises(user: User, office: Office) -> RecordQuerySet[Crisis]:
    """Return the living crises a person may see."""
    found: RecordQuerySet[Crisis] = Crisis.objects.visible_to(user, office)
    return found.live()


def listed_crises(user: User, office: Office) -> QuerySet[Crisis]:
    """Return the crises a person may see: those still open first, then the latest."""
    is_closed = Case(
        When(state=Crisis.State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return visible_crises(user, office).order_by(is_closed, "-began_on", "pk")


@dataclass(frozen=True)
class Given:
    """An offer as a reader sees it: by whom, how much of it arrived, how much of that was confirmed."""

    offer: Offer
    body: Organisation | None
    is_hidden: bool
    deliveries: tuple[Delivery, ...]

    @property
    def delivered(self) -> Decimal:
        """Return how much of it arrived."""
        return sum((one.amount for one in self.deliveries), NOTHING)

    @property
    def confirmed(self) -> Decimal:
        """Return how much of it somebody of the partner confirmed."""
        return sum((one.amount for one in self.deliveries if one.confirmed_by), NOTHING)

    @property
    def left(self) -> Decimal:
        """Return how much of it is still to come; nothing of what was declined or withdrawn."""
        return self.offer.amount - self.delivered if self.offer.state in STANDING else NOTHING


@dataclass
class Balance:
    """What is still needed of a need. ``open`` is None where nobody knows how much is needed.

    Offers in another unit or currency are not added, nor any where the need names none: ``apart`` counts them.
    """

    need: Need
    offered: Decimal = NOTHING
    delivered: Decimal = NOTHING
    confirmed: Decimal = NOTHING
    apart: int = 0
    offers: list[Given] = field(default_factory=list)

    @property
    def open(self) -> Decimal | None:
        """Return how much has not arrived yet; nothing below nought."""
        return None if self.need.amount is None else max(NOTHING, self.need.amount - self.delivered)

    @property
    def unpromised(self) -> Decimal | None:
        """Return how much nobody has offered yet."""
        return None if self.need.amount is None else max(NOTHING, self.need.amount - self.offered)

    @property
    def is_met(self) -> bool:
        """Say whether all of it arrived; never where it is not known how much is needed."""
        return self.open is not None and self.open == 0


def offers_of(user: User, crisis: Crisis) -> list[Given]:
    """Return the offers of a crisis with what arrived, in three questions."""
    rows = list(
        crisis.offers.select_related("need").prefetch_related(
            Prefetch("deliveries", Delivery.objects.order_by("on", "pk"))
        )
    )
    bodies = bodies_seen(user, crisis.office, (row.organisation_id for row in rows))
    return [
        Given(
            offer=row,
            body=bodies.get(row.organisation_id or 0),
            is_hidden=row.organisation_id is not None and row.organisation_id not in bodies,
            deliveries=tuple(row.deliveries.all()),
        )
        for row in rows
    ]


def balances(needs: Iterable[Need], offers: Iterable[Given]) -> list[Balance]:
    """Return for each need what was offered and what arrived, in its own unit alone."""
    found = {need.pk: Balance(need) for need in needs}
    for given in offers:
        balance = found.get(given.offer.need_id or 0)
        if balance is None:
            continue
        balance.offers.append(given)
        if not _same_measure(balance.need, given.offer):
            balance.apart += given.offer.state in STANDING or bool(given.deliveries)
            continue
        balance.offered += given.offer.amount if given.offer.state in STANDING else given.delivered
        balance.delivered += given.delivered
        balance.confirmed += given.confirmed
    return list(found.values())


def _same_measure(need: Need, offer: Offer) -> bool:
    same = fold(need.measure) == fold(offer.measure) and need.is_money == offer.is_money
    return bool(need.measure) and same


def beside(offers: Iterable[Given]) -> list[Given]:
    """Return the offers that were made for no need in particular."""
    return [given for given in offers if given.offer.need_id is None]


@dataclass(frozen=True)
class Thankable:
    """Somebody who may be thanked in public, with what of theirs arrived and was confirmed."""

    name: str
    lines: tuple[tuple[str, Decimal, str], ...]


def thankable(offers: Iterable[Given], ours: str) -> tuple[list[Thankable], int]:
    """Return whom one may thank, and how many givers are left out.

    Named is who agreed to it, whose record is open to the whole office, and of whose gift something was confirmed to
    have arrived. People are never among them. ``ours`` is how our own side is called.
    """
    said: defaultdict[str, list[tuple[str, Decimal, str]]] = defaultdict(list)
    left_out = 0
    for given in offers:
        if not given.confirmed:
            continue
        is_ours = given.offer.organisation_id is None
        is_open = given.body is not None and given.body.visibility in (Visibility.PUBLIC, Visibility.INTERNAL)
        if not given.offer.may_be_named or not (is_ours or is_open):
            left_out += 1
            continue
        name = ours if given.body is None else given.body.name
        said[name].append((given.offer.what, given.confirmed, given.offer.measure))
    return [Thankable(name, tuple(lines)) for name, lines in said.items()], left_out


def thanks_of(crisis: Crisis) -> Thanks | None:
    """Return the thanks that are public now."""
    return Thanks.objects.filter(crisis=crisis).select_related("published_by").first()


def public_thanks(uid: str) -> Thanks | None:
    """Return what anybody may read at an address: nothing of a crisis that is put away or closed to some."""
    return (
        Thanks.objects.filter(
            uid=uid,
            crisis__archived_at=None,
            crisis__visibility__in=(Visibility.PUBLIC, Visibility.INTERNAL),
        )
        .select_related("crisis__office")
        .first()
    )


def crises_of_tie(user: User, tie: Partnership) -> QuerySet[Crisis]:
    """Return the crises at the partners of a tie that a person may see."""
    return listed_crises(user, tie.office).filter(partnership=tie)


def crises_of_body(user: User, body: Organisation) -> QuerySet[Crisis]:
    """Return the crises that struck a body, as far as a person may see them."""
    return listed_crises(user, body.office).filter(organisation=body)
