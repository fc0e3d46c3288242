"""Filesystems that can be taken away: ext4 on a loop device whose power is cut, a tmpfs of a given size."""

import fcntl
import os
import shutil
import struct
import subprocess
import time
from pathlib import Path

EXT4_IOC_SHUTDOWN = 0x8004587D
WITHOUT_FLUSHING = 2
"""The journal in memory is lost with everything that was not synced: what a power cut leaves behind."""
IMAGE_BYTES = 640 * 1024 * 1024


def run(*command: str | Path) -> str:
    """Run a program of the system; its own words where it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr.strip()}")
    return done.stdout.strip()


def why_no_mounts() -> str:
    """Say why nothing can be mounted here; empty where it can be tried."""
    if os.geteuid() != 0:
        return "needs root"
    if shutil.which("mount") is None:
        return "needs mount"
    return ""


def why_no_cuts() -> str:
    """Say why no power can be cut here: no root, no loop device, no ext4; empty where all of it works."""
    reason = why_no_mounts()
    if reason:
        return reason
    if shutil.which("mkfs.ext4") is None or shutil.which("losetup") is None:
        return "needs mkfs.ext4 and losetup"
    try:
        run("losetup", "-f")
    except RuntimeError:
        return "needs a free loop device"
    return ""


class Mount:
    """A filesystem at a folder; `gone` takes it off, whatever still stands on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def lay(self) -> None:
        """Put an empty filesystem there."""

    def gone(self) -> None:
        """Take it away with all it holds."""
        for child in self.folder.iterdir():
            shutil.rmtree(child) if child.is_dir() else child.unlink()


class Tmpfs(Mount):
    """Memory as a disk that can be as full as one likes."""

    is_mounted = False

    def lay(self) -> None:
        self.gone()
        run("mount", "-t", "tmpfs", "-o", "size=1g,mode=755", "tmpfs", self.folder)
        self.is_mounted = True

    def resize(self, size: int) -> None:
        """Let it hold so many bytes."""
        run("mount", "-o", f"remount,size={size}", self.folder)

    def used(self) -> int:
        """Return the bytes it holds now."""
        state = os.statvfs(self.folder)
        return (state.f_blocks - state.f_bfree) * state.f_frsize

    def gone(self) -> None:
        if self.is_mounted:
            unmount(self.folder)
            self.is_mounted = False


class LoopDisk(Mount):
    """An ext4 filesystem in a file, on a loop device of its own: a disk with a plug that can be pulled."""

    def __init__(self, folder: Path, image: Path) -> None:
        super().__init__(folder)
        self.image = image
        self.device = ""
        self.is_mounted = False

    def lay(self) -> None:
        self.gone()
        with self.image.open("wb") as file:
            file.truncate(IMAGE_BYTES)
        self.device = self._attach()
        run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", self.device)
        self.plug_in()

    def _attach(self) -> str:
        """Take a free loop device; another run may take the same one first, so a few times."""
        for attempt in range(5):
            try:
                return run("losetup", "-f", "--show", self.image)
            except RuntimeError:
                if attempt == 4:
                    raise
                time.sleep(0.2)
        raise AssertionError

    def plug_in(self) -> None:
        """Mount it; after a cut the filesystem replays its journal here."""
        run("mount", "-t", "ext4", self.device, self.folder)
        self.is_mounted = True

    def settle(self) -> None:
        """Write everything down, so that only what comes later is at stake."""
        run("sync", "-f", self.folder)

    def pull_the_plug(self) -> None:
        """Stop the filesystem at once: nothing that was not synced reaches the disk, not even the journal."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, struct.pack("I", WITHOUT_FLUSHING))
        finally:
            os.close(handle)

    def take_off(self) -> None:
        """Unmount what is left after a cut."""
        unmount(self.folder)
        self.is_mounted = False

    def gone(self) -> None:
        if self.is_mounted:
            self.take_off()
        if self.device:
            run("losetup", "-d", self.device)
            self.device = ""
        self.image.unlink(missing_ok=True)


def unmount(folder: Path, seconds: float = 10) -> None:
    """Unmount; the last process that stood on it may need a moment to be gone."""
    until = time.monotonic() + seconds
    while True:
        try:
            run("umount", folder)
            return
        except RuntimeError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
