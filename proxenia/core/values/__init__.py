"""Cells and texts to typed values: pure functions, no models, no clock.

A parser takes what the sheet reader gives (text, number, date or None) and returns `Parsed`; what cannot be
taken raises `CellError` with a sentence.
"""

from .dates import date_order, parse_date
from .hours import parse_hours
from .numbers import parse_currency, parse_decimal, parse_int, parse_money, whole_number
from .parsed import Cell, CellError, Money, Parsed
from .partial_date import PartialDate
from .text import as_text, clean_text, fold, split_list

__all__ = [
    "Cell",
    "CellError",
    "Money",
    "Parsed",
    "PartialDate",
    "as_text",
    "clean_text",
    "date_order",
    "fold",
    "parse_currency",
    "parse_date",
    "parse_decimal",
    "parse_hours",
    "parse_int",
    "parse_money",
    "split_list",
    "whole_number",
]
