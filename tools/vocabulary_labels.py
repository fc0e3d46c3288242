"""Write the English labels and helps of `data/vocabulary` where makemessages finds them.

``python tools/vocabulary_labels.py`` rewrites `proxenia/core/vocabulary_labels.py`; a test compares the two.
"""

import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "proxenia" / "core" / "vocabulary_labels.py"
HEAD = '''"""Labels and helps of `data/vocabulary` for gettext. Written by `tools/vocabulary_labels.py`; do not edit."""

# budget: a generated list of words, not code to read

from django.utils.translation import gettext_noop as _

MESSAGES = (
'''
WIDTH = 100


def messages() -> list[str]:
    """Return every label and help of the vocabularies people read, sorted, once each."""
    from proxenia.core.vocabulary import Vocabulary, names

    shown = [Vocabulary.load(name) for name in names() if not name.endswith("_words")]
    terms = [term for vocabulary in shown for term in vocabulary.terms.values()]
    return sorted({text for term in terms for text in (term.label, term.help) if text})


def source() -> str:
    """Return the text of the module."""
    return HEAD + "".join(_call(text) for text in messages()) + ")\n"


def _call(text: str) -> str:
    if len(text) <= WIDTH:
        return f'    _("{text}"),\n'
    lines = textwrap.wrap(text, WIDTH, drop_whitespace=False)
    return "    _(\n" + "".join(f'        "{line}"\n' for line in lines) + "    ),\n"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    TARGET.write_text(source(), encoding="utf-8")
