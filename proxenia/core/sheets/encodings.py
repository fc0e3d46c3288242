"""Which encoding a text file is in, decided from its bytes; mixed files line by line."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

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
    """The text, the encoding ("utf-8", "cp1252", …) and, in a mixed file, the odd lines, counted from 0."""

    text: str
    encoding: str
    odd_lines: frozenset[int] = frozenset()


def decode(content: bytes) -> Decoded:
    """Return the text of a file in any encoding; never fails, so the caller remarks what was assumed."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return Decoded(content[len(mark) :].decode(encoding, "replace"), encoding)
    wide = _wide(content[:4096])
    if wide:
        return Decoded(content.decode(wide, "replace"), wide)
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(content)


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
    # A line of a double-byte encoding can pass for UTF-8 by chance; one of a single-byte encoding hardly can.
    if unicode_lines and encoding.startswith(("cp125", "koi8")):
        text = "".join(
            _decode_as(line, encoding) if place in odd else line.decode("utf-8")
            for place, line in enumerate(lines)
        )
        return Decoded(text, encoding, odd)
    return Decoded(_decode_as(content, encoding), encoding)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decode_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        # Latin-1 knows every byte; the five that Windows-1252 leaves out are rare.
        return content.decode("latin-1" if encoding == "cp1252" else encoding, "replace")


def guess(sample: bytes) -> str:
    """Return the likeliest legacy encoding of text that is not UTF-8."""
    high = len(_HIGH.findall(sample))
    for encoding in ("cp932", "euc_jp", "cp949"):
        # Without kana, Japanese in EUC looks like Chinese.
        if _share_of_common(sample, encoding) > 0.8 and (encoding != "euc_jp" or _has_kana(sample)):
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


def _has_kana(sample: bytes) -> bool:
    text = sample.decode("euc_jp", "ignore")
    kana = len(re.findall("[\u3041-\u30fe]", text))
    return kana > 0.15 * sum(ord(char) > 127 for char in text)


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
