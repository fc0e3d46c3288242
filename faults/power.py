"""Power cuts: the disk is gone from one moment to the next, with everything that was not synced.

Three writers work; after a while the filesystem under database and files is shut down without flushing, every process
is killed, the disk is mounted again, the database recovers, and the oracle asks for everything that was acknowledged.
"""

import random
import time

from faults import _diary, _disks, _load, _oracle
from faults._disks import LoopDisk
from faults._site import Site
from faults._tally import Control, Tally

WRITERS = 3
LIFE = 20
"""So many cuts does one office live through before a new one is laid: what was kept once must be kept later."""
PATIENCE = 4
"""So many more tries has a control that has not failed yet: what it loses depends on the moment."""
CONTROLS = {"sqlite": ("OFF", "NORMAL"), "postgres": ("off",)}


def cut(site: Site, disk: LoopDisk, seconds: float, seed: int, loosen: str = "") -> float:
    """Let the writers work for a while, pull the plug and plug in again; return when the disk was back."""
    before = _diary.count(site.diaries)
    writers = [
        site.fork(_load.work, site.diaries, f"w{seed}-{number}", seed * 10 + number, loosen=loosen)
        for number in range(WRITERS)
    ]
    _diary.wait_for(site.diaries, before + 1)
    time.sleep(seconds)
    pulled = time.monotonic()
    disk.pull_the_plug()
    site.kill(writers)
    _diary.strike_out(site.diaries, pulled)
    if site.server:
        site.server.kill()
    disk.take_off()
    since = time.monotonic()
    disk.plug_in()
    site.start()
    return since


def run(site: Site, *, count: int, controls: int, seed: int) -> Tally:
    """Cut the power so many times; then the same with safeties off, which must lose."""
    tally = Tally("power", site.engine, seed)
    tally.skipped = _disks.why_no_cuts()
    if tally.skipped:
        return tally
    chance = random.Random(seed)
    disk = site.disk()
    for number in range(count):
        if number % LIFE == 0:
            site.lay(disk)
            tally.fresh()
        since = cut(site, disk, chance.uniform(0.2, 1.4), seed + number)
        found = site.ask(_oracle.examine, site.diaries, since)
        found["broken"] += site.server.problems() if site.server else []
        tally.take(found, f"cut {number}")
        for sentence in site.faults():
            tally.complain(f"cut {number}: a writer met {sentence}")
    for how in CONTROLS[site.engine]:
        tally.controls.append(control(site, disk, how, controls, chance))
    return tally.over()


def control(site: Site, disk: LoopDisk, how: str, count: int, chance: random.Random) -> Control:
    """Cut the power with a safety off; count the cuts after which something was lost or broken."""
    found = tried = 0
    while tried < count or (not found and tried < count + PATIENCE):
        tried += 1
        site.lay(disk)
        try:
            since = cut(site, disk, chance.uniform(0.6, 1.2), chance.randrange(10**6), loosen=how)
            seen = site.ask(_oracle.examine, site.diaries, since, again=False)
            found += bool(seen["lost"] or seen["half"] or seen["broken"])
        except RuntimeError:
            # A database that cannot even be read any more is as lost as can be.
            found += 1
        site.faults()
    setting = "synchronous" if site.engine == "sqlite" else "synchronous_commit"
    return Control(f"{setting}={how}", tried, found, "cuts that lost something")
