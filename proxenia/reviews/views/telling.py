"""Frozen facts and figures of a review in words."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.commitments.models import Commitment
from proxenia.core.templatetags.words import full_date
from proxenia.core.values import PartialDate
from proxenia.core.vocabulary import Vocabulary
from proxenia.results.rules.ledger import WORDS
from proxenia.reviews.models import EvidenceLine, Review
from proxenia.reviews.queries.evidence import Figures, agreement_state, figures_of, result_state
from proxenia.reviews.rules import MOST_SHOWN, STATE_SENTENCES, sentence
from proxenia.reviews.rules.vital_signs import results_apart

HOURS_A_DAY = 8
Section = EvidenceLine.Section


def evidence_told(review: Review, lines: list[EvidenceLine], hidden: int) -> dict[str, Any]:
    """Return what the page shows of the evidence: sentences first, then every fact."""
    opened = review.opened_at.date()
    figures = figures_of(lines, opened)
    vital = review.run.result.get("vital")
    return {
        "since": dt.date.fromisoformat(review.run.parameters["since"]),
        "sentences": [
            *_contacts(figures, review.run.result.get("last_contact", "")),
            *_promises(figures),
            _cost(figures),
            _results(figures, review.run.version),
        ],
        "vital": _vital(vital) if vital else None,
        "groups": [
            {
                "code": section.value,
                "title": title,
                "rows": [_row(one, opened) for one in lines if one.section == section],
            }
            for section, title in _titles()
        ],
        "hidden": hidden,
        "left_out": review.run.result.get("left_out", 0),
        "digest": review.run.digest,
    }


def _titles() -> list[tuple[EvidenceLine.Section, str]]:
    return [
        (Section.CONTACT, _("Contacts")),
        (Section.PROMISE, _("Promises")),
        (Section.AGREEMENT, _("Agreements")),
        (Section.RESULT, _("Results")),
        (Section.NOTE, _("Notes")),
    ]


def _contacts(figures: Figures, last: str) -> list[str]:
    if not figures.contacts:
        told = _("No contact is on record in this time.")
        before = (
            _("The last one was %(day)s.") % {"day": full_date(PartialDate.parse_iso(last))} if last else ""
        )
        return [f"{told} {before}".strip()]
    count = ngettext("%(n)d contact", "%(n)d contacts", figures.contacts) % {"n": figures.contacts}
    told = _("%(count)s; we began %(us)d, they began %(them)d, as far as it was written down.")
    return [told % {"count": count, "us": figures.began_us, "them": figures.began_them}]


def _promises(figures: Figures) -> list[str]:
    every = (figures.kept, figures.broken, figures.late, figures.waiting)
    if not any(sum(one.values()) for one in every):
        return [_("No promise of either side is on record.")]
    told = _(
        "Promises: we kept %(kept_us)d, broke %(broken_us)d and are late with %(late_us)d;"
        " they kept %(kept_them)d, broke %(broken_them)d and are late with %(late_them)d."
    )
    names = ("kept", "broken", "late")
    return [
        told % {f"{name}_{side}": getattr(figures, name)[side] for name in names for side in ("us", "them")}
    ]


def _cost(figures: Figures) -> str:
    money = ", ".join(f"{amount:,.0f} {currency}" for currency, amount in sorted(figures.money.items()))
    told = _("It took %(days)s staff days and %(money)s, as written down.") % {
        "days": f"{figures.hours / HOURS_A_DAY:.1f}", "money": money or _("no money"),
    }  # fmt: skip
    if not figures.without_hours:
        return told
    silent = ngettext(
        "For %(n)d contact nobody wrote the hours down.",
        "For %(n)d contacts nobody wrote the hours down.",
        figures.without_hours,
    ) % {"n": figures.without_hours}
    return f"{told} {silent}"


def _results(figures: Figures, version: int) -> str:
    """Say what came of it; the evidence of the first version was gathered before there was a ledger."""
    if version < 2:
        return _("Results were not kept yet, and never count as none.")
    return " ".join(filter(None, (_ours(figures.results), results_apart(figures.elsewhere))))


def _ours(counts: dict[str, int]) -> str:
    there = counts.get("reported", 0) + counts.get("substantiated", 0)
    if not there:
        return _("No result that counts names it; that none is written down does not say that there is none.")
    told = ngettext("%(n)d result that counts in our place", "%(n)d results that count in our place", there)
    return _("%(told)s, %(sure)d confirmed by an outsider; %(planned)d planned, %(aged)d aged.") % {
        "told": told % {"n": there}, "sure": counts.get("substantiated", 0),
        "planned": counts.get("planned", 0), "aged": counts.get("aged", 0),
    }  # fmt: skip


def _vital(vital: dict[str, Any]) -> dict[str, Any]:
    facts = [one for one in vital["facts"] if one["fact"] != "change"]
    return {
        "verdict": STATE_SENTENCES[vital["state"]],
        "facts": [sentence(one) for one in facts[:MOST_SHOWN]],
        "at": dt.datetime.fromisoformat(vital["computed_at"]),
    }


def _row(line: EvidenceLine, opened: dt.date) -> dict[str, str]:
    sub: str = {
        Section.CONTACT: _contact,
        Section.PROMISE: _promise,
        Section.AGREEMENT: _agreement,
        Section.NOTE: lambda _values: "",
        Section.RESULT: lambda values: _result(values, opened),
    }[Section(line.section)](line.values)
    return {
        "on": full_date(PartialDate.parse_iso(line.on)) if line.on else "",
        "words": line.words,
        "sub": sub,
    }


def _contact(values: dict[str, Any]) -> str:
    began = {"us": _("we began"), "them": _("they began"), "both": _("both began")}.get(
        values["initiated_by"], ""
    )
    hours = _("%(hours)s hours") % {"hours": f"{float(values['hours']):g}"} if values["hours"] else ""
    cost = f"{float(values['cost']):,.0f} {values['currency']}" if values["cost"] else ""
    kind = Vocabulary.load("engagement_kinds").label(values["kind"])
    return ", ".join(one for one in (kind, began, hours, cost) if one)


def _promise(values: dict[str, Any]) -> str:
    side = _("ours") if values["side"] == "us" else _("theirs")
    return f"{side}, {Commitment.State(values['state']).label}"


def _agreement(values: dict[str, Any]) -> str:
    parts = [agreement_state(values)]
    if values["ends"]:
        parts.append(_("ends %(day)s") % {"day": full_date(PartialDate.parse_iso(values["ends"]))})
    if not values["exit_clause"]:
        parts.append(_("does not say how either side leaves"))
    return ", ".join(parts)


def _result(values: dict[str, Any], opened: dt.date) -> str:
    kind = Vocabulary.load("result_kinds").label(values["kind"])
    figure = ""
    if values["low"] is not None:
        ends = dict.fromkeys(f"{float(values[name]):,.0f}" for name in ("low", "high"))
        figure = f"{'–'.join(ends)} {values['currency'] or values['counted']}".strip()
    place = Vocabulary.load("result_places").label(values["belongs"])
    state = str(WORDS[result_state(values, opened)])
    return ", ".join(one for one in (kind, figure, place, state) if one)
