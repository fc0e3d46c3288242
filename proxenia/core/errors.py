"""Errors that carry the sentence the user reads."""


class ProxeniaError(Exception):
    """Base of every refusal: ``message`` is a plain sentence, ``where`` names the field, row or file."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.message = str(message)
        self.where = where

    def __str__(self) -> str:
        return self.message


class Refused(ProxeniaError):
    """The action may not be done by this person, or not in this state."""


class NoRoom(Refused):
    """There is no room for it: a quota is used up; the page answers 413."""


class NotAllowed(Refused):
    """The person lacks the right; the page answers 403."""


class JobFailed(ProxeniaError):
    """A job did not come to its end."""


class JobGivenUp(ProxeniaError):
    """A job was put aside, by somebody or for another one that does the same."""


class NotFound(ProxeniaError):
    """The thing does not exist or may not be seen: both look the same from outside."""


class Conflict(Refused):
    """Somebody else changed the record since it was read."""
