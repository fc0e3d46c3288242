from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def guard_log(using: str = "default", **_: Any) -> None:
    """Put the triggers on the log; migrations may have rebuilt the table and dropped them."""
    from django.db import connections

    from proxenia.core.append_only import guard

    guard(connections[using], "audit_event")
    guard(connections[using], "audit_eventvalues", deletes=False)


def lift_guards(using: str = "default") -> None:
    """Take the triggers away: the tests do so once, a restore by the owner while it runs."""
    from django.db import connections

    from proxenia.core.append_only import lift

    lift(connections[using], "audit_event")
    lift(connections[using], "audit_eventvalues")


class AuditConfig(AppConfig):
    name = "proxenia.audit"
    label = "audit"

    def ready(self) -> None:
        post_migrate.connect(guard_log, sender=self)
