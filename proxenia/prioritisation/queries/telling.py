"""The sentences that explain a match."""

import numpy as np
from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language, gettext, ngettext

from proxenia.core.vocabulary import Vocabulary
from proxenia.places.queries import countries, groups
from proxenia.portfolio.queries.networks import load_networks

from .signs import Signs
from .world import common_language, memberships


class Teller:
    """The sentences that explain one place."""

    def __init__(self, signs: Signs, number: int) -> None:
        self.signs, self.world, self.number = signs, signs.world, number
        self.code = self.world.codes[number]

    def say(self, sign: str) -> str:
        """Return what a sign says of this place, '' where it is nothing to tell."""
        told = getattr(self, f"_{sign}", None)
        return str(told()) if told else ""

    def _names(self, numbers: "np.typing.NDArray[np.int64]") -> str:
        graph = self.world.graph
        ordered = sorted(numbers, key=lambda one: graph.degree[one]) if graph is not None else list(numbers)
        names = ", ".join(self.world.names[one] for one in ordered[:3])
        return gettext("%(names)s and others") % {"names": names} if len(ordered) > 3 else names

    def _friends(self) -> str:
        graph = self.world.graph
        if graph is None:
            return ""
        common = np.intersect1d(graph.partners(self.signs.home), graph.partners(self.number))
        if not len(common):
            return ""
        return ngettext(
            "%(n)d of your partners is tied to it: %(names)s.",
            "%(n)d of your partners are tied to it: %(names)s.",
            len(common),
        ) % {"n": len(common), "names": self._names(common)}  # fmt: skip

    def _paths(self) -> str:
        graph = self.world.graph
        if graph is None:
            return ""
        ours = set(graph.partners(self.signs.home).tolist())
        alike = [
            one for one in graph.partners(self.number).tolist() if ours & set(graph.partners(one).tolist())
        ]
        alike = [one for one in alike if one != self.signs.home]
        if not alike:
            return ""
        return ngettext(
            "A place that shares a partner with you is tied to it: %(names)s.",
            "%(n)d places that share a partner with you are tied to it: %(names)s.", len(alike)
        ) % {"n": len(alike), "names": self._names(np.array(alike))}  # fmt: skip

    def _around(self) -> str:
        return gettext("Towns near you keep ties with its neighbourhood.")

    def _countries(self) -> str:
        told = gettext(
            "Towns of your country tie up with towns of %(country)s more often than chance would have it."
        )
        return told % {"country": countries()[self.code].name}

    def _ties(self) -> str:
        degree = int(self.world.graph.degree[self.number]) if self.world.graph is not None else 0
        return ngettext("It keeps %(n)d tie already.", "It keeps %(n)d ties already.", degree) % {"n": degree}

    def _distance(self) -> str:
        return gettext("It is %(km)s km away.") % {"km": f"{self.signs.kilometres[self.number]:,.0f}"}

    def _hours(self) -> str:
        hours = abs(self.world.places.hours[self.number] - self.world.places.hours[self.signs.home])
        return gettext("Its clocks are %(n)g hours apart from yours.") % {"n": min(hours, 24 - hours)}

    def _size(self) -> str:
        theirs = self.world.places.people[self.number]
        if np.isnan(theirs) or np.isnan(self.signs.people):
            return ""
        return gettext("It is about your size: %(theirs)s people, you have %(ours)s.") % {
            "theirs": f"{theirs:,.0f}",
            "ours": f"{self.signs.people:,.0f}",
        }

    def _seat(self) -> str:
        rank = int(self.world.places.seat[self.number])
        if rank != self.world.places.seat[self.signs.home]:
            return ""
        return {2: gettext("Both are capitals."), 1: gettext("Both are the seat of a region.")}.get(rank, "")

    def _language(self) -> str:
        share, code = common_language(self.signs.code, self.code)
        return gettext("Both countries speak %(language)s.") % {"language": _language(code)} if share else ""

    def _groups(self) -> str:
        both = memberships().get(self.signs.code, frozenset()) & memberships().get(self.code, frozenset())
        names = sorted(groups()[code].name for code in both)
        return (
            gettext("Both countries belong to: %(names)s.") % {"names": ", ".join(names[:3])} if names else ""
        )

    def _name(self) -> str:
        return gettext("It bears your name.") if self.signs.world.places.name[self.number] == self.world.places.name[
            self.signs.home
        ] else ""  # fmt: skip

    def _market(self) -> str:
        return gettext(
            "A large market by its people and its country's income a head (a proxy; %(source)s)."
        ) % {"source": self.signs.beside.income_source}

    def _lower_income(self) -> str:
        return gettext("Its country's income a head is lower than yours (%(source)s).") % {
            "source": self.signs.beside.income_source
        }

    def _networks(self) -> str:
        networks = self.signs.beside.networks
        both = networks.get(self.world.keys[self.signs.home], frozenset()) & networks.get(
            self.world.keys[self.number], frozenset()
        )
        labels = {one.code: one.short or one.name for one in load_networks()}
        names = sorted(labels.get(code, code) for code in both)
        return gettext("You meet in: %(names)s.") % {"names": ", ".join(names[:3])} if both else ""

    def _governance(self) -> str:
        fit = self.signs.fit(self.world.keys[self.number])
        known = fit.value is not None and not fit.mismatches
        return gettext("Its powers, capacity and stage fit yours.") if known else ""

    def _worked(self) -> str:
        return gettext("It resembles ties of yours that worked.")

    def cautions(self) -> tuple[str, ...]:
        """Return what stands against acting together."""
        fit = self.signs.fit(self.world.keys[self.number])
        words = {
            "powers": gettext("Mismatch: not both have the powers needed (%(names)s).")
            % {"names": ", ".join(sorted(_sector(code) for code in fit.lacking))},
            "capacity": gettext("Mismatch: one side has ten times the posts of the other, or more."),
            "stage": gettext("Mismatch: the two are two or more stages apart."),
        }
        return tuple(words[one] for one in fit.mismatches)


def _sector(code: str) -> str:
    words = Vocabulary.load("policy_sectors")
    return words.label(code) if code in words.codes else code


def _language(code: str) -> str:
    try:
        return str(Locale.parse((get_language() or "en").partition("-")[0]).languages.get(code, code))
    except (ValueError, UnknownLocaleError):
        return code
