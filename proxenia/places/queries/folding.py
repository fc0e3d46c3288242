"""How the name of a place is read: keys that ignore spelling habits, and the readings of a written name."""

import re
from dataclasses import dataclass
from functools import lru_cache

from proxenia.core.values import fold

# Words that are spelled out or shortened at will, in one form. "St." is Saint, Sainte, Sankt, Sint, Szent.
_WORDS = {
    "saint": "st",
    "sainte": "st",
    "sankt": "st",
    "sint": "st",
    "ste": "st",
    "sta": "santa",
    "sto": "santo",
    "mount": "mt",
    "fort": "ft",
    "and": "",
    "und": "",
    "the": "",
    "adder": "ander",
}
_ABBREVIATIONS = (
    (re.compile(r"(?<!\w)a\. ?m\.?$", re.I), "am Main"),
    (re.compile(r"(?<!\w)i\. ?br\.?$", re.I), "im Breisgau"),
    (re.compile(r"(?<!\w)a\. ?rh\.?$", re.I), "am Rhein"),
    (re.compile(r"(?<!\w)a\. ?[dn]\.? ?donau\.?$", re.I), "an der Donau"),
    (re.compile(r"(?<!\w)o\. ?d\. ?t\.?$", re.I), "ob der Tauber"),
    (re.compile(r"(?<!\w)a\. ?d\.? ?(?=\w)", re.I), "an der "),
    (re.compile(r"(?<!\w)o\. ?d\.? ?(?=\w)", re.I), "ob der "),
    (re.compile(r"(?<!\w)v\. ?d\.? ?(?=\w)", re.I), "vor der "),
    (re.compile(r"(?<!\w)i\. ?d\.? ?(?=\w)", re.I), "in der "),
    (re.compile(r"(?<!\w)a\. ?(?=\w{3})", re.I), "am "),
    (re.compile(r"(?<!\w)i\. ?(?=\w{3})", re.I), "im "),
    (re.compile(r"(?<!\w)b\. ?(?=\w{3})", re.I), "bei "),
)
_ARABIC = str.maketrans("أإآٱىیکةۀ", "ااااييكهه", "ًٌٍَُِّْـ")
_NOT_KEY = re.compile(r"[\W_]+")

# What stands before a name without being part of it, longest first; folded.
_BEFORE = tuple(
    sorted(
        """city of|town of|village of|municipality of|metropolitan municipality of|metropolis of|greater|province of|
        county of|district of|region of|borough of|royal borough of|london borough of|state of|prefecture of|
        municipal district of|regional municipality of|capital city of|capital of|city and county of|
        city council of|township of|commune of|community of|parish of|the city of|hansestadt|landeshauptstadt|
        stadt|gemeinde|markt|marktgemeinde|stadtgemeinde|kreisstadt|universitatsstadt|kreis|landkreis|
        freie und hansestadt|bundesstadt|samtgemeinde|verbandsgemeinde|ville de|ville d|ville du|commune de|
        commune d|commune du|mairie de|mairie d|departement de|comune di|citta di|citta metropolitana di|
        provincia di|ayuntamiento de|ciudad de|municipio de|alcaldia de|ajuntament de|ciutat de|provincia de|
        ciudad autonoma de|municipalidad de|prefeitura de|prefeitura municipal de|cidade de|concelho de|
        camara municipal de|municipio do|municipio da|cidade do|gmina|miasto|powiat|mesto|obec|mestys|statutarni mesto|
        hlavni mesto|mestska cast|mestni obcina|obcina|opcina|opstina|grad|glavni grad|kommune|stad|gemeente|kommun|
        municipiul|orasul|comuna|judetul|obshtina|dimos|municipiu|gorod|goroda|misto|raion|rayon|
        comunidad de|kaupunki|linn|vald|pilseta|novads|miesto|savivaldybe|wilayah|kota|kabupaten|
        thanh pho|tinh|thi xa|quan|huyen|amphoe|changwat|mueang|banja|cathair|bandar|bandaraya|majlis perbandaran|
        nagar palika|metropolitan city of|special city of|urban municipality of|rural municipality of|
        district municipality of|local municipality of|arrondissement de|canton de|canton of|comunita di|
        comunita montana|distrito de|departamento de|departamento del|partido de|estado de|gobernacion de""".replace(
            "\n", ""
        ).split("|"),
        key=len,
        reverse=True,
    )
)
_BEFORE = tuple(sorted({" ".join(word.split()) for word in _BEFORE}, key=len, reverse=True))
_AFTER = tuple(
    sorted(
        """city|town|village|township|county|prefecture|province|district|municipality|metropolitan municipality|
        city council|borough|region|metropolitan area|urban area|special city|metropolitan city|parish|commune|
        oblast|raion|rayon|voivodeship|governorate|department|island|special municipality|local municipality|
        district municipality|regional municipality|municipal district|city municipality|rural municipality|
        urban municipality|community|regional unit|municipal unit|shi|si|gun|gu|ku|ken|fu|cho|machi|mura|do|xian|
        sheng|qu|kommun|kommune|stad|stadt|gemeinde|kreis|megye|varos|belediyesi|buyuksehir belediyesi|ilcesi|ili|
        sehri|kunta|kaupunki|linn|vald|novads|pilseta|savivaldybe|rajonas|miesto|nagar|nagar nigam|
        municipal corporation|metropolitan|capital|d c|cdp|local government district|rural gmina|urban gmina|gmina|
        samtgemeinde|unitary authority|shire|council|area|lga|the city""".replace("\n", "").split("|"),
        key=len,
        reverse=True,
    )
)
_AFTER = tuple(sorted({" ".join(word.split()) for word in _AFTER}, key=len, reverse=True))
# Endings written without a blank in Han and Hangul: city, ward, county, town, village, prefecture.
_HAN_AFTER = re.compile("(?<=..)(?:特別市|特别市|直轄市|直辖市|市|区|區|县|縣|県|町|村|都|府|镇|鎮)$")
_HANGUL_AFTER = re.compile("(?<=..)(?:특별자치시|특별시|광역시|특례시|시|군|구|읍)$")
_BRACKET = re.compile(r"\s*[(\[（【]([^)\]）】]*)[)\]）】]?\s*")
_GENERIC_CONTEXT = frozenset(_AFTER) | {
    "city",
    "country",
    "rural",
    "urban",
    "core",
    "ville",
    "canton",
    "state",
}
_AREAS = frozenset(
    "county province district region oblast prefecture voivodeship governorate department raion rayon ken fu megye "
    "ili sheng shire state kreis landkreis powiat judetul raionul kabupaten provincia departement estado regional "
    "area departamento changwat tinh".split()
)
_NUMBERED = re.compile(r"(?:\W+(?:\d{1,3}|[ivx]{1,5})(?:st|nd|rd|th|e|er|eme|ème)?\.?)$", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a written name.

    `text` is the bare name, `contexts` what was said beside it (a region, a river, the larger city), `cost`
    how far the reading departs from what is written (0 = as written) and `said` a word for the reason.
    """

    text: str
    contexts: tuple[str, ...] = ()
    cost: float = 0.0
    said: str = ""


@lru_cache(maxsize=32_768)
def key_of(text: str) -> str:
    """Return the key under which a name is filed: folded, usual abbreviations in one form, no blanks."""
    words = fold(text.translate(_ARABIC)).split()
    key = "".join(_WORDS.get(word, word) for word in words)
    return key or "".join(words)


def umlaut_key(key: str) -> str:
    """Return a key with ae, oe, ue and aa read as the letters they often stand for, or '' where nothing changes."""
    changed = re.sub("(?<=.)ae|^ae", "a", re.sub("oe", "o", re.sub("(?<![aeq])ue", "u", key))).replace(
        "aa", "a"
    )
    return changed if changed != key else ""


def readings(name: str) -> list[Reading]:
    """Return the readings of a written name, the most literal first; at least one for any text with a letter."""
    text = " ".join(name.split())[:200]
    found = [Reading(text)]
    found += _bracket_readings(text)
    found += _comma_readings(text)
    found += _part_readings(text)
    spelled = _spelled_out(text)
    if spelled != text:
        found.append(Reading(spelled, cost=0.1))
    for reading in list(found):
        found += _without_affixes(reading)
    unique: dict[tuple[str, tuple[str, ...]], Reading] = {}
    for reading in found:
        key = key_of(reading.text)
        if (key and (kept := unique.get((key, reading.contexts))) is None) or (key and kept.cost > reading.cost):
            unique[key, reading.contexts] = reading
    return sorted(unique.values(), key=lambda reading: reading.cost)


def trailing_readings(name: str) -> list[Reading]:
    """Return readings with the last one to three words as context, for "Portland OR" or "Paris France"."""
    words = re.sub(r"[()\[\],;/]", " ", name)[:200].split()
    splits = range(1, min(4, len(words)))
    return [Reading(" ".join(words[:-n]), (" ".join(words[-n:]),), 0.4) for n in splits]


def is_generic(context: str) -> bool:
    """Say whether a context only names a kind of area ("district", "rural gmina") and so says nothing of where."""
    words = fold(context)
    return not words or words in _GENERIC_CONTEXT or all(w in _GENERIC_CONTEXT for w in words.split())


def names_an_area(text: str) -> bool:
    """Say whether a name calls itself more than a town: a county, a province, a district."""
    words = fold(text).split()
    return len(words) > 1 and bool(_AREAS & {words[0], words[-1]})


def without_kind(context: str) -> str:
    """Return a context without its word of kind: "Uherské Hradiště District" gives "Uherské Hradiště"."""
    stripped = _strip_after(context) or context
    return _strip_before(stripped) or stripped


def _bracket_readings(text: str) -> list[Reading]:
    inside = [part.strip() for part in _BRACKET.findall(text) if part.strip()]
    outside = " ".join(_BRACKET.sub(" ", text).split())
    if not inside or not outside:
        return [Reading(part, cost=0.1) for part in inside]
    contexts = tuple(p.strip() for part in inside for p in part.split(",") if p.strip())
    said = tuple(part for part in contexts if not is_generic(part))
    return [Reading(outside, said, 0.1), *(Reading(part, (outside,), 0.8) for part in said)]


def _comma_readings(text: str) -> list[Reading]:
    bare = " ".join(_BRACKET.sub(", ", text).split()) if "," in text else text
    parts = [part.strip() for part in re.split(r"[,;，、]", bare) if part.strip()]
    if len(parts) < 2:
        return []
    said = tuple(part for part in parts[1:] if not is_generic(part))
    swapped = [Reading(f"{parts[1]} {parts[0]}", cost=0.3)] if len(parts) == 2 else []
    return [Reading(parts[0], said, 0.1), *swapped]


def _part_readings(text: str) -> list[Reading]:
    """Read "Biel/Bienne", "Bolzano - Bozen" and "Prague 16 – Radotín": each part, the others beside it."""
    parts = [part.strip() for part in re.split(r"\s*/\s*|\s+[-–—|]\s+|\s*[–—]\s*", text) if part.strip()]
    found = []
    if 2 <= len(parts) <= 3:
        found = [Reading(p, tuple(q for q in parts if q != p), 0.2 + 0.1 * n) for n, p in enumerate(parts)]
    numbered = _NUMBERED.sub("", text)
    if numbered != text and numbered:
        found.append(Reading(numbered, cost=0.9))
    return found


def _spelled_out(text: str) -> str:
    for pattern, replacement in _ABBREVIATIONS:
        text = pattern.sub(replacement, text)
    return text


def _without_affixes(reading: Reading) -> list[Reading]:
    found = []
    before, after = _strip_before(reading.text), _strip_after(reading.text)
    for stripped in (before, after, _strip_after(before) if before else ""):
        if len(key_of(stripped)) >= 2:
            found.append(Reading(stripped, reading.contexts, reading.cost + 0.3))
    bare = _HANGUL_AFTER.sub("", _HAN_AFTER.sub("", reading.text))
    if bare != reading.text:
        found.append(Reading(bare, reading.contexts, reading.cost + 0.1))
    return found


def _strip_before(text: str) -> str:
    words = fold(text)
    for prefix in _BEFORE:
        if words.startswith(prefix + " "):
            return words[len(prefix) + 1 :].removeprefix("the ")
    return ""


def _strip_after(text: str) -> str:
    words = fold(text)
    for suffix in _AFTER:
        if words.endswith(" " + suffix):
            return words[: -len(suffix) - 1]
    return ""
