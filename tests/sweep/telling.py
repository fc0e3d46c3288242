"""The small walk that a hunt alone begins with: the cells that tell most."""

from typing import Any

OTHER_KINDS = frozenset({"person", "mission", "hosted_body", "partnership", "engagement", "commitment"})
ROLES = frozenset({"viewer", "other_editor", "director", "partner", "partner_shared", "auditor", "outsider"})


def telling(one: Any) -> bool:
    """Say whether a cell belongs to the small walk that a hunt alone begins with."""
    words = one.name.split()
    whose = "agreement" in words or "organisation" in words or not set(words) & OTHER_KINDS
    return (
        words[0] in ("GET", "POST")
        and one.expects != "no method"
        and one.role in ROLES
        and one.state in ("open", "restricted", "confidential", "missing")
        and (whose or not words[1].startswith("records:"))
    )
