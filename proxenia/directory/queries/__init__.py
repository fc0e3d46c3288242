"""Reads of the directory; what other rooms ask of people's consent is named here."""

from proxenia.directory.queries.consents import may_leave, may_use, usable

__all__ = ["may_leave", "may_use", "usable"]
