# ruff: noqa: E501 (a list of hostile texts reads best as it is)
"""About five hundred texts that nobody writes by mistake, and mutations of them; the same for the same seed."""

import random

MARK = "qzpwn"
"""Stands in what would become an element or an attribute, if anything let it."""
SUM = "7191*7193"
SUM_DONE = "51724863"
"""What a template, a formula or a database would make of the sum."""

SQL = (
    "' OR 1=1 --", "'; DROP TABLE records_anchor; --", '" OR ""="', "') UNION SELECT 1,2,3 --", "1; SELECT pg_sleep(9)",
    "admin'--", "%' AND 1=0 UNION ALL SELECT NULL--", "\\'; --", "x' AND (SELECT 1/0)::text = '1", "_connector=OR 1=1",
    "__class__", "pk__in=1", "'||(SELECT 7191*7193)||'", "0x31", "NULL", "null", "None", "true", "NaN", "-inf",
)  # fmt: skip
HTML = (
    f"<script {MARK}>alert(1)</script>", f"<img src=x {MARK} onerror=alert(1)>", f"<svg {MARK} onload=alert(1)>",
    f'"><b {MARK}>x</b>', f"'><b {MARK}>x</b>", f"</textarea><b {MARK}>", f"</title><b {MARK}>", f"--><b {MARK}>",
    f"<a href=javascript:alert(1) {MARK}>x</a>", f"<iframe {MARK} srcdoc='<script>1</script>'>", f'" {MARK}="1',
    f"' {MARK}='1", f"` {MARK}=`1", f"]]><b {MARK}>", f"<!--<b {MARK}>-->", f"&lt;b {MARK}&gt;", f"<b {MARK}", "&#60;b&#62;",
    f"<math {MARK}><mtext></form><form><mglyph><style></math>", f"</select></form><b {MARK}>", "javascript:alert(1)",
    f"<x {MARK}/onclick=alert(1)>", f"<style {MARK}>*{{color:red}}</style>", f"<base href=//evil.example {MARK}>",
    f"<meta {MARK} http-equiv=refresh content=0;url=//evil.example>", f"<form {MARK} action=//evil.example>",
)  # fmt: skip
TEMPLATES = (
    f"{{{{{SUM}}}}}", f"${{{SUM}}}", f"#{{{SUM}}}", f"<%= {SUM} %>", f"{{{{ {SUM}|add:0 }}}}", "{% load static %}",
    "{% include 'base.html' %}", "{{ request.user.password }}", "{{ settings.SECRET_KEY }}", "{x.__class__}",
    "{0.__init__.__globals__}", "{x.__init__.__code__.co_consts}", "%(password)s", "%s%s%s%s%s", "%n%n%n", "%99999999d",
    "{:>999999999}", "%c%c%c", "{}", "{0}{1}", "{", "}", "{{", "{%", "%", "%(", "$(id)", "`id`", "; id", "| id", "&& id",
    f"=({SUM})", f"@SUM({SUM})", f"+{SUM}", f"-{SUM}", f"\t={SUM}", f"\r={SUM}", f"\n={SUM}", f"＝{SUM}", f"  ={SUM}",
    '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0", '=IMPORTXML("http://evil.example","//a")', "@x", "+1-1",
)  # fmt: skip
LINES = (
    "a\r\nSet-Cookie: evil=1", "a\nBcc: evil@example.org", "a\r\n\r\n<b>", "a\x0bb", "a\x0cb", "a\x1cb", "a\x85b",
    "a\u2028b", "a\u2029b", "\x00", "a\x00b", "\x00" * 50, "\x1b[31mred\x1b[0m", "\x07", "\x08\x08\x08", "\x7f", "\ufeffx",
    "\ufffe", "\uffff", "\U0010ffff", "\ue000",
)  # fmt: skip
UNICODE = (
    "\u202egnp.exe", "\u2066x\u2069", "a\u200bb", "a\u200db", "\u00ad", "pаypal", "ℂ𝕒𝕗é", "cafe\u0301", "ﬁ", "ß", "İ", "ı",
    "Σς", "ǅ", "ŉ", "\u0345", "\u1e9e", "👨‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "٠١٢٣", "௧௨௩", "Ⅻ", "½", "①", "²", "١٫٥", "−5", "１２", "\ud800",
    "\udfff", "a\udc80b", "\ud83d", "Z" + "\u0301" * 300, "\u0f3d" * 200, "क्षत्रिय", "שָׁלוֹם", "مرحبا", "你好", "ไทย",
    "\u3164", "\u2800", "\u180e", " ", "\u00a0", "\u3000", "\t", "",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "-1", "1e308", "1e400", "-1e400", "1e-400", "9" * 20, "9" * 400, "-" + "9" * 40, "2147483648", "9223372036854775807",
    "9223372036854775808", "-9223372036854775809", "1.7976931348623157e309", "0.1" + "0" * 60 + "1", "1,2,3", "1.2.3", "١٢٣",
    "0x7f", "0b1", "0o7", "1_000", "∞", "Infinity", "1/0", "1e", "+", "-", ".", ",", "--1", "1--", "(5)", "((5))", "5%",
    "1 000 000", "1'000", "12:60", "€", "EUR", "5 EUR USD", "5 ¤", "1e5000000", "9" * 5000,
)  # fmt: skip
DATES = (
    "0000-00-00", "0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "2024-02-30", "2023-02-29", "2024-13-01",
    "2024-00-10", "31/02/2024", "99/99/9999", "2024-W53-7", "2024-366", "20240230", "24:00", "2024-01-01T25:61:61Z",
    "2024-01-01T00:00:00+99:99", "1e9", "45000", "0", "-1", "2958466", "99999999", "today", "yesterday", "spring 0000",
    "May", "May 0", "0 May", "May May May", "1.1.1", "1-1-1", "1/1/1/1", "12'", "'", "''24", "'24-'25", "2024/2025/2026",
    "1999-2000-2001", "ca.", "~", "~2024", "2024?", "????", "20٢4-01-01", "２０２４-01-01", "2024–2025–2026", "to", "2024 to",
    "P1D", "@0", "1582-10-10", "1752-09-05", "2024-01-01 " * 40,
)  # fmt: skip
PATHS = (
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "file:///etc/passwd", "C:\\x", "\\\\evil\\share",
    "....//....//", "%2e%2e%2f", "a/b/c", "CON", "nul.txt", ".", "..", "~root", "-rf", "//evil.example/x", "\\\\evil.example",
    "https:evil.example", "http://169.254.169.254/", "https://a@evil.example", "ldap://x", "gopher://x", "data:text/html,x",
    "x" * 300 + ".pdf", "a.pdf\x00.exe", "a\r\nb.pdf", "a;b.pdf", 'a"b.pdf', "a'b.pdf", "a%0d%0ab.pdf", "\u202efdp.exe",
)  # fmt: skip
ADDRESSES = (
    "a@b", "@", "a@@b.c", "a@b.c\r\nBcc: x@y.z", '"a b"@c.d', "a@[127.0.0.1]", "a" * 300 + "@example.org", "a@" + "b" * 300,
    "a@b..c", "<a@b.c>", "a@b.c,d@e.f", "ä@ö.ü", "a@xn--", "mailto:a@b.c", "a b@c.d", "a@b.c ", "A@B.C", "a\x00@b.c",
)  # fmt: skip
JSON = (
    "{", "[", "[]", "{}", "null", "1", '"', "NaN", "[NaN]", "Infinity", "1e400", "[" * 20_000, '{"a":' * 20_000,
    '{"a":1,"a":2}', '{"__proto__":1}', '"\\ud800"', '{"id":"\\u0000"}', '{"id":{"a":[]}}', '{"id":[],"rawId":[],"response":1}',
    '{"id":"x","rawId":"x","response":{},"type":"public-key"}', '{"id":null}', "9" * 5000, "tru", "\ufeff{}", '{"a":"' + "x" * 60_000 + '"}',
)  # fmt: skip
LONG = tuple(
    text * (50_000 // len(text))
    for text in ("a", " ", "\n", "(", "a ", "1", "1.", "1,", "9", "-", "'", '"', "<", "&", "%", "{", "é", "字", "😀", "a,", ";",
                 "\u202e", "=", "/", "\\", "[", "a(", "May ", "to ", "12 ", ". ", "a1", "&#60;", "\t\n")
)  # fmt: skip
_LINK = ("and", "of", "de", "City of", "Sister", "—", "\u200b")


def corpus() -> list[str]:
    """Return every text once, the short ones with a word around them as well: about five hundred."""
    plain = list(
        dict.fromkeys(
            (*SQL, *HTML, *TEMPLATES, *LINES, *UNICODE, *NUMBERS, *DATES, *PATHS, *ADDRESSES, *JSON)
        )
    )
    around = [f"City {text} of Trier" for text in (*SQL, *HTML, *TEMPLATES, *LINES)]
    return [*plain, *around, *LONG]


def mutated(chance: random.Random, texts: list[str]) -> str:
    """Return a text made of one or two of these: cut, doubled, joined, a letter changed."""
    text = chance.choice(texts)[:2000]
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(0, len(text))
        match chance.randint(0, 5):
            case 0:
                text = text[:at] + chance.choice(texts)[:200] + text[at:]
            case 1:
                text = text[:at]
            case 2:
                text = (
                    text[:at]
                    + chr(chance.choice((0, 9, 10, 32, 0x3D, 0xA0, 0x202E, 0xD800, 0xFFFD, 0x1F600)))
                    + text[at:]
                )
            case 3:
                text = text * 2
            case 4:
                text = f"{chance.choice(_LINK)} {text}"
            case _:
                text = text[at:] + text[:at]
    return text[:4000]


def broken(chance: random.Random, content: bytes) -> bytes:
    """Return bytes with something wrong in them: bits turned, pieces cut out, doubled, moved."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        if not data:
            break
        at = chance.randrange(len(data))
        match chance.randint(0, 4):
            case 0:
                data[at] ^= 1 << chance.randint(0, 7)
            case 1:
                del data[at : at + chance.randint(1, 64)]
            case 2:
                data[at:at] = data[at : at + chance.randint(1, 64)]
            case 3:
                data[at : at + 4] = chance.randbytes(4)
            case _:
                data[at:at] = chance.choice(
                    (b"\x00", b'"', b"\r", b"\n", b"\xff\xfe", b",", b";", b"\xed\xa0\x80", b"<")
                )
    return bytes(data)
