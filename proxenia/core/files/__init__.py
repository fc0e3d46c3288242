"""Files from outside: what they are by their content, what is refused, what is scanned, what a public copy loses."""

from proxenia.core.files.inspecting import Inspected, inspect
from proxenia.core.files.kinds import KINDS, Kind
from proxenia.core.files.publishing import public_copy
from proxenia.core.files.scanner import Verdict, scan

__all__ = ["KINDS", "Inspected", "Kind", "Verdict", "inspect", "public_copy", "scan"]
