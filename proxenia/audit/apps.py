from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def guard_log(using: str = "default", **_: Any) -> None:
    """Put the triggers on the log; migrations may have rebuilt the table and dropped them."""
    from django.db import connections

    from proxenia.audit.rules import GUARDS
    from proxenia.core.append_only import guard

    guard(connections[using], GUARDS)


def lift_guards(using: str = "default") -> None:
    """Take the triggers away: the tests do so once, a restore by the owner while it runs."""
    from django.db import connections

    from proxenia.audit.rules import GUARDS
    from proxenia.core.append_only import lift

    lift(connections[using], GUARDS)


class AuditConfig(AppConfig):
    name = "proxenia.audit"
    label = "audit"

    def ready(self) -> None:
        from proxenia.audit import jobs  # noqa: F401 (jobs register themselves by name)
        from proxenia.audit.actions import record_reads
        from proxenia.core.registry import register_read_log, register_sentences

        post_migrate.connect(guard_log, sender=self)
        register_read_log(record_reads)
        register_sentences({"erase_values": _("erased what earlier entries held")})
