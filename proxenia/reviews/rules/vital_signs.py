"""How the facts of a tie read, in which order they weigh, and what would change the word.

Facts are stored as codes and values, so that every reader has them in their own language; the sentence is made here.
"""

from collections.abc import Callable, Mapping
from math import floor
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proxenia.core.templatetags.words import money

HOURS_A_DAY = 8
MOST_SHOWN = 3
"""So many facts stand under the word."""

STATE_SENTENCES = {
    "alive": gettext_lazy("Alive: its silence is no longer than its rhythm lets expect."),
    "quiet": gettext_lazy("Quiet: it has been silent longer than usual for it."),
    "dormant": gettext_lazy("Dormant: by its own rhythm it has most likely stopped."),
    "": gettext_lazy("No contact is on record, so nothing can be said yet."),
}

Values = Mapping[str, Any]


def sentence(fact: Values) -> str:
    """Return the sentence of a stored fact."""
    return _SENTENCES[fact["fact"]](fact)


def _months(number: float) -> str:
    """Return a span of time in whole months; below one month in words."""
    whole = round(number)
    if whole < 1:
        return _("less than a month")
    return ngettext("%(n)d month", "%(n)d months", whole) % {"n": whole}


def _recency(fact: Values) -> str:
    if fact["value"] is None:
        return _("No contact is on record.")
    silence, typical = _months(floor(fact["value"])), _months(fact["typical"])
    if fact["gaps"]:
        return _("The last contact was %(silence)s ago; in this tie usually %(typical)s pass between contacts.") % {
            "silence": silence, "typical": typical,
        }  # fmt: skip
    return _(
        "The last contact was %(silence)s ago; its own rhythm is not known yet,"
        " in ties like it usually %(typical)s pass between contacts."
    ) % {"silence": silence, "typical": typical}


def _breadth(fact: Values) -> str:
    people = ngettext(
        "In the last year %(n)d person was met", "In the last year %(n)d people were met", fact["value"]
    ) % {"n": fact["value"]}
    organisations = ngettext(
        "of %(n)d organisation", "of %(n)d organisations", fact["organisations"]
    ) % {"n": fact["organisations"]}  # fmt: skip
    return _("%(people)s %(organisations)s; %(before)d the year before, as far as people were named.") % {
        "people": people, "organisations": organisations, "before": fact["before"],
    }  # fmt: skip


_SHARE_WORDS = {
    "began": gettext_lazy("we began %(us)d of %(all)d"),
    "hosted": gettext_lazy("hosted %(us)d of %(all)d"),
    "paid": gettext_lazy("paid %(us)d of %(all)d"),
    "travelled": gettext_lazy("travelled for %(us)d of %(all)d"),
}


def _reciprocity(fact: Values) -> str:
    told = [
        str(words) % {"us": us, "all": us + them}
        for name, words in _SHARE_WORDS.items()
        if (us := fact["shares"].get(f"{name}_us", 0)) + (them := fact["shares"].get(f"{name}_them", 0))
    ]
    if not told:
        return _("Who began, hosted, paid or travelled in the last three years was not written down.")
    return _("Give and take in three years, where it was written down: %(parts)s.") % {
        "parts": ", ".join(told)
    }


def _delivery(fact: Values) -> str:
    counts = {
        name: fact["promises"].get(name, 0) for name in ("kept_us", "kept_them", "overdue_us", "overdue_them")
    }
    if not fact["promises"]:
        return _("No promise of either side is on record.")
    return (
        _(
            "Promises: we kept %(kept_us)d and are late with %(overdue_us)d;"
            " they kept %(kept_them)d and are late with %(overdue_them)d."
        )
        % counts
    )


def _results(fact: Values) -> str:
    """Say what of the ledger names the tie; early signs knew of no ledger, those before version 4 of no places."""
    if not fact.get("kept"):
        return _("Results were not kept yet.")
    named = fact["named"]
    planned = named.get("planned", 0)
    ahead = ngettext("%(n)d is planned and does not count", "%(n)d are planned and do not count", planned)
    if not fact["value"]:
        told = _("No result that counts names it; that none is written down does not say that there is none")
    else:
        words = (
            ngettext(
                "%(n)d result in our place names it", "%(n)d results in our place name it", fact["value"]
            )
            if "theirs" in named
            else ngettext("%(n)d result names it", "%(n)d results name it", fact["value"])
        )
        told = _("%(told)s, %(sure)d confirmed by an outsider") % {
            "told": words % {"n": fact["value"]},
            "sure": named["substantiated"],
        }
    told = f"{told}; {ahead % {'n': planned}}." if planned else f"{told}."
    return " ".join(filter(None, (told, results_apart(named))))


def results_apart(named: Mapping[str, int]) -> str:
    """Return in a sentence how many results are there in the partner's place and for the world: never added to ours."""
    parts = [
        words % {"n": named[place]}
        for place, words in (
            ("theirs", _("%(n)d in the partner's place")),
            ("world", _("%(n)d for the world")),
        )
        if named.get(place)
    ]
    return _("Kept apart: %(parts)s.") % {"parts": ", ".join(parts)} if parts else ""


def _cost(fact: Values) -> str:
    amounts = ", ".join(money(amount, currency) for currency, amount in sorted(fact["money"].items()))
    if _is_free(fact):
        return _("In the last year no cost was written down, and there was no contact to estimate one from.")
    parts = [
        _("In the last year it cost %(money)s and %(days)s staff days written down")
        % {"money": amounts or _("no money"), "days": _days(fact["value"])}
    ]
    if fact["estimated_hours"]:
        parts.append(
            _("about %(days)s more are estimated from contacts like those whose hours were written down")
            % {"days": _days(fact["estimated_hours"])}
        )
    if fact["unknown"]:
        parts.append(
            ngettext("for %(n)d contact no estimate can be made", "for %(n)d contacts no estimate can be made",
                     fact["unknown"]) % {"n": fact["unknown"]}
        )  # fmt: skip
    return "; ".join(parts) + "."


def _is_free(fact: Values) -> bool:
    return not (fact["money"] or fact["value"] or fact["estimated_hours"] or fact["unknown"])


def _days(hours: float) -> str:
    return f"{hours / HOURS_A_DAY:.1f}"


def _change(fact: Values) -> str:
    until = {
        name: None if fact[name] is None else _months(fact[name]) for name in ("quiet", "dormant", "after")
    }
    parts = []
    if fact["state"] != "alive":
        parts.append(
            _("One contact today would make it alive, for about %(months)s.") % {"months": until["after"]}
            if until["after"]
            else _("One contact today would make it alive.")
        )
    if fact["state"] == "alive" and until["quiet"]:
        parts.append(
            _("Without a contact it would be called quiet in about %(months)s.") % {"months": until["quiet"]}
        )
    if fact["state"] != "dormant" and until["dormant"]:
        parts.append(
            _("Without a contact it would be called dormant in about %(months)s.")
            % {"months": until["dormant"]}
        )
    return " ".join(parts) or _("Silence alone would not change the word within eight years.")


_SENTENCES: dict[str, Callable[[Values], str]] = {
    "recency": _recency,
    "breadth": _breadth,
    "reciprocity": _reciprocity,
    "delivery": _delivery,
    "results": _results,
    "cost": _cost,
    "change": _change,
}


def weight(fact: Values) -> float:
    """Return how much a fact weighs beside the others, 0 to 1.

    The word follows from recency alone, so that stands first; the others stand in the order of how far they are
    from even: people lost or won, one side only, promises late. What would change the word stands last.
    """
    if fact["fact"] == "recency":
        return 1.0
    if fact["fact"] == "breadth":
        return 0.8 * _off(fact["value"], fact["before"])
    if fact["fact"] == "reciprocity":
        shares = fact["shares"]
        pairs = [(shares.get(f"{name}_us", 0), shares.get(f"{name}_them", 0)) for name in _SHARE_WORDS]
        return max(0.7 * _off(*pair) * (sum(pair) >= MOST_SHOWN) for pair in pairs) + 0.05
    if fact["fact"] == "delivery":
        late = fact["value"]
        kept = fact["promises"].get("kept_us", 0) + fact["promises"].get("kept_them", 0)
        return 0.9 * late / (late + kept) if late else 0.02
    if fact["fact"] == "cost":
        return 0.01 if _is_free(fact) else 0.1
    if fact["fact"] == "results":
        return 0.15 if fact["value"] else 0.0
    return -1.0


def _off(one: float, other: float) -> float:
    return abs(one - other) / max(one, other, 1)
