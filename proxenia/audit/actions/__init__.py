"""Writing the log: events in their chain, erasures, openings of confidential records, anchors and checks."""

from proxenia.audit.actions.chain import locked_head, prepare, record, record_many
from proxenia.audit.actions.checking import check_log, is_anchor_set, write_anchor
from proxenia.audit.actions.erasing import erase_values
from proxenia.audit.actions.reads import forget_old_reads, record_read, record_reads
from proxenia.audit.actions.runs import store_run

__all__ = [
    "check_log",
    "erase_values",
    "forget_old_reads",
    "is_anchor_set",
    "locked_head",
    "prepare",
    "record",
    "record_many",
    "record_read",
    "record_reads",
    "store_run",
    "write_anchor",
]
