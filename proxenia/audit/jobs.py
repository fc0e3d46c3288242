"""Jobs of the log: every day its heads go to the anchor, its chains are recomputed, old openings are forgotten."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from proxenia.audit.actions import check_log, forget_old_reads, is_anchor_set, write_anchor
from proxenia.core.jobs import job


@job("audit.anchor", label=_("Write the anchor of the log"))
def anchor() -> None:
    """Write the anchor, where somebody has named a place for it."""
    if is_anchor_set():
        write_anchor()


@job("audit.check", label=_("Verify the log"))
def check() -> None:
    """Recompute every chain and compare it with the anchor; what was found stands on the page of the log."""
    file = Path(settings.ANCHOR_FILE) if settings.ANCHOR_FILE else None
    check_log(file if file is not None and file.exists() else None)


@job("audit.forget_old_reads", label=_("Forget openings of long ago"))
def forget() -> None:
    """Let go of openings that have been kept for as long as they are kept."""
    forget_old_reads()
