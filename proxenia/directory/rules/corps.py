"""Who goes before whom in the diplomatic corps, and what a mission and its head must be."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proxenia.core.errors import Refused
from proxenia.core.templatetags.words import full_date
from proxenia.core.values import CellError, PartialDate, parse_date
from proxenia.core.vocabulary import Vocabulary
from proxenia.directory.models import Head, Mission

DIPLOMATIC, CONSULAR, BESIDE = range(3)
"""The parts of a corps: heads of diplomatic missions, heads of consular posts, those listed beside it."""

RANKS: dict[str, tuple[int, int, bool]] = {
    # rank: part of the corps, class within it, honorary
    "ambassador": (DIPLOMATIC, 1, False),
    "high_commissioner": (DIPLOMATIC, 1, False),
    "nuncio": (DIPLOMATIC, 1, False),
    "permanent_representative": (DIPLOMATIC, 1, False),
    "head_of_delegation": (DIPLOMATIC, 1, False),
    "minister": (DIPLOMATIC, 2, False),
    "charge_d_affaires": (DIPLOMATIC, 3, False),
    "consul_general": (CONSULAR, 1, False),
    "honorary_consul_general": (CONSULAR, 1, True),
    "consul": (CONSULAR, 2, False),
    "honorary_consul": (CONSULAR, 2, True),
    "vice_consul": (CONSULAR, 3, False),
    "honorary_vice_consul": (CONSULAR, 3, True),
    "consular_agent": (CONSULAR, 4, False),
    "trade_commissioner": (BESIDE, 1, False),
    "director": (BESIDE, 1, False),
    "other": (BESIDE, 1, False),
}
RULE = (
    gettext_lazy("Heads of diplomatic missions go before heads of consular posts."),
    gettext_lazy(
        "Among each, by class: ambassadors, envoys, chargés d'affaires; consuls general, consuls, vice-consuls,"
        " consular agents."
    ),
    gettext_lazy("Within a class, career heads go before honorary ones."),
    gettext_lazy(
        "Then by date of accreditation or exequatur, the earliest first; one without a date goes last."
    ),
    gettext_lazy("Acting heads come after all heads of their part of the corps."),
    gettext_lazy(
        "Offices without diplomatic or consular standing are listed beside the corps, without a place."
    ),
)
"""The order of precedence in sentences, as `precedence` computes it.

After the Vienna Conventions on Diplomatic Relations (1961), Articles 14 and 16, and on Consular Relations (1963),
Articles 9 and 16; between the two corps, and for the doyen, local custom may differ.
"""
CONSULAR_KINDS = frozenset(
    ("consulate_general", "consulate", "vice_consulate", "consular_agency", "honorary_consulate_general",
     "honorary_consulate")
)  # fmt: skip
_NATIONAL_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
_LEAP_YEAR = 2000


@dataclass(frozen=True)
class Placed:
    """A head with the place in the order of precedence (None beside the corps) and why it is this one."""

    head: Head
    place: int | None
    is_shared: bool
    why: str


def part_of(head: Head) -> int:
    """Return the part of the corps a head belongs to."""
    return RANKS.get(head.rank, RANKS["other"])[0]


def is_honorary(rank: str) -> bool:
    """Say whether a rank is an honorary one."""
    return RANKS.get(rank, RANKS["other"])[2]


def _key(head: Head) -> tuple[Any, ...]:
    part, rank_class, honorary = RANKS.get(head.rank, RANKS["other"])
    return part, head.is_acting, rank_class, honorary, head.presented is None, str(head.presented or "")


def precedence(heads: Iterable[Head]) -> list[Placed]:
    """Return heads of missions in the order of precedence; those of one key share a place, by name.

    A partial date counts from its first day. Only present heads are given; the missions are fetched along.
    """
    ordered = sorted(heads, key=lambda head: (*_key(head), head.mission.organisation.name_folded))
    keys = [_key(head) for head in ordered]
    found = []
    for head, key in zip(ordered, keys, strict=True):
        place = None if key[0] == BESIDE else keys.index(key) + 1
        found.append(Placed(head, place, place is not None and keys.count(key) > 1, _why(head)))
    return found


def _why(head: Head) -> str:
    words = [Vocabulary.load("head_ranks").label(head.rank)]
    if head.is_acting:
        words.append(_("acting"))
    elif part_of(head) == CONSULAR:
        words.append(_("honorary") if is_honorary(head.rank) else _("career"))
    if part_of(head) != BESIDE:
        words.append(
            _("accredited %(on)s") % {"on": full_date(head.presented)}
            if head.presented
            else _("no date of accreditation")
        )
    return "; ".join(words)


def is_present(head: Head, today: dt.date) -> bool:
    """Say whether somebody leads the mission today; "2024" as an end is over when the year is."""
    return head.until is None or head.until.last() >= today


def check_mission_kind(kind: str) -> str:
    """Refuse a kind of mission that the vocabulary does not know; return it."""
    if kind not in Vocabulary.load("mission_kinds").codes:
        raise Refused(_("There is no kind of mission called “%(kind)s”.") % {"kind": kind}, where="kind")
    return kind


def check_sender(sending: str, sender: str) -> None:
    """Refuse a mission of nobody: a country sends it, or a body that is named."""
    if not sending and not sender.strip():
        raise Refused(_("Say which country sends it, or which body."), where="sending")


def check_rank(rank: str) -> str:
    """Refuse a rank that the vocabulary does not know; return it."""
    if rank not in RANKS:
        raise Refused(_("There is no rank called “%(rank)s”.") % {"rank": rank}, where="rank")
    return rank


def check_period(begins: PartialDate | None, ends: PartialDate | None, where: str) -> None:
    """Refuse an end before the beginning; partial dates are compared by what they can mean."""
    if begins and ends and ends.last() < begins.first():
        sentence = _("It ends (%(ends)s) before it begins (%(begins)s).")
        raise Refused(sentence % {"ends": ends, "begins": begins}, where=where)


def check_not_listed(standing: Mission | None) -> None:
    """Refuse to list one organisation twice."""
    if standing is not None:
        sentence = _("“%(name)s” is in the list already. Change it there.")
        raise Refused(sentence % {"name": standing}, where="organisation")


def check_not_ended(head: Head) -> None:
    """Refuse to end a term twice."""
    if head.until is not None:
        sentence = _("The term of %(name)s has an end already: %(until)s.")
        raise Refused(sentence % {"name": head.person.name, "until": head.until}, where="until")


def national_day(text: str) -> str:
    """Return a national day as "07-14" from "07-14" or "14 July"; '' for a blank; refuses what is no day."""
    words = text.strip()
    if not words:
        return ""
    short = _NATIONAL_DAY.fullmatch(words)
    try:
        if short:
            found = dt.date(_LEAP_YEAR, int(short[1]), int(short[2]))
        else:
            value = parse_date(f"{words} {_LEAP_YEAR}").value
            if value is None or value.day is None:
                raise ValueError(words)
            found = value.first()
    except (ValueError, CellError):
        sentence = _("“%(text)s” is no day of the year. Write 07-14 or 14 July.")
        raise Refused(sentence % {"text": words}, where="national_day") from None
    return f"{found.month:02d}-{found.day:02d}"
