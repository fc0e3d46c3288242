"""The disk is full: the data lie on a filesystem with hardly any room, a little more of it each time.

Verbs are done until they are refused; a page is asked to write and must say so without a fault of its own. Then there
is room again, and the same product, with nothing repaired by hand, does every verb.
"""

import random
import time

from faults import _load, _oracle, _visit
from faults._diary import Diary
from faults._disks import Tmpfs, why_no_mounts
from faults._site import Site
from faults._tally import Tally
from faults._visit import Pages

LIFE = 20
STEP = {"sqlite": 8 * 1024, "postgres": 256 * 1024}
REFUSALS_EACH = 3
MOST_VERBS = 400
HEALED_WITHIN = 30.0
ROOM_AGAIN = 2**30
FITTING = (302, 503, 507)
"""What a page may answer that was asked to write: done, or that it cannot just now."""


def run(site: Site, *, count: int, seed: int) -> Tally:
    """Fill the disk so many times."""
    tally = Tally("full", site.engine, seed)
    tally.skipped = why_no_mounts()
    if tally.skipped:
        return tally
    chance = random.Random(seed)
    pages: Pages = {}
    disk = site.memory()
    for number in range(count):
        if number % LIFE == 0:
            site.lay(disk)
            tally.fresh()
            pages = site.ask(_visit.prepare)
        one(site, tally, disk, pages, number, chance.randrange(10**9))
    return tally.over()


def one(site: Site, tally: Tally, disk: Tmpfs, pages: Pages, number: int, seed: int) -> None:
    """Leave a little room, fill it, make room, and ask for everything."""
    where = f"full {number}"
    disk.resize(disk.used() + (number % LIFE) * STEP[site.engine] // 2 + 4096)
    for task, patience in ((fill, 90), (heal, 90)):
        if task is heal:
            disk.resize(ROOM_AGAIN)
            site.revive()
        child = site.fork(task, site, seed, pages)
        if not site.ended(child, patience):
            site.kill([child])
            tally.complain(f"{where}: the writer hangs ({task.__name__})")
        for sentence in site.faults():
            tally.complain(f"{where}: {task.__name__}: {sentence}")
    before = tally.refused.total()
    tally.take(site.ask(_oracle.examine, site.diaries, again=number % 5 == 0), where, 0)
    tally.faults += tally.refused.total() - before


def fill(site: Site, seed: int, pages: Pages) -> None:
    """Work until so many verbs were refused for want of room; then ask a page to write."""
    diary = Diary(site.diaries, f"f{seed}-begin")
    try:
        writer = _load.Writer(site.diaries, f"f{seed}", seed)
        refused = done = 0
        while refused < REFUSALS_EACH and done < MOST_VERBS:
            refused += not writer.do(writer.chance.choice(_load.OFTEN))
            done += 1
    except _load.REFUSALS as error:
        # Without room for the lock table of a database that nobody has open, it cannot even be read.
        diary.refuse(error)
    status = write_by_page(pages)
    if status not in FITTING:
        raise AssertionError(f"a page that had to write on a full disk answered {status}")


def write_by_page(pages: Pages) -> int:
    """Send the form that adds a note, as a visitor who signed in before; return the status of the answer."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False, HTTP_COOKIE=pages["cookie"])
    answer = client.post(pages["note"], {"text": "A note on a full disk."})
    return int(answer.status_code)


def heal(site: Site, seed: int, _pages: Pages) -> None:
    """Do every verb once, now that there is room; the first may have to wait until the database is back."""
    writer = _load.Writer(site.diaries, f"h{seed}", seed)
    until = time.monotonic() + HEALED_WITHIN
    while not writer.do("organisation"):
        if time.monotonic() > until:
            raise RuntimeError(f"not healed within {HEALED_WITHIN:.0f} s")
        time.sleep(0.1)
    for verb in writer.verbs():
        if not writer.do(verb):
            raise RuntimeError(f"there is room again, and {verb} is refused")
