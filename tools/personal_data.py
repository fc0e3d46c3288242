"""Write `docs/reference/personal-data.md`: which table holds what about people, why, and for how long.

``python tools/personal_data.py`` rewrites the page from the classes that stand beside the models and from the rules
of retention; a test compares the two.
"""

import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "reference" / "personal-data.md"
sys.path[:0] = [str(ROOT)] if str(ROOT) not in sys.path else []

HEAD = """# Personal data: what is kept, why, for how long

Written by `tools/personal_data.py` from the classes beside the models; a test compares. With the purposes and
recipients of your office it is the record of processing of Article 30 of the General Data Protection Regulation.

| class | means |
|---|---|
| name | a name of a person, in any script or spelling |
| contact | an address, a number, a device |
| role | a post, a rank, a role, when somebody was seen |
| about a person | dates of birth, consents, who answers for a minor |
| free text that may name people | words people wrote; searched in an erasure |
| credential | secrets and digests of secrets; never exported |
| reference to a person | a key or uid that points at a person or a user |

Fields without personal data are left out; tables with none are named at the end.

"""
RETENTION = """
## How long it is kept

The months are what is usual; an office chooses within the limits on the page “How long what is kept”. Whatever must
be kept for a court or a law is held by “It must be kept” on a person's page, and nothing erases it meanwhile.

| what | months | limits | after | then | basis |
|---|---|---|---|---|---|
"""
ROOMS = [
    "core",
    "audit",
    "accounts",
    "records",
    "places",
    "directory",
    "commitments",
    "portfolio",
    "engagements",
    "desk",
]


def page() -> str:
    """Return the text of the page."""
    from django.apps import apps

    from proxenia.core import personal
    from proxenia.core.retention import rules

    models = [
        model for model in apps.get_models()
        if model.__module__.startswith("proxenia.") or personal.classes_of(model)
    ]  # fmt: skip
    ordered = sorted(models, key=lambda model: (_height(model), model.__name__))
    told, empty = [], []
    for model in ordered:
        classes = personal.classes_of(model)
        fields = {name: kind for name, kind in classes.items() if kind != personal.NONE}
        if fields:
            told.append(_table(model, fields))
        else:
            empty.append(f"`{model._meta.label}`")
    lines = [
        f"| {rule.what} | {rule.months} | {rule.least}–{rule.most} | {rule.after} | {rule.fate} | {rule.basis} |"
        for rule in rules()
    ]
    none = "\n## Tables without personal data\n\n" + ", ".join(empty) + ".\n"
    return HEAD + "".join(told) + RETENTION + "\n".join(lines) + "\n" + none


def _height(model: Any) -> tuple[int, str]:
    app = model._meta.app_label
    return (ROOMS.index(app), app) if app in ROOMS else (len(ROOMS), app)


def _table(model: Any, fields: dict[str, str]) -> str:
    ours = model.__module__.startswith("proxenia.")
    says = (model.__doc__ or "").strip().splitlines()[0] if ours else "A table that a library brings along."
    rows = "".join(f"| `{name}` | {kind} |\n" for name, kind in fields.items())
    return f"## {model._meta.label}\n\n{says}\n\n| field | class |\n|---|---|\n{rows}\n"


def main() -> None:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proxenia.settings")
    import django

    django.setup()
    TARGET.write_text(page(), encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)} is written.")


if __name__ == "__main__":
    main()
