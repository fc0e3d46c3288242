"""What a delegation must be: its approval step by step, what speaks against it, and what its parts must say."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.core.errors import Refused
from proxenia.engagements.models.contacts import Engagement
from proxenia.engagements.models.delegations import Delegation, Member, Slot
from proxenia.engagements.models.travelling import CostLine, TravelDetails
from proxenia.methods import itinerary
from proxenia.risk.models import Level, SponsoredTrip
from proxenia.risk.rules import OWN_MONEY, SHORTEST_REASON

State, Payer = Delegation.State, SponsoredTrip.Payer

STEPS: dict[str, tuple[frozenset[str], str]] = {
    "submit_delegation": (frozenset({State.DRAFT, State.SENT_BACK}), State.SUBMITTED),
    "approve_delegation": (frozenset({State.SUBMITTED}), State.APPROVED),
    "send_delegation_back": (frozenset({State.SUBMITTED}), State.SENT_BACK),
    "reopen_delegation": (frozenset({State.APPROVED, State.SUBMITTED}), State.DRAFT),
}
"""Each step of the approval: from which states it leads to which."""

LONGEST_DAYS = 120
MOST_MEMBERS, MOST_SLOTS, MOST_STOPS = 300, 400, 40
MOST_LEGS, MOST_LINES = 1000, 500
LINK_LIFE = dt.timedelta(days=14)
"""So long the link to a second form works."""
PASSPORT_BEYOND = dt.timedelta(days=183)
"""Our choice: a passport that ends within half a year after the journey is told; many borders ask for as much."""

SENTENCES = {
    "plan_delegation": gettext_lazy("began to plan the delegation"),
    "change_delegation": gettext_lazy("changed who organises the delegation"),
    "submit_delegation": gettext_lazy("asked that the delegation be approved"),
    "approve_delegation": gettext_lazy("approved the delegation"),
    "send_delegation_back": gettext_lazy("sent the delegation back"),
    "reopen_delegation": gettext_lazy("took up the planning of the delegation again"),
    "add_member": gettext_lazy("added somebody to the delegation"),
    "change_member": gettext_lazy("changed what is said of a member of the delegation"),
    "remove_member": gettext_lazy("took somebody off the delegation"),
    "add_stop": gettext_lazy("added a stop of the journey"),
    "change_stop": gettext_lazy("changed a stop of the journey"),
    "remove_stop": gettext_lazy("removed a stop of the journey"),
    "add_slot": gettext_lazy("added an item to the programme"),
    "change_slot": gettext_lazy("changed an item of the programme"),
    "remove_slot": gettext_lazy("removed an item of the programme"),
    "tick_safeguard": gettext_lazy("saw to a travel safeguard"),
    "untick_safeguard": gettext_lazy("took back that a travel safeguard was seen to"),
    "mail_second_form": gettext_lazy("had the link to the second form mailed to a traveller"),
    "send_second_form": gettext_lazy("made a link by which a traveller fills in the second form"),
    "fill_second_form": gettext_lazy("filled in the second form of a traveller"),
    "erase_second_form": gettext_lazy("erased the second form of a traveller"),
    "add_leg": gettext_lazy("added a leg of the journey"),
    "remove_leg": gettext_lazy("removed a leg of the journey"),
    "add_cost_line": gettext_lazy("added a line of costs"),
    "change_cost_line": gettext_lazy("changed a line of costs"),
    "remove_cost_line": gettext_lazy("removed a line of costs"),
}


@dataclass(frozen=True)
class Standing:
    """What a decision on a delegation rests on, gathered by the queries.

    ``level`` is the highest of the rated stops; ``safeguards_open`` counts the lines of its checklist nobody ticked.
    """

    members: int = 0
    stops: int = 0
    travels: bool = True
    withheld: tuple[str, ...] = ()
    sponsored: tuple[tuple[str, str], ...] = ()
    unrated: tuple[str, ...] = ()
    level: int | None = None
    safeguards_open: int = 0
    hidden: int = 0


@dataclass(frozen=True)
class Obstacle:
    """One thing that speaks against a delegation. ``hard``: nobody can set it aside, it is to be mended first."""

    code: str
    sentence: str
    hard: bool = field(default=False)


def travels(engagement: Engagement) -> bool:
    """Say whether somebody of ours goes elsewhere for an engagement: destinations count then."""
    comes_here = engagement.kind == "delegation_in" or engagement.direction == Engagement.Direction.IN
    return not comes_here and engagement.mode != Engagement.Mode.VIRTUAL


def obstacles(now: Standing) -> list[Obstacle]:
    """Return what speaks against a delegation by rule, what is to be mended first before what can be set aside."""
    return [*_to_be_mended(now), *_to_be_weighed(now)]


def _to_be_mended(now: Standing) -> list[Obstacle]:
    found = []
    if not now.members:
        found.append(Obstacle("members", _("Nobody is on the delegation yet."), hard=True))
    if not now.stops:
        found.append(Obstacle("stops", _("It is not said where it goes, and from when to when."), hard=True))
    if now.withheld:
        sentence = _("No guardian has agreed yet that the data of %(names)s leave the office.")
        found.append(Obstacle("guardian", sentence % {"names": ", ".join(now.withheld)}, hard=True))
    if now.hidden:
        sentence = ngettext(
            "One member is a person you may not see: somebody who may has to decide.",
            "%(n)s members are people you may not see: somebody who may has to decide.",
            now.hidden,
        )
        found.append(Obstacle("hidden", sentence % {"n": now.hidden}, hard=True))
    if now.travels and now.unrated:
        sentence = _("No risk level stands for %(places)s: rate it first.")
        found.append(Obstacle("unrated", sentence % {"places": "; ".join(now.unrated)}, hard=True))
    return found


def _to_be_weighed(now: Standing) -> list[Obstacle]:
    found = []
    for name, payer in now.sponsored:
        sentence = _("Travel paid from outside is refused by rule. %(name)s: %(payer)s.")
        found.append(Obstacle("sponsored", sentence % {"name": name, "payer": payer}))
    if not now.travels or now.level is None:
        return found
    if now.level == Level.NONE:
        found.append(Obstacle("level", _("The office does not travel to a destination of risk level 4.")))
    if now.level >= Level.NEEDED and now.safeguards_open:
        sentence = ngettext(
            "One travel safeguard is not seen to yet.",
            "%(n)s travel safeguards are not seen to yet.",
            now.safeguards_open,
        )
        found.append(Obstacle("safeguards", sentence % {"n": now.safeguards_open}))
    return found


def check_step(state: str, verb: str) -> str:
    """Return the state that a step leads to; refuse one that does not lead on from here."""
    origins, target = STEPS[verb]
    if state not in origins:
        raise Refused(
            _("The delegation is not in the state for this: %(state)s.") % {"state": State(state).label}
        )
    return target


def check_submission(now: Standing) -> None:
    """Refuse to ask for a decision on a delegation that lacks what no decision can make up for."""
    hard = [one for one in obstacles(now) if one.hard and one.code != "hidden"]
    if hard:
        raise Refused(" ".join(one.sentence for one in hard))


def check_approval(now: Standing, words: str, reason: str) -> bool:
    """Refuse an approval that the rules speak against; say whether a reason sets some of them aside.

    From risk level 3 on a decision says in words why the journey is needed.
    """
    found = obstacles(now)
    hard = [one for one in found if one.hard]
    if hard:
        raise Refused(" ".join(one.sentence for one in hard))
    if found and not reason.strip():
        more = _("Whoever decides can set the rules aside with a reason.")
        raise Refused(" ".join([*(one.sentence for one in found), more]), where="override_reason")
    if found and len(reason.strip()) < SHORTEST_REASON:
        raise Refused(_("Say in a sentence why the rule is set aside."), where="override_reason")
    if now.travels and (now.level or 0) >= Level.NEEDED and len(words.strip()) < SHORTEST_REASON:
        raise Refused(
            _("From risk level 3 on, say in a sentence why the journey is needed."), where="decision"
        )
    return bool(found)


def check_decider(*, is_own: bool, others: int) -> None:
    """Refuse that somebody decides on what they asked for themselves, where somebody else could."""
    if is_own and others:
        raise Refused(_("You asked for this decision yourself; somebody else takes it."))


def check_sent_back(words: str) -> None:
    """Refuse to send something back without saying what is missing."""
    if not words.strip():
        raise Refused(_("Say what is to be changed."), where="decision")


def check_is_outside(payer: str) -> bool:
    """Say whether a payer is one that the rule of sponsored travel refuses."""
    return payer not in OWN_MONEY


def check_member(values: Mapping[str, Any], count: int) -> None:
    """Refuse a role or a payer there is none of, and a delegation beyond all measure."""
    if values["role"] not in Member.Role.values:
        raise Refused(_("Choose what they do in the delegation."), where="role")
    if values["payer"] not in Payer.values:
        raise Refused(_("Choose whose money it is."), where="payer")
    if check_is_outside(values["payer"]) and values["payer"] != Payer.UNKNOWN and not values["sponsor"]:
        raise Refused(_("Say who pays."), where="sponsor")
    check_room(count, MOST_MEMBERS)


def check_room(count: int, most: int) -> None:
    """Refuse one more of what there are too many of already."""
    if count >= most:
        raise Refused(_("There are %(most)d already; more do not fit.") % {"most": most})


def check_zone(zone: str, where: str = "zone") -> str:
    """Return a time zone of the database of zones, or refuse it."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(
            _("“%(zone)s” is not a time zone. Write it as Europe/Amsterdam.") % {"zone": zone}, where=where
        ) from None
    return zone


def check_stop(values: Mapping[str, Any]) -> None:
    """Refuse a stop without a country, or whose days cannot be."""
    if not values["country"]:
        raise Refused(_("Choose the country."), where="country")
    check_zone(values["zone"])
    if values["ends"] < values["starts"]:
        raise Refused(_("It ends before it begins."), where="ends")
    if (values["ends"] - values["starts"]).days > LONGEST_DAYS:
        raise Refused(_("A stop lasts at most %(n)d days.") % {"n": LONGEST_DAYS}, where="ends")


def moments(slot: Any) -> tuple[dt.datetime, dt.datetime]:
    """Return when an item of the programme begins and ends; refuse a clock time that the day leaves out."""
    found = []
    for day, time, zone, where in (
        (slot.on, slot.starts, slot.zone, "starts"),
        (slot.ends_on, slot.ends, slot.end_zone, "ends"),
    ):
        try:
            found.append(itinerary.moment(day, time, zone))
        except itinerary.NoSuchTime:
            sentence = _("The clocks go forward that night: %(time)s does not exist in %(zone)s.")
            raise Refused(sentence % {"time": f"{time:%H:%M}", "zone": zone}, where=where) from None
    return found[0], found[1]


def check_slot(slot: Slot) -> None:
    """Refuse an item that has no name, is in no zone, or ends before it begins."""
    if not slot.title:
        raise Refused(_("Say in a few words what it is."), where="title")
    if slot.kind not in Slot.Kind.values:
        raise Refused(_("Choose what sort of item it is."), where="kind")
    check_zone(slot.zone)
    check_zone(slot.end_zone, "end_zone")
    begins, ends = moments(slot)
    if ends <= begins:
        raise Refused(_("It ends before it begins, or at the same moment."), where="ends")
    if ends - begins > dt.timedelta(days=4):
        raise Refused(_("An item of a programme lasts at most four days."), where="ends")


def check_cost_line(values: Mapping[str, Any]) -> Decimal:
    """Return what a line of costs comes to; refuse one that cannot be."""
    if values["kind"] not in CostLine.Kind.values:
        raise Refused(_("Choose what the money goes on."), where="kind")
    if not values["what"]:
        raise Refused(_("Say what it is for."), where="what")
    if values["quantity"] <= 0:
        raise Refused(_("Say how many."), where="quantity")
    if values["rate"] < 0:
        raise Refused(_("A cost cannot be less than nothing."), where="rate")
    if len(values["currency"]) != 3 or not values["currency"].isalpha():
        raise Refused(_("Say in which currency: three letters such as EUR."), where="currency")
    return (values["quantity"] * values["rate"]).quantize(Decimal("0.01"))


def check_may_fill(state: str) -> None:
    """Refuse the second form before the delegation is approved."""
    if state != State.APPROVED:
        raise Refused(_("The second form is asked for once the delegation is approved."))


def check_details(values: Mapping[str, Any], *, agreed: bool, is_minor: bool) -> None:
    """Refuse sensitive answers that nobody agreed to be kept, and a minor's form without a guardian."""
    if (values.get("diet") or values.get("needs")) and not agreed:
        sentence = _(
            "What somebody eats or needs is kept only if they agree: tick the box, or leave it empty."
        )
        raise Refused(sentence, where="agreed")
    if is_minor and not values.get("guardian"):
        raise Refused(
            _("For a minor the guardian fills this in: write the guardian's name."), where="guardian"
        )
    if values.get("photos", "") not in TravelDetails.Photos.values:
        raise Refused(_("Choose what holds for pictures."), where="photos")


def check_link(details: TravelDetails | None, now: dt.datetime) -> TravelDetails:
    """Refuse a link that was used, is too old, or never was; all three read the same but for their sentence."""
    if details is None or details.expires_at is None:
        raise Refused(_("This link does not exist, or was used already. Ask the office for a new one."))
    if details.expires_at <= now:
        raise Refused(_("This link is too old. Ask the office for a new one."))
    return details


def passport_warning(expires: dt.date | None, until: dt.date) -> str:
    """Return what is wrong with a passport for a journey that ends on a day, or an empty text."""
    if expires is None:
        return ""
    if expires < until:
        return _("The passport ends before the journey does.")
    if expires < until + PASSPORT_BEYOND:
        return _("The passport ends within half a year after the journey; many countries ask for more.")
    return ""
