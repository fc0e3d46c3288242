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
# Letters with two habits of writing: Arabic alef, yeh, kaf and teh marbuta, and the "tai" of Taiwan.
_VARIANTS = str.maketrans("أإآٱىیکةۀ臺", "ااااييكهه台", "ًٌٍَُِّْـ")
_NOT_KEY = re.compile(r"[\W_]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


# What stands before or after a name without being part of it; folded.
_BEFORE = _phrases(
    """
    ajuntament de|alcaldia de|amphoe|arrondissement de|ayuntamiento de|bandar|bandaraya|banja|borough of|
    bundesstadt|camara municipal de|canton de|canton of|capital city of|capital of|cathair|changwat|
    cidade de|cidade do|citta di|citta metropolitana di|city and county of|city council of|city of|
    ciudad autonoma de|ciudad de|ciutat de|commune d|commune de|commune du|commune of|community of|comuna|
    comune di|comunidad de|comunita di|comunita montana|concelho de|county of|departamento de|
    departamento del|departement de|dimos|district municipality of|district of|distrito de|estado de|
    freie und hansestadt|gemeente|gemeinde|glavni grad|gmina|gobernacion de|gorod|goroda|grad|greater|
    hansestadt|hlavni mesto|huyen|judetul|kabupaten|kaupunki|kommun|kommune|kota|kreis|kreisstadt|
    landeshauptstadt|landkreis|linn|local municipality of|london borough of|mairie d|mairie de|
    majlis perbandaran|markt|marktgemeinde|mestni obcina|mesto|mestska cast|mestys|metropolis of|
    metropolitan city of|metropolitan municipality of|miasto|miesto|misto|mueang|municipal district of|
    municipalidad de|municipality of|municipio da|municipio de|municipio do|municipiu|municipiul|
    nagar palika|novads|obcina|obec|obshtina|opcina|opstina|orasul|parish of|partido de|pilseta|powiat|
    prefecture of|prefeitura de|prefeitura municipal de|province of|provincia de|provincia di|quan|raion|
    rayon|region of|regional municipality of|royal borough of|rural municipality of|samtgemeinde|
    savivaldybe|special city of|stad|stadt|stadtgemeinde|state of|statutarni mesto|thanh pho|the city of|
    thi xa|tinh|town of|township of|universitatsstadt|urban municipality of|vald|verbandsgemeinde|
    village of|ville d|ville de|ville du|wilayah
    """
)
_AFTER = _phrases(
    """
    area|belediyesi|borough|buyuksehir belediyesi|capital|cdp|cho|city|city council|city municipality|
    commune|community|council|county|d c|department|district|district municipality|do|fu|gemeinde|gmina|
    governorate|gu|gun|ilcesi|ili|island|kaupunki|ken|kommun|kommune|kreis|ku|kunta|lga|linn|
    local government district|local municipality|machi|megye|metropolitan|metropolitan area|
    metropolitan city|metropolitan municipality|miesto|municipal corporation|municipal district|
    municipal unit|municipality|mura|nagar|nagar nigam|novads|oblast|parish|pilseta|prefecture|province|qu|
    raion|rajonas|rayon|region|regional municipality|regional unit|rural gmina|rural municipality|
    samtgemeinde|savivaldybe|sehri|sheng|shi|shire|si|special city|special municipality|stad|stadt|the city|
    town|township|unitary authority|urban area|urban gmina|urban municipality|vald|varos|village|
    voivodeship|xian
    """
)
_LONGEST = 4
# Endings written without a blank in Han and Hangul: city, ward, county, town, village, prefecture.
_HAN_AFTER = re.compile("(?<=..)(?:特別市|特别市|直轄市|直辖市|市|区|區|县|縣|県|町|村|都|府|镇|鎮)$")
_HANGUL_AFTER = re.compile("(?<=..)(?:특별자치시|특별시|광역시|특례시|시|군|구|읍)$")
_BRACKET = re.compile(r"\s*[(\[（【]([^)\]）】]*)[)\]）】]?\s*")
_GENERIC_CONTEXT = _AFTER | _words("city country rural urban core ville canton state")
_AREAS = _words(
    "county province district region oblast prefecture voivodeship governorate department raion rayon "
    "ken fu megye ili sheng shire state kreis landkreis powiat judetul raionul kabupaten provincia "
    "departement estado regional area departamento changwat tinh"
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
    words = fold(text if text.isascii() else text.translate(_VARIANTS)).split()
    if len(words) == 1:
        return _WORDS.get(words[0]) or words[0]
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
        filed = (key_of(reading.text), reading.contexts)
        if filed[0] and (filed not in unique or unique[filed].cost > reading.cost):
            unique[filed] = reading
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
    words = fold(text).split()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        if " ".join(words[:count]) in _BEFORE:
            return " ".join(words[count:]).removeprefix("the ")
    return ""


def _strip_after(text: str) -> str:
    words = fold(text).split()
    for count in range(min(_LONGEST, len(words) - 1), 0, -1):
        if " ".join(words[-count:]) in _AFTER:
            return " ".join(words[:-count])
    return ""
