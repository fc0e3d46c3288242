"""Shares of contributions: as people write them, as they are kept, and that they never add to more than one."""

import re
from collections.abc import Iterable
from fractions import Fraction

from django.utils.translation import gettext as _

from proxenia.core.errors import Refused
from proxenia.core.values import PartialDate
from proxenia.engagements.models import Engagement
from proxenia.methods import shares
from proxenia.results.models import Contribution, Result

_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*(%?)")
_FRACTION = re.compile(r"(\d{1,4})\s*/\s*(\d{1,4})")
MOST_LINKS = 200
"""So many contributions a result has at most: the chain of a result, not of an office."""


def parse_share(text: str) -> tuple[int, int] | None:
    """Return a share as part and whole: "30 %", "30", "12.5" or "1/3"; None for nothing said. Others are refused."""
    words = text.strip()
    if not words:
        return None
    if found := _FRACTION.fullmatch(words):
        return _checked(int(found[1]), int(found[2]))
    found = _PERCENT.fullmatch(words)
    if found is None:
        raise Refused(
            _("Write a share as 30 % or 1/3, or leave it empty: unknown is not nought."), where="share"
        )
    whole = 100 * 10 ** len(found[2] or "")
    part = int(found[1] + (found[2] or ""))
    if found[2] and not found[3] and 0 < part * 100 <= whole:
        sentence = _("Is {text} a part of one, or per cent? Write it as 30 % or as 1/3.")
        raise Refused(sentence.format(text=words), where="share")
    return _checked(part, whole)


def _checked(part: int, whole: int) -> tuple[int, int]:
    if whole == 0:
        raise Refused(_("Nothing is divided by nought."), where="share")
    if part > whole:
        raise Refused(_("No share is more than the whole."), where="share")
    return part, whole


def written(part: int | None, whole: int) -> str:
    """Return a share as a form shows it, empty where it was not said."""
    if part is None:
        return ""
    if 10000 % whole == 0:
        return f"{part * 100 / whole:g} %"
    return f"{part}/{whole}"


def share_of(link: Contribution) -> Fraction | None:
    """Return the share of a contribution; None where nobody could say."""
    return None if link.part is None else Fraction(link.part, link.whole)


def check_shares(said: Iterable[Fraction | None]) -> None:
    """Refuse shares that add to more than one, with what is left."""
    over = -shares.rest(said)
    if over > 0:
        sentence = _("The shares of a result add to one at most; these are %(n)s per cent too much.")
        raise Refused(sentence % {"n": f"{float(over * 100):.4g}"}, where="share")


def check_room(count: int) -> None:
    """Refuse more contributions than a chain can tell."""
    if count >= MOST_LINKS:
        raise Refused(_("A result has at most 200 contributions. Name the tie instead."), where="engagement")


def check_after(on: PartialDate, engagement: Engagement) -> None:
    """Refuse a result that was there before the engagement that is said to have led to it."""
    if engagement.date is not None and on.last() < engagement.date.first():
        sentence = _(
            "The result (%(on)s) was there before “%(name)s” (%(date)s): that cannot have led to it."
        )
        raise Refused(sentence % {"on": on, "name": engagement, "date": engagement.date}, where="engagement")


def check_took_place(result: Result, engagement: Engagement) -> None:
    """Refuse that something which never took place led to a result that is there."""
    state = Engagement.State
    if engagement.state == state.CANCELLED:
        raise Refused(_("“%(name)s” was cancelled.") % {"name": engagement}, where="engagement")
    if engagement.state == state.PLANNED and result.state != Result.State.PLANNED:
        sentence = _("“%(name)s” has not taken place yet: it cannot have led to something that is there.")
        raise Refused(sentence % {"name": engagement}, where="engagement")


def doubt_about(result: Result, engagement: Engagement) -> str:
    """Say why an engagement of the chain cannot have led to its result after all; nothing where it can.

    It may have been cancelled, put off or dated anew since it was linked.
    """
    try:
        check_after(result.on, engagement)
        check_took_place(result, engagement)
    except Refused as refusal:
        return str(refusal)
    return ""
