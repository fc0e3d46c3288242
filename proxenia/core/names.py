"""Names of countries and languages in the reader's language, from CLDR."""

from functools import cache

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.localedata import locale_identifiers
from django.utils.translation import get_language

from proxenia.core.values import fold, split_list


def _locale() -> Locale:
    return _locale_of(get_language() or "en")


@cache
def _locale_of(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def country_name(code: str) -> str:
    """Return a country's name in the reader's language; an unknown code is its own name."""
    return str(_locale().territories.get(code, code))


def language_name(code: str) -> str:
    """Return a language's name in the reader's language; an unknown code, or words, are their own name."""
    return str(_locale().languages.get(code.replace("-", "_"), code))


def country_names(codes: list[str]) -> list[tuple[str, str]]:
    """Return (code, name) pairs in the order of the names, for a choice."""
    return sorted(((code, country_name(code)) for code in codes), key=lambda pair: fold(pair[1]))


def national_languages(country: str) -> list[str]:
    """Return the codes of a country's official languages; where the law names none, those used as official."""
    by_law = get_official_languages(country, regional=False, de_facto=False)
    return list(by_law or get_official_languages(country, regional=False, de_facto=True))


def official_languages(country: str) -> list[str]:
    """Return the codes of a country's official languages, those of its regions after them."""
    regional = get_official_languages(country, regional=True, de_facto=False)
    return list(dict.fromkeys([*national_languages(country), *regional]))


@cache
def _language_keys(reader: str) -> dict[str, str]:
    """Return folded name or code -> code: names in English and in the reader's language."""
    english, theirs = _locale_of("en"), _locale_of(reader)
    keys: dict[str, str] = {}
    for code in english.languages:
        for name in (code, english.languages[code], theirs.languages.get(code, "")):
            keys.setdefault(fold(str(name)), str(code))
    keys.pop("", None)
    return keys


@cache
def _own_keys() -> dict[str, str]:
    """Return folded name of each language in itself -> code; half a second, so asked only when need be."""
    codes = [code for code in locale_identifiers() if len(code) < 4]
    names = {code: Locale.parse(code).languages.get(code, "") for code in codes}
    return {fold(str(name)): code for code, name in names.items() if name}


def language_codes(text: str) -> list[str]:
    """Return the codes of languages written with `;` or `,` between them; what is no language stays as written."""
    keys = _language_keys(get_language() or "en")
    words = [(fold(word), word) for word in split_list(text.replace(",", ";"))]
    return list(dict.fromkeys(keys.get(key) or _own_keys().get(key, word) for key, word in words))
