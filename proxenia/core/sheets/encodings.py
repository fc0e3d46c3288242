"""Which encoding a text file is in, decided from its bytes; mixed files line by line."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from .everyday import EVERYDAY

_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
NAMES = {
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "EUC-KR (Korean)",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
}
_SAMPLE = 200_000
_HIGH = re.compile(rb"[\x80-\xff]")
# Letters of UTF-8 that no word of Western or Central Europe gives in Windows-1252 or 1250.
_UTF8_LETTER = re.compile(rb"[\xc3-\xc5][\x80-\xbf]|(?:[\xc6-\xdf][\x80-\xbf]){2}|[\xe1-\xef][\x80-\xbf]{2}")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
# The commonest letters of each alphabet: read in the wrong encoding, a text loses them.
_FREQUENT = {"cp1251": "оеаинтсрвлкмдпуі", "koi8-r": "оеаинтсрвлкмдпуі", "cp1253": "αοιετσνηυρπκμλςάόίέή"}
# ł ą ż ś ź ť inside a word: in Windows-1252 these bytes are signs, or nothing.
_CENTRAL = re.compile(
    rb"(?<=[A-Za-z\xc0-\xff])[\xb3\xb9\xbf\x9f\x9d\xbe](?=[A-Za-z\xc0-\xff]|\b)|\xb3[a-z]|[\x8d\x8f]"
)
_CZECH = re.compile(rb"[\xec\xf8\xe8\xf9\xc8\xcc\xd8]")
_CARON = re.compile(rb"[\x9a\x9e\x8a\x8e]")
_HUNGARIAN = re.compile(rb"[\xf5\xfb]")
_NOT_HUNGARIAN = re.compile(rb"[\xe0\xe3\xe4\xe7\xe8\xea]")


class Decoded(NamedTuple):
    """The text, the encoding ("utf-8", "cp1252", …), in a mixed file the odd lines, counted from 0, and whether
    bytes were no text at all: each of these stands as U+FFFD."""

    text: str
    encoding: str
    odd_lines: frozenset[int] = frozenset()
    is_broken: bool = False


def decode(content: bytes) -> Decoded:
    """Return the text of a file in any encoding; never fails, so the caller remarks what was assumed."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _replaced(content[len(mark) :], encoding)
    wide = _wide(content[:4096])
    if wide:
        return _replaced(content, wide)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(content)


def _replaced(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding), encoding)
    except UnicodeDecodeError:
        return Decoded(content.decode(encoding, "replace"), encoding, is_broken=True)


def _wide(start: bytes) -> str:
    """Return UTF-16 or UTF-32 without a mark, by where the zeros stand."""
    if not start.count(0):
        return ""
    if start.count(0) > len(start) * 0.6 and len(start) > 3:
        return "utf-32-be" if start[0] == 0 else "utf-32-le"
    return "utf-16-be" if start[0::2].count(0) > start[1::2].count(0) else "utf-16-le"


def _decode_legacy(content: bytes) -> Decoded:
    lines = content.splitlines(keepends=True)
    odd = frozenset(place for place, line in enumerate(lines) if not _is_utf8(line))
    encoding = guess(b"".join(lines[place] for place in sorted(odd))[:_SAMPLE])
    unicode_lines = sum(bool(_HIGH.search(line)) for place, line in enumerate(lines) if place not in odd)
    unicode_lines += sum(
        encoding.startswith("cp125") and _is_damaged(lines[place], encoding) for place in odd
    )
    # A line of a double-byte encoding can pass for UTF-8 by chance; one of a single-byte encoding hardly can.
    if unicode_lines and (encoding.startswith(("cp125", "koi8")) or unicode_lines >= len(odd)):
        texts = [
            _decode_odd(line, encoding) if place in odd else line.decode("utf-8")
            for place, line in enumerate(lines)
        ]
        broken = any("\ufffd" in texts[place] for place in odd)
        return Decoded("".join(texts), encoding, odd, broken)
    return _replaced(content, encoding)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_odd(line: bytes, encoding: str) -> str:
    """Return an odd line of a mixed file; where it holds letters in UTF-8 too, its odd bytes are damage."""
    return line.decode("utf-8" if _is_damaged(line, encoding) else encoding, "replace")


def _is_damaged(line: bytes, encoding: str) -> bool:
    if encoding in ("cp1252", "cp1250"):
        return _UTF8_LETTER.search(line) is not None
    # Bytes of other encodings pair up to letters of UTF-8 by chance, but not most of them.
    letters = len(line.decode("utf-8", "ignore").encode()) - sum(byte < 128 for byte in line)
    return letters > 0.6 * len(_HIGH.findall(line))


def guess(sample: bytes) -> str:
    """Return the likeliest legacy encoding of text that is not UTF-8."""
    high = len(_HIGH.findall(sample))
    for encoding in ("cp932", "euc_jp", "cp949"):
        # Japanese in EUC without kana, Chinese and Korean look like one another.
        if _share_of_common(sample, encoding) > 0.8 and _is_likelier(sample, encoding):
            return encoding
    chinese = max(("gb18030", "big5"), key=lambda name: _share_of_common(sample, name))
    if _share_of_common(sample, chinese) > 0.8:
        return chinese
    if sum(map(len, _HIGH_RUN.findall(sample))) > 0.7 * high and _words_of_one_kind(sample) > 0.7:
        return max(_FREQUENT, key=lambda name: _frequent(sample, name))
    return "cp1250" if _looks_central(sample) else "cp1252"


def _share_of_common(sample: bytes, encoding: str) -> float:
    """Return which share of the characters above ASCII are everyday ones of a double-byte encoding."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError as error:
        # The sample may end in the middle of a character.
        if error.start < len(sample) - 3:
            return 0.0
        text = sample.decode(encoding, "ignore")
    foreign = [char for char in text if ord(char) > 127]
    return sum(_is_common(char, encoding) for char in foreign) / max(len(foreign), 1)


def _is_likelier(sample: bytes, encoding: str) -> bool:
    """Say whether text that may be of an encoding has its everyday signs rather than those of Chinese."""
    if encoding == "euc_jp":
        return _is_japanese(sample)
    return encoding != "cp949" or _everyday(sample, "gb18030") <= _everyday(sample, "cp949") + 0.2


def _is_japanese(sample: bytes) -> bool:
    """Say whether text that may be EUC-JP is: it has kana, or the everyday signs of Japan more than of others."""
    text = sample.decode("euc_jp", "ignore")
    foreign = max(1, sum(ord(char) > 127 for char in text))
    kana = len(re.findall("[\u3041-\u30fe]", text))
    if kana > 0.15 * foreign:
        return True
    everyday = {name: _everyday(sample, name) for name in EVERYDAY}
    return everyday["euc_jp"] >= 0.2 and everyday["euc_jp"] == max(everyday.values())


def _everyday(sample: bytes, encoding: str) -> float:
    """Return the share of a text above ASCII, read in an encoding, that is everyday signs of its script."""
    foreign = [char for char in sample.decode(encoding, "ignore") if ord(char) > 127]
    return sum(char in EVERYDAY[encoding] for char in foreign) / max(len(foreign), 1)


def _is_common(char: str, encoding: str) -> bool:
    if "\u3000" <= char <= "\u30ff" or "\uff01" <= char <= "\uff5e":
        return True
    coded = char.encode(encoding, "ignore")
    lead = coded[0] if len(coded) == 2 else 0
    if encoding == "cp932":
        return 0x88 <= lead <= 0x97
    if encoding == "euc_jp":
        return 0xB0 <= lead <= 0xCF
    if encoding == "cp949":
        return "\uac00" <= char <= "\ud7a3" and 0xB0 <= lead <= 0xC8 and coded[1] >= 0xA1
    return 0xB0 <= lead <= 0xD7 and coded[1] >= 0xA1 if encoding == "gb18030" else 0xA4 <= lead <= 0xC6


def _words_of_one_kind(sample: bytes) -> float:
    """Return the share of high bytes that stand in words without a Latin letter (Cyrillic, Greek)."""
    words = re.findall(rb"[A-Za-z\x80-\xff]+", sample)
    high = sum(len(_HIGH.findall(word)) for word in words)
    alone = sum(len(word) for word in words if not re.search(rb"[A-Za-z]", word) and len(word) > 1)
    return alone / max(high, 1)


def _frequent(sample: bytes, encoding: str) -> int:
    text = sample.decode(encoding, "ignore")
    return sum(text.count(letter) for letter in _FREQUENT[encoding])


def _looks_central(sample: bytes) -> bool:
    if _CENTRAL.search(sample):
        return True
    if _CARON.search(sample) and _CZECH.search(sample):
        return True
    return bool(_HUNGARIAN.search(sample)) and not _NOT_HUNGARIAN.search(sample)
