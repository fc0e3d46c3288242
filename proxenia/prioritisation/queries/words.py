"""The answer in words, before any number."""

from collections.abc import Sequence

from django.utils.translation import gettext, gettext_noop

from .answering import Answer, Standing

SURE = (
    (0.95, gettext_noop("almost certainly")),
    (0.8, gettext_noop("very likely")),
    (0.6, gettext_noop("likely")),
    (0.4, gettext_noop("as likely as not")),
    (0.2, gettext_noop("possibly")),
    (0.0, gettext_noop("hardly")),
)
THIN = 0.5
"""A factor that fewer than this part of the places have is named as thin."""


def certainty(share: float) -> str:
    """Return the words for a probability."""
    return gettext(next(words for least, words in SURE if share >= least))


def headline(found: Answer) -> list[str]:
    """Return the answer in a few sentences: who stands first and how surely, how many are certain, what is thin."""
    if not found.standings:
        return [gettext("There is no place to compare.")]
    first = found.standings[0]
    lines = [
        gettext(
            "%(name)s stands first on the whole: it is %(sure)s among the first ten, and %(first)s the very first."
        )
        % {"name": first.name, "sure": certainty(first.top), "first": certainty(first.first)}
    ]
    lines.append(_circle(found.standings))
    return [*lines, *_thin(found)]


def _circle(standings: Sequence[Standing]) -> str:
    sure = [one.name for one in standings if one.top >= 0.8]
    maybe = sum(1 for one in standings if 0.2 <= one.top < 0.8)
    if not sure:
        told = gettext(
            "No place is very likely among the first ten; %(n)d may be. The weights decide, not the figures."
        )
        return told % {"n": maybe}
    told = gettext(
        "Whatever the weights within their ranges, these are very likely among the first ten: %(names)s; "
        "%(n)d more may be."
    )
    return told % {"names": ", ".join(sure), "n": maybe}


def _thin(found: Answer) -> list[str]:
    many = max(len(found.inputs.places), 1)
    thin = [gettext(one.factor.label) for one in found.columns if len(one.figures) < THIN * many]
    none = [gettext(one.factor.label) for one in found.unavailable]
    lines = []
    if thin:
        lines.append(gettext("Fewer than half of the places have: %(names)s.") % {"names": ", ".join(thin)})
    if none:
        lines.append(gettext("Nothing is loaded for: %(names)s.") % {"names": ", ".join(none)})
    return lines
