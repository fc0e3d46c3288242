"""Numbers and money as offices write them: "€ 4.310,50", "1 234,5", "12k", "ca. 30"."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from babel import Locale

from .parsed import LONGEST, Cell, CellError, Money, Parsed, is_blank
from .sentences import gettext
from .text import as_text, clean_text, fold

_SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW", "₹": "INR", "₺": "TRY", "₽": "RUB",
    "₴": "UAH", "zł": "PLN", "元": "CNY", "円": "JPY", "원": "KRW", "₪": "ILS", "₫": "VND",
    "฿": "THB", "₦": "NGN", "US$": "USD", "R$": "BRL", "CA$": "CAD", "C$": "CAD", "A$": "AUD",
    "AU$": "AUD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "$": "USD", "Fr.": "CHF",
    "SFr.": "CHF", "Kč": "CZK", "Ft": "HUF", "euros": "EUR", "euro": "EUR",
}  # fmt: skip
_CURRENCY = re.compile(
    "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)), re.IGNORECASE
)
_FOLDED_SIGNS = {sign.casefold(): code for sign, code in _SIGNS.items()}
_ISO_CODE = re.compile(r"(?<![^\W\d_])[A-Za-z]{3}(?![^\W\d_])")
_UNKNOWN_CODE = re.compile(r"[A-Z]{3}")
# Codes in circulation, so that "ca." or "und" is never read as money.
_CODES_TEXT = (
    "AED ALL AMD ARS AUD AZN BAM BDT BGN BHD BOB BRL BYN CAD CHF CLP CNY COP CRC CVE CZK DKK DOP "
    "DZD EGP ETB EUR GBP GEL GHS GTQ HKD HNL HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KRW "
    "KWD KZT LAK LBP LKR MAD MDL MKD MMK MNT MOP MUR MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB "
    "PEN PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SEK SGD SYP THB TJS TND TRY TWD TZS UAH UGX USD "
    "UYU UZS VES VND XAF XOF XPF YER ZAR ZMW"
)
_CODES = frozenset(_CODES_TEXT.split())
_NUMBER = re.compile(r"[-+−]?\s*(?:\d[\d.,'’\s]*\d|\d)(?:[.,]-)?|[-+−]?\s*[.,]\d+")
_ABOUT = re.compile(
    r"(?:ca|circa|c|approx|approximately|about|around|roughly|etwa|rund|env|environ|unos?|unas|aprox|tua)\.?"
    r"|[~≈±<>≤≥]",
    re.IGNORECASE,
)
_TIMES = {
    "k": 1_000, "tsd": 1_000, "mil": 1_000, "thousand": 1_000, "m": 1_000_000,
    "mio": 1_000_000, "mn": 1_000_000, "million": 1_000_000, "millions": 1_000_000,
    "millionen": 1_000_000, "bn": 1_000_000_000, "mrd": 1_000_000_000,
    "billion": 1_000_000_000, "万": 10_000, "萬": 10_000, "億": 100_000_000, "亿": 100_000_000,
}  # fmt: skip
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")
_LARGEST = Decimal(10) ** 15


def parse_decimal(cell: Cell) -> Parsed[Decimal]:
    """Return the number in a cell: blank is None, zero is zero, an error value or words raise CellError."""
    number = _typed_number(cell)
    if number is not None:
        return Parsed(_within_reach(number, cell))
    text = clean_text(cell)
    if is_blank(text) and not text.startswith("#"):
        return Parsed()
    return _read_number(text, text)


def parse_int(cell: Cell) -> Parsed[int]:
    """Return the whole number in a cell; a fraction raises CellError."""
    parsed = parse_decimal(cell)
    if parsed.value is None:
        return Parsed(None, parsed.remark, parsed.leftover)
    if parsed.value != parsed.value.to_integral_value():
        raise CellError(gettext("“%(text)s” is not a whole number.") % {"text": clean_text(cell)})
    return Parsed(int(parsed.value), parsed.remark, parsed.leftover)


def whole_number(text: str) -> int | None:
    """Return the number that a page's own hidden field or address holds; None for what no page of ours writes there.

    Digits of other scripts, superscripts and numbers of ten digits and more are such; ``str.isdigit`` takes all three.
    """
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def parse_money(cell: Cell) -> Parsed[Money]:
    """Return amount and ISO currency; the currency is '' where the cell names none (a plain number)."""
    number = _typed_number(cell)
    if number is not None:
        return Parsed(Money(_within_reach(number, cell)))
    text = clean_text(cell)
    if is_blank(text) and not text.startswith("#"):
        return Parsed()
    currency, rest, remark = _take_currency(text)
    parsed = _read_number(rest, text)
    if not currency and _UNKNOWN_CODE.fullmatch(parsed.leftover):
        raise CellError(gettext("“%(text)s” names a currency that is not known here.") % {"text": text})
    amount = parsed.value if parsed.value is not None else Decimal(0)
    return Parsed(Money(amount, currency), " ".join(filter(None, (remark, parsed.remark))), parsed.leftover)


def parse_currency(cell: Cell) -> Parsed[str]:
    """Return the ISO 4217 code that a code, a sign ("€") or an English name means; raises CellError for others."""
    text = clean_text(cell)
    if is_blank(text):
        return Parsed()
    code = text.upper() if text.upper() in _names().values() else ""
    code = code or _FOLDED_SIGNS.get(text.casefold(), "") or _names().get(fold(text), "")
    if not code:
        raise CellError(gettext("“%(text)s” is not a currency known here.") % {"text": text})
    return Parsed(code, _shared_sign(text))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Map the folded English names of currencies to their codes."""
    # XXX and XTS stand for no currency and for tests.
    return {fold(name): code for code, name in Locale("en").currencies.items() if code not in ("XXX", "XTS")}


def _shared_sign(sign: str) -> str:
    """Return the remark for a sign that several currencies share, '' for any other."""
    shared = {"$": gettext("“$” was read as US dollars."), "¥": gettext("“¥” was read as Japanese yen.")}
    return shared.get(sign, "")


def _typed_number(cell: Cell) -> Decimal | None:
    if isinstance(cell, bool) or cell is None or isinstance(cell, str):
        return None
    if isinstance(cell, (int, Decimal)):
        return Decimal(cell)
    if isinstance(cell, float) and cell.is_integer():
        return Decimal(int(cell))
    # repr gives the shortest decimal that means the same float: 0.1 stays 0.1.
    return Decimal(repr(cell)) if isinstance(cell, float) else None


def _within_reach(number: Decimal, cell: Cell) -> Decimal:
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise CellError(
            gettext("The number %(number)s is too large to be right.") % {"number": as_text(cell)}
        )
    return number


def _take_currency(text: str) -> tuple[str, str, str]:
    for match in _ISO_CODE.finditer(text):
        if match.group().upper() in _CODES:
            return match.group().upper(), text[: match.start()] + " " + text[match.end() :], ""
    sign = _CURRENCY.search(text)
    if not sign:
        return "", text, ""
    code = _FOLDED_SIGNS[sign.group().casefold()]
    return code, text[: sign.start()] + " " + text[sign.end() :], _shared_sign(sign.group())


def _read_number(text: str, said: str) -> Parsed[Decimal]:
    """Read the one number in `text`; `said` is the whole cell for sentences."""
    if len(text) > LONGEST:
        raise CellError(gettext("“%(text)s” is not a number.") % {"text": f"{said[:100]}…"})
    if text.startswith("#"):
        raise CellError(
            gettext("The cell shows the spreadsheet error %(text)s instead of a number.") % {"text": said}
        )
    bracketed = re.fullmatch(r"\s*\((.*)\)\s*", text)
    text = f"-{bracketed.group(1).strip()}" if bracketed else text
    found = list(_NUMBER.finditer(text))
    if len(found) != 1:
        raise CellError(gettext("“%(text)s” is not a number.") % {"text": said})
    before, after = text[: found[0].start()].strip(), text[found[0].end() :].strip()
    number, grouped = _digits(found[0].group(), said)
    about = bool(_ABOUT.fullmatch(before)) or after == "+"
    times, leftover = _scale(after)
    if (before and not about) or (leftover and leftover not in ("+", "%", "h", ".")):
        words = " ".join(filter(None, ("" if about else before, leftover)))
        if before and not about:
            raise CellError(gettext("“%(text)s” is not a number.") % {"text": said})
        leftover = words
    else:
        leftover = ""
    value = _within_reach(number * times, said)
    unclear = about or grouped or times != 1 or bool(leftover)
    return Parsed(value, _read_as(said, value) if unclear else "", leftover)


def _read_as(said: str, value: Decimal) -> str:
    return gettext("“%(text)s” was read as %(number)s.") % {"text": said, "number": format(value, "f")}


def _scale(after: str) -> tuple[int, str]:
    word = re.match(r"[^\W\d_]+", after)
    if word and word.group().casefold() in _TIMES:
        return _TIMES[word.group().casefold()], after[word.end() :].lstrip(". ").strip()
    return 1, after


def _digits(written: str, said: str) -> tuple[Decimal, bool]:
    """Return the number and whether a lone separator was taken for thousands ("1.250")."""
    plain = re.sub(r"[\s'’]", "", written).replace("−", "-").removesuffix(",-").removesuffix(".-")
    if plain.count(".") and plain.count(","):
        decimal_sign = max(".,", key=plain.rfind)
        thousands = "," if decimal_sign == "." else "."
        whole, _, fraction = plain.rpartition(decimal_sign)
        if decimal_sign in whole or thousands in fraction:
            raise CellError(gettext("“%(text)s” is not a number.") % {"text": said})
        return Decimal(f"{whole.replace(thousands, '')}.{fraction}"), False
    grouped = _GROUPED.fullmatch(plain)
    if grouped:
        alone = plain.count(grouped.group(1)) == 1
        return Decimal(plain.replace(grouped.group(1), "")), alone
    plain = plain.replace(",", ".")
    if plain.count(".") > 1:
        raise CellError(gettext("“%(text)s” is not a number.") % {"text": said})
    return Decimal(plain), False
