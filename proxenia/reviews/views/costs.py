"""How the cost of a tie and the load of a quarter read."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proxenia.accounts.models import Office
from proxenia.core.templatetags.words import full_date, money, number
from proxenia.core.vocabulary import Vocabulary
from proxenia.reviews.queries.capacity import Costs, Load, Quarter, Spent, share_of

Row = dict[str, Any]
FEW = 10
"""Below so many hours halves are told."""


def hours(amount: float) -> str:
    """Return hours as people say them: halves while there are few, else whole ones."""
    rounded = round(amount * 2) / 2 if abs(amount) < FEW else round(amount)
    return number(int(rounded) if rounded == int(rounded) else rounded)


def paid(spent: Spent) -> str:
    """Return the money, each currency by itself; "–" where none was written down."""
    return "; ".join(money(amount, currency) for currency, amount in sorted(spent.money.items())) or "–"


def quarter_name(quarter: Quarter) -> str:
    """Return a quarter by its months."""
    return f"{full_date(quarter.first.isoformat()[:7])} – {full_date(quarter.last.isoformat()[:7])}"


def sentences(found: Costs, load: Load) -> list[str]:
    """Return what the last four quarters took, in words: what is written down first, then what is not."""
    year = found.year
    if not year.contacts:
        return [_("In the last four quarters no contact that you may see took place.")]
    told = [
        _("In the last four quarters %(hours)s staff hours are written down, and money: %(money)s.")
        % {"hours": hours(float(year.hours)), "money": paid(year).replace("–", _("none"))}
    ]
    told += _unwritten(year)
    this = found.quarters[0][1]
    share = share_of(this, load.capacity)
    if share is not None:
        told.append(
            _("This quarter it took %(hours)s of the office's %(all)s hours, %(share)d %%.")
            % {"hours": hours(this.whole), "all": number(load.capacity), "share": share}
        )
    return told


def _unwritten(year: Spent) -> list[str]:
    """Say of the contacts nobody wrote hours down for what they took by others like them, and where none are."""
    told = []
    if year.guessed:
        words = ngettext(
            "For %(n)d contact nobody wrote hours down; by contacts like it that is about %(hours)s hours more"
            " (an estimate).",
            "For %(n)d contacts nobody wrote hours down; by contacts like them that is about %(hours)s hours more"
            " (an estimate).",
            year.guessed,
        )
        told.append(words % {"n": year.guessed, "hours": hours(year.estimated)})
    if year.unknown:
        words = ngettext(
            "For %(n)d contact no estimate can be made: nobody wrote hours down for its kind.",
            "For %(n)d contacts no estimate can be made: nobody wrote hours down for their kind.",
            year.unknown,
        )
        told.append(words % {"n": year.unknown})
    return told


def load_sentences(load: Load) -> list[str]:
    """Return what all contacts of the quarter ask of the office, and what is left of its hours."""
    told = [
        _(
            "All contacts of %(quarter)s that are open to the whole office: %(held)s hours so far, %(planned)s planned."
        )
        % {
            "quarter": quarter_name(load.quarter),
            "held": hours(load.held.whole),
            "planned": hours(load.planned.whole),
        }
    ]
    guessed = load.held.estimated + load.planned.estimated
    if guessed:
        told.append(_("Of them %(hours)s are estimates.") % {"hours": hours(guessed)})
    if load.left is None:
        told.append(_("Nobody has said how many staff hours the office has in a quarter."))
    elif load.left < 0:
        told.append(
            _("That is %(over)s hours more than the %(all)s the office has.")
            % {"over": hours(-load.left), "all": number(load.capacity)}
        )
    else:
        told.append(
            _("Of the office's %(all)s hours %(left)s are left.")
            % {"all": number(load.capacity), "left": hours(load.left)}
        )
    return told


def columns(first: str) -> list[Row]:
    """Return the heads of a table of costs."""
    labels = (_("Contacts"), _("Hours written down"), _("Hours estimated"), _("Money"))
    return [{"label": first}, *({"label": label, "numeric": True} for label in labels)]


def quarter_rows(found: Costs, office: Office) -> list[Row]:
    """Return a line for each quarter, the newest first, with its share of the office's hours."""
    rows = []
    for quarter, spent in found.quarters:
        share = share_of(spent, office.quarter_hours)
        sub = _("%(share)d %% of the office's hours") % {"share": share} if share else ""
        rows.append(_row(quarter_name(quarter), spent, sub))
    return rows


def kind_rows(found: Costs) -> list[Row]:
    """Return a line for each kind of contact, what takes most hours first."""
    label = Vocabulary.load("engagement_kinds").label
    kinds = sorted(found.kinds.items(), key=lambda item: (-item[1].whole, item[0]))
    return [_row(label(kind), spent) for kind, spent in kinds]


def _row(name: str, spent: Spent, sub: str = "") -> Row:
    guess = _("about %(hours)s") % {"hours": hours(spent.estimated)} if spent.guessed else "–"
    unknown = (
        ngettext("%(n)d contact unknown", "%(n)d contacts unknown", spent.unknown) % {"n": spent.unknown}
        if spent.unknown
        else ""
    )
    told = hours(float(spent.hours)) if spent.contacts > spent.guessed + spent.unknown else "–"
    figures = (number(spent.contacts), told, guess, paid(spent))
    cells = [
        {"text": text, "numeric": True, "label": column["label"]}
        for text, column in zip(figures, columns("")[1:], strict=True)
    ]
    cells[2]["sub"] = unknown
    return {"cells": [{"text": name, "sub": sub}, *cells]}
