"""Messages of Outlook (.msg) for tests: a compound file (MS-CFB) with the properties of a mail (MS-OXMSG)."""

import datetime as dt
import struct
from collections.abc import Mapping
from typing import Any

SECTOR, MINI, CUTOFF = 512, 64, 4096
END, FREE, FAT_SECTOR, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
TEXT, TIME, NUMBER, BYTES = 0x001F, 0x0040, 0x0003, 0x0102
Tree = Mapping[str, Any]
"""Streams by name as bytes, storages as trees."""


def _padded(content: bytes, size: int) -> bytes:
    return content + b"\x00" * (-len(content) % size)


def _entries(tree: Tree) -> list[list[Any]]:
    """The directory: name, kind, content, left and right sibling, child; every folder's entries as a balanced tree."""
    found: list[list[Any]] = [["Root Entry", ROOT, b"", NONE, NONE, NONE]]

    def add(owner: int, inner: Tree) -> None:
        keys = []
        for name, content in inner.items():
            is_stream = isinstance(content, bytes)
            keys.append(len(found))
            kind = STREAM if is_stream else STORAGE
            found.append([name, kind, content if is_stream else b"", NONE, NONE, NONE])
            if not is_stream:
                add(keys[-1], content)
        found[owner][5] = balanced(keys)

    def balanced(keys: list[int]) -> int:
        if not keys:
            return NONE
        middle = len(keys) // 2
        found[keys[middle]][3] = balanced(keys[:middle])
        found[keys[middle]][4] = balanced(keys[middle + 1 :])
        return keys[middle]

    add(0, tree)
    return found


def _chain(fat: list[int], content: bytes, size: int) -> int:
    """Lay out a stream from the next free sector on; its first sector."""
    count = -(-len(content) // size)
    if not count:
        return END
    begin = len(fat)
    fat += [*range(begin + 1, begin + count), END]
    return begin


def compound(tree: Tree) -> bytes:
    """A compound file of these streams and storages."""
    entries, fat, mini_fat, data, mini = _entries(tree), [], [], b"", b""
    starts: list[int] = []
    for _name, kind, content, *_tree in entries:
        if kind != STREAM:
            starts.append(END if kind == ROOT else 0)
        elif len(content) < CUTOFF:
            starts.append(_chain(mini_fat, content, MINI))
            mini += _padded(content, MINI)
        else:
            starts.append(_chain(fat, content, SECTOR))
            data += _padded(content, SECTOR)
    starts[0] = _chain(fat, mini, SECTOR)
    data += _padded(mini, SECTOR)
    mini_table = _padded(struct.pack(f"<{len(mini_fat)}I", *mini_fat), SECTOR)
    mini_at = _chain(fat, mini_table, SECTOR)
    data += mini_table
    rows = b""
    for (name, kind, content, left, right, child), start in zip(entries, starts, strict=True):
        named = (name + "\x00").encode("utf-16-le")
        size = len(mini) if kind == ROOT else len(content)
        rows += named.ljust(64, b"\x00") + struct.pack("<HBB", len(named), kind, 1)
        rows += struct.pack("<3I", left, right, child) + b"\x00" * 36 + struct.pack("<IQ", start, size)
    empty = b"\x00" * 68 + struct.pack("<3I", NONE, NONE, NONE) + b"\x00" * 48
    rows += empty * (-len(rows) % SECTOR // 128)
    directory_at = _chain(fat, rows, SECTOR)
    data += rows
    sectors = 1
    while (len(fat) + sectors) * 4 > sectors * SECTOR:
        sectors += 1
    fat_at = len(fat)
    fat += [FAT_SECTOR] * sectors
    fat += [FREE] * (sectors * SECTOR // 4 - len(fat))
    data += struct.pack(f"<{len(fat)}I", *fat)
    head = bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += b"\x00" * 6 + struct.pack("<IIIII", 0, sectors, directory_at, 0, CUTOFF)
    head += struct.pack("<IIII", mini_at, len(mini_table) // SECTOR, END, 0)
    head += struct.pack("<109I", *range(fat_at, fat_at + sectors), *[FREE] * (109 - sectors))
    return head + data


def _properties(values: Mapping[tuple[int, int], Any], head: int) -> dict[str, bytes]:
    """The streams of a set of properties: fixed ones in the table, others in streams of their own."""
    table, streams = b"\x00" * head, {}
    for (number, kind), value in values.items():
        content = b""
        if kind == TEXT:
            content = value.encode("utf-16-le")
        elif kind == BYTES:
            content = value
        if kind in (TEXT, BYTES):
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = content
            said = struct.pack("<II", len(content) + (2 if kind == TEXT else 0), 0)
        else:
            said = struct.pack("<Q", value)
        table += struct.pack("<HHI", kind, number, 6) + said
    return {"__properties_version1.0": table, **streams}


def filetime(at: dt.datetime) -> int:
    """A moment as Windows counts it: tenths of microseconds since 1601."""
    return int((at - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)).total_seconds() * 10_000_000)


def message(
    *,
    subject: str = "School exchange: Grüße",
    body: str = "Twenty pupils would like to come.",
    headers: str = "",
    people: tuple[tuple[str, str, int], ...] = (("Office", "us@halden.example", 1),),
    attachments: Mapping[str, bytes] | None = None,
) -> bytes:
    """A mail saved from Outlook."""
    values: dict[tuple[int, int], Any] = {
        (0x001A, TEXT): "IPM.Note",
        (0x0037, TEXT): subject,
        (0x0C1A, TEXT): "Anna Müller",
        (0x0C1F, TEXT): "/O=EXCHANGE/OU=FIRST/CN=ANNA",
        (0x5D01, TEXT): "Anna@Trier.example",
        (0x1035, TEXT): "<out1@trier.example>",
        (0x0039, TIME): filetime(dt.datetime(2026, 2, 26, 9, 0, tzinfo=dt.UTC)),
        (0x1000, TEXT): body,
    }
    if headers:
        values[0x007D, TEXT] = headers
    tree: dict[str, Any] = _properties(values, 32)
    for number, (name, address, kind) in enumerate(people):
        said = {(0x3001, TEXT): name, (0x39FE, TEXT): address, (0x0C15, NUMBER): kind}
        tree[f"__recip_version1.0_#{number:08X}"] = _properties(said, 8)
    for number, (name, content) in enumerate((attachments or {}).items()):
        held = {(0x3707, TEXT): name, (0x3701, BYTES): content, (0x3705, NUMBER): 1}
        tree[f"__attach_version1.0_#{number:08X}"] = _properties(held, 8)
    return compound(tree)
