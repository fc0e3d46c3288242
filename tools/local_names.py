"""Which of a place's alternate names is the one written on its own signs.

GeoNames' alternates in this edition carry no language, so the local name is the alternate in the country's
main script that reads most like the place's usual name, by letters the country's language has.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from babel import Locale, UnknownLocaleError
from rapidfuzz import fuzz

_SCRIPTS = {
    "Arab": "ARABIC",
    "Cyrl": "CYRILLIC",
    "Grek": "GREEK",
    "Armn": "ARMENIAN",
    "Beng": "BENGALI",
    "Tibt": "TIBETAN",
    "Hans": "CJK",
    "Hant": "CJK",
    "Jpan": "CJK",
    "Geor": "GEORGIAN",
    "Hebr": "HEBREW",
    "Ethi": "ETHIOPIC",
    "Kore": "HANGUL",
    "Khmr": "KHMER",
    "Laoo": "LAO",
    "Sinh": "SINHALA",
    "Mymr": "MYANMAR",
    "Thaa": "THAANA",
    "Deva": "DEVANAGARI",
    "Thai": "THAI",
}
# Letters that a language does not use, to tell it from its neighbours in the same script.
_FOREIGN = {
    "ru": "іїєґўјљњћђџѓќѕәғқңөұүһў",
    "uk": "ыэъёўјљњћђџѓќѕәғқңөұүһ",
    "be": "ищъїєґјљњћђџѓќѕәғқңөұүһ",
    "bg": "ыэёіїєґўјљњћђџѓќѕәғқңөұүһ",
    "sr": "йщъыьэюяёіїєґўѓќѕәғқңөұүһ",
    "mk": "йщъыьэюяёіїєґўђћәғқңөұүһ",
    "kk": "їєґўјљњћђџѓќѕ",
    "ky": "іїєґўјљњћђџѓќѕәғқұһ",
    "mn": "іїєґўјљњћђџѓќѕәғқңұһ",
    "tg": "іїєґўјљњћђџѓќѕәңөұүһщы",
    "ar": "پچژگکیےۂہھڈڑٹںۇېۋ",
    "fa": "كيےۂہھڈڑٹںۇېةى",
    "ur": "كيىةۇېۋ",
}
_CODECS = {"Hans": "gb2312", "Hant": "big5", "Jpan": "euc_jp", "Kore": "euc_kr"}
_ENDINGS = re.compile("(?<=..)[市县縣區区都府]$")


def local_name(name: str, alternates: list[str], script: str, language: str, timezone: str) -> str:
    """Return the local name, or `name` where the alternates hold none that can be told."""
    capital = _capital_in_own_language(name, alternates, language, timezone)
    if script == "Latn" or capital != name:
        return capital
    fitting = [text for text in alternates if _is_written_in(text, script, language)]
    if not fitting:
        return name
    if script == "Jpan":
        return min(fitting, key=lambda text: (bool(_ENDINGS.search(text)), abs(len(text) - 2), text))
    return max(fitting, key=lambda text: (fuzz.ratio(_read(text), _read(name)), -len(text), text))


def _read(text: str) -> str:
    """Read any script in Latin letters, without marks and case."""
    return anyascii(_ENDINGS.sub("", text)).casefold().replace(" ", "")


def _is_written_in(text: str, script: str, language: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    wanted = _SCRIPTS[script]
    if len(letters) < 2 or not all(unicodedata.name(char, "").startswith(wanted) for char in letters):
        return False
    if set(text.casefold()) & set(_FOREIGN.get(language, "")):
        return False
    try:
        text.encode(_CODECS.get(script, "utf-8"))
    except UnicodeEncodeError:
        return False
    if any(unicodedata.combining(char) for char in text) and script in ("Arab", "Hebr"):
        return False
    return "、" not in text and "," not in text and "،" not in text


@lru_cache(maxsize=1024)
def _zone_city(language: str, timezone: str) -> str:
    """Return what CLDR calls the city a time zone is named after, in one language."""
    try:
        zones = Locale.parse(language).time_zones
    except (UnknownLocaleError, ValueError):
        return ""
    return str(zones.get(timezone, {}).get("city", ""))


def _capital_in_own_language(name: str, alternates: list[str], language: str, timezone: str) -> str:
    """Return the name of a zone's own city in the country's language: Wien for Vienna, Warszawa for Warsaw."""
    english = _zone_city("en", timezone) or timezone.rpartition("/")[2].replace("_", " ")
    own = _zone_city(language, timezone) if language and english == name else ""
    return own if own and own in alternates else name
