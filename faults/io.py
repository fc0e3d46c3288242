"""The n-th write, sync, renaming or opening fails: n = 1, 2, 3 … until the verb comes through untouched.

On SQLite the calls are the writer's own; on PostgreSQL they are those of the server's processes. The verb must refuse
or succeed, never acknowledge what is not there; the same process must then succeed, with nothing restarted by hand.
"""

import random
import time
from typing import NamedTuple

from faults import _load, _oracle, _shim
from faults._site import Site
from faults._tally import Tally

VERBS = ("change", "note", "organisation", "file", "tie", "import", "contact")
KINDS = {
    "write fails (EIO)": (_shim.WRITE, _shim.EIO),
    "no room (ENOSPC)": (_shim.WRITE, _shim.ENOSPC),
    "sync fails (EIO)": (_shim.SYNC, _shim.EIO),
    "cannot be opened (EMFILE)": (_shim.OPEN, _shim.EMFILE),
    "cannot be renamed (EROFS)": (_shim.RENAME, _shim.EROFS),
}
MOST_OF_A_SERIES = 40
HEALED_WITHIN = 20.0
PATIENCE = 90.0


def run(site: Site, *, count: int, seed: int) -> Tally:
    """Make so many calls fail, spread over verbs and kinds of failure."""
    tally = Tally("io", site.engine, seed)
    if not _shim.is_there():
        tally.skipped = _shim.why_none() or "not started under the shim"
        return tally
    chance = random.Random(seed)
    plan = _shim.Plan(site.data)
    series = [Series(verb, kind, for_good) for for_good in (False, True) for verb in VERBS for kind in KINDS]
    before = -1
    while before < tally.faults < count:
        before = tally.faults
        chance.shuffle(series)
        for one in series:
            most = min(MOST_OF_A_SERIES, count - tally.faults)
            if most > 0:
                one_series(site, tally, plan, one, chance, most)
    return tally.over()


class Series(NamedTuple):
    """One verb and one way to fail: a single call, or every call from that one on."""

    verb: str
    kind: str
    for_good: bool


def one_series(
    site: Site, tally: Tally, plan: _shim.Plan, one: Series, chance: random.Random, most: int
) -> None:
    """Let the first call fail, then the second …, until the verb comes through untouched."""
    site.lay(site.plain())
    tally.fresh()
    for at in range(1, most + 1):
        seed = chance.randrange(10**9)
        child = site.fork(strike, site, plan, one, at, seed)
        where = f"{one.verb}, {one.kind}, call {at}{' and all later ones' if one.for_good else ''}"
        if not ended(site, plan, child):
            site.kill([child])
            tally.complain(f"{where}: the writer hangs")
        plan.disarm()
        for sentence in site.faults():
            tally.complain(f"{where}: {sentence}")
        hits = plan.hits
        site.revive()
        tally.take(site.ask(_oracle.examine, site.diaries, again=at % 10 == 1), where, int(hits > 0))
        if not hits:
            return


def ended(site: Site, plan: _shim.Plan, child: int) -> bool:
    """Wait for the writer; a server that ended is started again once nothing fails any more."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if site.ended(child, 0.2):
            return True
        if not plan.is_armed:
            site.revive()
    return False


def strike(site: Site, plan: _shim.Plan, one: Series, at: int, seed: int) -> None:
    """Do one verb while its n-th call fails, and then, with nothing failing, another."""
    calls, error = KINDS[one.kind]
    writer = _load.Writer(site.diaries, f"i{seed}", seed)
    writer.body()
    plan.arm(calls, at, error=error, for_good=one.for_good)
    writer.do(one.verb)
    plan.disarm()
    until = time.monotonic() + HEALED_WITHIN
    while not writer.do("note"):
        if time.monotonic() > until:
            raise RuntimeError(f"not healed within {HEALED_WITHIN:.0f} s after {one.verb}: {one.kind}")
        time.sleep(0.1)
