"""A process that was forked speaks to the database through connections of its own.

The web server's workers are forked from a process that may have asked the database something. What they inherit, its
pool of connections, is shared with that process and with one another, and has lost the threads that keep it alive:
answers go to the wrong one, and after a restart of the database nobody connects anew.
"""

import os
from typing import Any

_left: list[Any] = []
"""What a fork inherited. Kept, for letting go of it would say goodbye to the server in the parent's name."""


def forget_connections() -> None:
    """Leave inherited connections and pools alone; the next question opens new ones."""
    from django.db import connections

    for alias in connections:
        inherited = connections[alias]
        pools = getattr(inherited, "_connection_pools", None)
        if pools:
            _left.append(dict(pools))
            pools.clear()
        if inherited.connection is not None and inherited.vendor == "postgresql":
            _left.append(inherited.connection)
            inherited.connection = None


def watch() -> None:
    """See to it that every fork from now on forgets."""
    os.register_at_fork(after_in_child=forget_connections)
