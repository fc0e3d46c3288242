"""What a line of the matrix says of a route, and short ways to say it."""

from dataclasses import dataclass, field
from typing import Any

from proxenia.accounts.models import roles

SHOW = ("GET", "HEAD")
POST = ("POST",)
FORM = ("GET", "POST")
BOTH = ("GET", "HEAD", "POST")
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

OPEN, HIDDEN, REFUSED, SIGN_IN, NO_METHOD = "open", "hidden", "refused", "sign in", "no method"


@dataclass(frozen=True)
class Rule:
    """One line of the matrix. ``kind``: the record the address names in ``uid``; ``writes``: it must be writable."""

    right: str
    methods: tuple[str, ...] = SHOW
    kind: str = ""
    writes: bool = False
    more: dict[str, Any] = field(default_factory=dict)
    """What else the address names; ``"=Model"`` is what hangs on the record, in the record's state."""
    gone: tuple[str, ...] = ()
    """States of the record in which nobody reaches what the address names besides."""
    by_itself: bool = False
    """The route answers by rules of its own, which named tests hold; the sweep looks at method, sign-in and right."""


def see(kind: str, right: str = roles.READ_SHARED, **more: Any) -> Rule:
    """A page of a record."""
    return Rule(right, SHOW, kind, more=more)


def write(kind: str, methods: tuple[str, ...] = BOTH, **more: Any) -> Rule:
    """A form or a button on a record."""
    return Rule(roles.WRITE_SOMEWHERE, methods, kind, writes=True, more=more)


def part(
    kind: str,
    model: str,
    methods: tuple[str, ...] = BOTH,
    name: str = "one",
    gone: tuple[str, ...] = (),
    **more: Any,
) -> Rule:
    """A form or a button on what hangs on a record: ``name`` is what the address calls it, ``model`` what it is."""
    return Rule(
        roles.WRITE_SOMEWHERE, methods, kind, writes=True, more={**more, name: f"={model}"}, gone=gone
    )


def listing(right: str = roles.READ, methods: tuple[str, ...] = SHOW, **more: Any) -> Rule:
    """A page of an office that names no record."""
    return Rule(right, methods, more=more)


def other(right: str, methods: tuple[str, ...] = SHOW, **more: Any) -> Rule:
    """A page whose address names something else than a record."""
    return Rule(right, methods, more=more, by_itself=True)


TIE, TEXT, BODY, ONE, CONTACT, PROMISE = (
    "partnership", "agreement", "organisation", "person", "engagement", "commitment",
)  # fmt: skip
MISSION, HOSTED, RESULT = "mission", "hosted_body", "result"
PLAN, RETURN = "business_plan", "return"
ASKED, ROUND = "questionnaire", "question_round"
LOCAL, GOAL, PROJECT, CALL, CRISIS = "local_plan", "objective", "project", "funding_call", "crisis"
ANY = "any"
"""The address names a record of whatever kind."""
