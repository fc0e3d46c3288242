"""What sort of organisation a counterpart is, by its words and by the kind of tie."""

from functools import lru_cache

from proxenia.core.values import fold
from proxenia.core.vocabulary import Vocabulary
from proxenia.places.queries import PlaceRef

NETWORKS = frozenset({"network_membership", "coalition_membership"})
REGIONS = frozenset({"sister_state"})
TOWNS = frozenset({"sister_city", "friendship"})
_SHORTEST = 4


@lru_cache(maxsize=1)
def _words() -> list[tuple[str, str]]:
    """Return folded words of four letters and more with the kind they mean, long ones first."""
    vocabulary = Vocabulary.load("organisation_kinds")
    told = {
        fold(word): code
        for code, term in vocabulary.terms.items()
        if code not in ("municipality", "other")
        for word in term.words()
    }
    return sorted(
        ((word, code) for word, code in told.items() if len(word) >= _SHORTEST), key=lambda one: -len(one[0])
    )


@lru_cache(maxsize=20_000)
def _told_by_words(text: str) -> str:
    padded = f" {fold(text)} "
    return next((code for word, code in _words() if f" {word} " in padded), "")


def kind_of(tie: str, words: str, place: PlaceRef | None) -> str:
    """Return the kind of organisation: by the tie where it says so, else by the words, else a municipality."""
    if tie in NETWORKS:
        return "city_network"
    if tie in REGIONS:
        return "region"
    told = _told_by_words(words)
    if place is not None and fold(place.name) == fold(words):
        return "municipality"
    if tie in TOWNS:
        # "Osaka Prefecture" in a list of sister cities is not the city of Osaka.
        return "region" if told == "region" and "," not in words else "municipality"
    return told or "municipality"
