"""Documents to hand over: one paper of plain blocks, written as Word or PDF; what is in it is decided elsewhere."""

from proxenia.core.papers.blocks import (
    Block,
    Card,
    Cards,
    Facts,
    Heading,
    Items,
    Paper,
    Section,
    Table,
    Words,
    plain,
)
from proxenia.core.papers.pdf import page_count, pdf
from proxenia.core.papers.templates import check_template, named_in
from proxenia.core.papers.word import standard_template, word

__all__ = [
    "Block",
    "Card",
    "Cards",
    "Facts",
    "Heading",
    "Items",
    "Paper",
    "Section",
    "Table",
    "Words",
    "check_template",
    "named_in",
    "page_count",
    "pdf",
    "plain",
    "standard_template",
    "word",
]
