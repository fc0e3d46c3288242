"""The file of a backup: a plain tar of parts, a manifest with a digest of each, a seal over every byte before it.

Nothing of it is believed: names, sizes and kinds are checked before a byte is written anywhere, so that a made-up file
can neither climb out of its folder nor fill the disk.
"""

import hashlib
import io
import json
import re
import shutil
import tarfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from proxenia.core import durable
from proxenia.core.errors import Refused

MANIFEST, SEAL = "manifest.json", "seal"
FORMAT = 2
_PART = re.compile(r"database\.sqlite3|tables/[a-z0-9_]{1,63}\.copy|files/[0-9a-z]{1,8}/[0-9a-z]{1,64}")
_LONGEST_MANIFEST = 512 * 1024 * 1024
_BLOCK = 1024 * 1024
Manifest = dict[str, Any]


class _Sealing:
    """A file on its way to the disk, with the digest of all that was written so far."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write and remember."""
        self._digest.update(data)
        return self._file.write(data)

    def tell(self) -> int:
        """Return how much was written."""
        return self._file.tell()

    def hexdigest(self) -> str:
        """Return the digest of all so far."""
        return self._digest.hexdigest()


class _Reading:
    """A part on its way into the archive, with its digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read and remember."""
        data = self._file.read(size)
        self.digest.update(data)
        return data


def pack(target: Path, manifest: Manifest, parts: Sequence[tuple[str, Path]]) -> str:
    """Write the parts, the manifest and the seal to ``target``, whole or not at all, read back; return the seal.

    Raises OSError, as writing does; nothing of that name is there then.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            seal = _write(_Sealing(file), manifest, parts)
            file.flush()
        durable.settle(part)
        check(part)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    durable.settle(target.parent)
    return seal


def _write(out: _Sealing, manifest: Manifest, parts: Sequence[tuple[str, Path]]) -> str:
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
        told = {name: _add(archive, name, path) for name, path in parts}
        content = json.dumps({**manifest, "format": FORMAT, "parts": told}).encode()
        _add_bytes(archive, MANIFEST, content)
        seal = out.hexdigest()
        # The manifest's own digest stands beside the seal, so that damage to it can be told by name.
        _add_bytes(archive, SEAL, f"{seal} {hashlib.sha256(content).hexdigest()}".encode())
    return seal


def _add(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        member = tarfile.TarInfo(name)
        member.size, member.mtime = path.stat().st_size, int(time.time())
        reading = _Reading(file)
        archive.addfile(member, reading)  # it needs no more than read
    return {"bytes": member.size, "sha256": reading.digest.hexdigest()}


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime = len(content), int(time.time())
    archive.addfile(member, io.BytesIO(content))


def read_manifest(source: Path) -> Manifest:
    """Return what a backup says of itself; refuses what is no backup, or one that was cut short."""
    with _opened(source) as archive:
        return _manifest_of(archive, _members(archive, source), source)


def check(source: Path) -> Manifest:
    """Read a backup through, byte by byte, and return its manifest; the part that is damaged is named."""
    with _opened(source) as archive:
        members = _members(archive, source)
        manifest = _manifest_of(archive, members, source)
        for member in members[:-2]:
            _compare(member.name, _copied(archive, member, None), manifest, source)
        _check_seal(archive, members, source)
    return manifest


def seal_of(source: Path) -> str:
    """Return the seal a backup bears, as it was printed when it was made."""
    with _opened(source) as archive:
        return _sealed(archive, _members(archive, source)[-1])[0]


def unpack(source: Path, folder: Path) -> Manifest:
    """Write the parts of a backup into an empty folder, each compared with its digest; return the manifest."""
    manifest = check(source)
    wanted = sum(told["bytes"] for told in manifest["parts"].values())
    if wanted > shutil.disk_usage(folder).free:
        raise Refused("There is no room on the disk to unpack the backup; nothing was changed.", str(source))
    with _opened(source) as archive:
        for member in _members(archive, source)[:-2]:
            path = folder / member.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as out:
                _compare(member.name, _copied(archive, member, out), manifest, source)
    return manifest


def _opened(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source, "r:")
    except tarfile.TarError as error:
        raise _damaged("its beginning", source) from error
    except OSError as error:
        raise Refused(f"The backup cannot be read: {error.strerror}.", str(source)) from error


def _damaged(where: str, source: Path) -> Refused:
    return Refused(f"This is not a backup, or it is damaged at {where}; nothing was changed.", str(source))


def _members(archive: tarfile.TarFile, source: Path) -> list[tarfile.TarInfo]:
    """Return the entries in order; refuses anything but the plain files a backup has, once each, sealed at its end."""
    found = list(_walk(archive, source))
    names = [member.name for member in found]
    if names[-2:] != [MANIFEST, SEAL]:
        raise _damaged(f"its end, after {names[-1] if names else 'nothing'}", source)
    for member in found[:-2]:
        if not (member.isreg() and not member.issparse() and _PART.fullmatch(member.name)):
            raise _damaged(f"{member.name[:80]!r}, which no backup holds", source)
    if len(set(names)) != len(names):
        raise _damaged("a part that stands there twice", source)
    return found


def _walk(archive: tarfile.TarFile, source: Path) -> Iterator[tarfile.TarInfo]:
    last = "its beginning"
    try:
        for member in archive:
            last = member.name[:80]
            yield member
    except (tarfile.TarError, OSError, ValueError, OverflowError) as error:
        raise _damaged(f"or after {last}", source) from error


def _manifest_of(archive: tarfile.TarFile, members: list[tarfile.TarInfo], source: Path) -> Manifest:
    member = members[-2]
    if member.size > _LONGEST_MANIFEST:
        raise _damaged(MANIFEST, source)
    try:
        content = archive.extractfile(member)
        manifest: Manifest = json.loads(content.read() if content else b"")
        told = {name: (part["bytes"], part["sha256"]) for name, part in manifest["parts"].items()}
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(MANIFEST, source) from error
    if manifest.get("format") != FORMAT:
        raise Refused("This backup was made by another version of Proxenia.", str(source))
    sizes = {member.name: member.size for member in members[:-2]}
    if sizes != {name: size for name, (size, _digest) in told.items()}:
        raise _damaged(f"{MANIFEST}, which speaks of other parts than there are", source)
    return manifest


def _copied(archive: tarfile.TarFile, member: tarfile.TarInfo, out: IO[bytes] | None) -> str:
    """Read one part through, writing it where asked for; return its digest ('' where it ends too early)."""
    digest = hashlib.sha256()
    try:
        content = archive.extractfile(member)
        while content is not None and (data := content.read(_BLOCK)):
            digest.update(data)
            if out is not None:
                out.write(data)
    except tarfile.TarError:
        return ""
    return digest.hexdigest()


def _compare(name: str, digest: str, manifest: Manifest, source: Path) -> None:
    if digest != manifest["parts"][name]["sha256"]:
        raise _damaged(name, source)


def _sealed(archive: tarfile.TarFile, member: tarfile.TarInfo) -> list[str]:
    """Return the seal and the digest of the manifest, as they stand at the end."""
    content = archive.extractfile(member)
    text = content.read(200).decode("ascii", "replace") if content else ""
    return [text[:64], text[64:]]


def _check_seal(archive: tarfile.TarFile, members: list[tarfile.TarInfo], source: Path) -> None:
    """Compare the seal with every byte before it; what comes after it must be empty."""
    member = members[-1]
    seal, of_manifest = _sealed(archive, member)
    digest = hashlib.sha256()
    with source.open("rb") as file:
        left = member.offset
        while left and (data := file.read(min(left, _BLOCK))):
            digest.update(data)
            left -= len(data)
        file.seek(member.offset_data + member.size)
        rest = file.read()
    is_sealed = seal == digest.hexdigest()
    is_told = of_manifest == f" {_copied(archive, members[-2], None)}"
    if not (is_sealed and is_told):
        where = f"{SEAL}: a name, a size or a gap between parts was changed"
        raise _damaged(where if is_sealed or is_told else MANIFEST, source)
    if rest.strip(b"\0") or member.size != 2 * 64 + 1:
        raise _damaged("what follows its end", source)
