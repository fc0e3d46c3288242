"""The n-th write, sync, renaming or opening fails: n = 1, 2, 3 … until the verb comes through untouched.

On SQLite the calls are the writer's own; on PostgreSQL they are those of the server's processes. The verb must refuse
or succeed, never acknowledge what is not there; the same process must then succeed, with nothing restarted by hand.
"""

import random
import time

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
LIFE = 60
HEALED_WITHIN = 20.0


def run(site: Site, *, count: int, seed: int) -> Tally:
    """Make so many calls fail, spread over verbs and kinds of failure."""
    tally = Tally("io", site.engine, seed)
    if not _shim.is_there():
        tally.skipped = _shim.why_none() or "not started under the shim"
        return tally
    chance = random.Random(seed)
    plan = _shim.Plan(site.data)
    series = [(verb, kind) for verb in VERBS for kind in KINDS]
    each = max(1, -(-count // len(series)))
    for verb, kind in series:
        if tally.faults >= count:
            break
        one_series(site, tally, plan, verb, kind, chance, min(each * 3, count - tally.faults))
    return tally.over()


def one_series(
    site: Site, tally: Tally, plan: _shim.Plan, verb: str, kind: str, chance: random.Random, most: int
) -> None:
    """Let the first call fail, then the second …, until the verb comes through untouched."""
    site.lay(site.plain())
    tally.fresh()
    for at in range(1, most + 1):
        seed = chance.randrange(10**9)
        child = site.fork(strike, site, plan, verb, kind, at, seed)
        where = f"{verb}, {kind}, call {at}"
        if not site.ended(child, 90):
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


def strike(site: Site, plan: _shim.Plan, verb: str, kind: str, at: int, seed: int) -> None:
    """Do one verb while its n-th call fails, and then, with nothing failing, another."""
    calls, error = KINDS[kind]
    writer = _load.Writer(site.diaries, f"i{seed}", seed)
    writer.body()
    plan.arm(calls, at, error=error)
    writer.do(verb)
    plan.disarm()
    until = time.monotonic() + HEALED_WITHIN
    while not writer.do("note"):
        if time.monotonic() > until:
            raise RuntimeError(f"not healed within {HEALED_WITHIN:.0f} s after {verb}: {kind}")
        time.sleep(0.1)
