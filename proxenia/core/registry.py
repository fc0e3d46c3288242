"""What higher rooms tell lower ones at start-up: pointers to move in a merge, sentences of the log, search rows."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from proxenia.core.erasing import Eraser
from proxenia.core.errors import NotFound
from proxenia.core.search import Entry
from proxenia.core.sheets.kinds import SheetKind


@dataclass(frozen=True)
class Pointer:
    """A foreign key that follows when what it points at is merged into another record."""

    model: str
    field: str
    unique_with: tuple[str, ...] = ()
    """Fields that together with this one may stand only once: a double is dropped, not moved."""


_POINTERS: dict[str, list[Pointer]] = {}
_SENTENCES: dict[str, Any] = {}
_SEARCH: dict[str, Callable[[Any], Entry]] = {}
_SEARCH_ALONG: dict[str, tuple[str, ...]] = {}
_ADDRESSES: dict[str, Callable[[Any, str], str]] = {}
_SHEETS: dict[str, SheetKind] = {}
_FRAMES: dict[str, Callable[[Collection[int]], dict[int, int]]] = {}
_PARTS: dict[str, Callable[[int], list[Any]]] = {}
_WITHHELD: list[Callable[[Collection[int]], set[int]]] = []


def register_pointer(target: str, model: str, field: str, *, unique_with: tuple[str, ...] = ()) -> None:
    """Say that ``model.field`` points at ``target`` (labels such as ``directory.Organisation``)."""
    _POINTERS.setdefault(target, []).append(Pointer(model, field, unique_with))


def pointers_to(target: str) -> list[Pointer]:
    """Return the registered pointers to a model."""
    return list(_POINTERS.get(target, []))


def register_sentences(sentences: dict[str, Any]) -> None:
    """Give the words in which the log speaks of verbs: verb -> translated past tense (``added``)."""
    _SENTENCES.update(sentences)


def sentence_of(verb: str) -> str:
    """Return the words for a verb; a verb nobody registered is shown as it is written."""
    return str(_SENTENCES.get(verb, verb.replace("_", " ")))


def known_verbs() -> frozenset[str]:
    """Return the verbs that have words."""
    return frozenset(_SENTENCES)


def register_search(kind: str, entry: Callable[[Any], Entry], *, along: tuple[str, ...] = ()) -> None:
    """Say how a kind of record is found by search; ``along`` is what to fetch beside many of them at once."""
    _SEARCH[kind], _SEARCH_ALONG[kind] = entry, along


def search_along(kind: str) -> tuple[str, ...]:
    """Return the relations whose words belong to the entries of a kind, for ``prefetch_related``."""
    return _SEARCH_ALONG.get(kind, ())


def search_entry(kind: str, record: Any) -> Entry | None:
    """Return what search shall know of a record, or None where its kind is not searched."""
    make = _SEARCH.get(kind)
    return make(record) if make else None


def searched_kinds() -> frozenset[str]:
    """Return the kinds that search knows."""
    return frozenset(_SEARCH)


def register_address(kind: str, address: Callable[[Any, str], str]) -> None:
    """Say where the page of a kind of record is: ``(office slug, uid) -> path``."""
    _ADDRESSES[kind] = address


def address_of(kind: str, office_slug: str, uid: str) -> str:
    """Return the path of a record's page, or an empty text where it has none."""
    make = _ADDRESSES.get(kind)
    return make(office_slug, uid) if make else ""


def register_sheet(kind: SheetKind) -> None:
    """Offer a kind of sheet for templates, imports and exports."""
    _SHEETS[kind.name] = kind


def sheet_kind(name: str) -> SheetKind:
    """Return a kind of sheet by its name; an unknown one is refused with the names there are."""
    if name not in _SHEETS:
        known = ", ".join(_SHEETS)
        raise NotFound(f"There is no kind of sheet called “{name}”; there are {known}.", where=name)
    return _SHEETS[name]


def sheet_kinds() -> list[SheetKind]:
    """Return all kinds of sheet in the order of the rooms that offer them."""
    return list(_SHEETS.values())


def register_withheld(find: Callable[[Collection[int]], set[int]]) -> None:
    """Say which records, of some given by their keys, nobody outside the office may see, shared or not."""
    _WITHHELD.append(find)


def withheld(keys: Collection[int]) -> set[int]:
    """Return those of some records that nobody outside the office may see now."""
    return set[int]().union(*(find(keys) for find in _WITHHELD)) if keys else set()


def register_frames(kind: str, frames: Callable[[Collection[int]], dict[int, int]]) -> None:
    """Say in which records those of a kind stand, by keys: who may not see the one around it sees neither.

    One that stands by itself is left out of the answer.
    """
    _FRAMES[kind] = frames


def frame_of(kind: str, key: int) -> int | None:
    """Return the key of the record that one of a kind stands in, or None where it stands by itself."""
    return frames_of(kind, [key]).get(key)


def frames_of(kind: str, keys: Collection[int]) -> dict[int, int]:
    """Return the keys of the records that those of a kind stand in, by their own keys."""
    find = _FRAMES.get(kind)
    return find(keys) if find and keys else {}


def register_parts(kind: str, parts: Callable[[int], list[Any]]) -> None:
    """Say which records stand in one of a kind: they are hidden with it, and shared with it where that is asked."""
    _PARTS[kind] = parts


def parts_of(kind: str, key: int) -> list[Any]:
    """Return the records that stand in one of a kind."""
    find = _PARTS.get(kind)
    return find(key) if find else []


_ERASERS: dict[str, Eraser] = {}
_ERASED_AGAIN: dict[str, Callable[[Mapping[str, Any], Any], int]] = {}


def register_eraser(name: str, erase: Eraser) -> None:
    """Say what a room holds about people beyond what pointers reach, and how it lets go of it."""
    _ERASERS[name] = erase


def erasers() -> list[Eraser]:
    """Return what takes part in an erasure, the lowest rooms first."""
    return list(_ERASERS.values())


def register_erased_again(kind: str, again: Callable[[Mapping[str, Any], Any], int]) -> None:
    """Say how people of a kind, known by the digests of the list of erasures, are erased once more after a restore.

    ``again(listed, by)`` gets digest -> decisions, and returns how many it erased.
    """
    _ERASED_AGAIN[kind] = again


def erased_again() -> dict[str, Callable[[Mapping[str, Any], Any], int]]:
    """Return kind -> how its people are erased once more."""
    return dict(_ERASED_AGAIN)


_READ_LOG: list[Callable[..., None]] = []


def register_read_log(write: Callable[..., None]) -> None:
    """Name the one verb that notes who opened confidential records; the log does so at start-up."""
    _READ_LOG[:] = [write]


def log_reads(**facts: Any) -> None:
    """Note that somebody opened confidential records, or asked in vain: see ``audit.actions.record_reads``.

    What cannot be noted is not shown: a failure of the log is a failure of the page.
    """
    _READ_LOG[0](**facts)
