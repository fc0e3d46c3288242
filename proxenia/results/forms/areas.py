"""The form of the municipalities and districts of our place."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from proxenia.core.forms import PlainForm
from proxenia.results.models import Area


class AreasForm(PlainForm):
    """The municipalities and districts of our place, one in a line."""

    lines = forms.CharField(
        label=_("Municipalities and districts, one in a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Name; inhabitants; year; source. Only the name is needed. A star before the name says that it is the"
            " centre: *Harbour Town; 48 200; 2025; register of residents. A district stands with its municipality:"
            " Old Quay, Harbour Town; 6 100; 2025; register of residents"
        ),
    )

    @staticmethod
    def initial_of(areas: list[Area]) -> dict[str, Any]:
        """Return the areas as they are typed."""
        lines = []
        for one in areas:
            parts = [one.name, str(one.inhabitants or ""), str(one.counted_in or ""), one.source]
            lines.append(("*" if one.is_centre else "") + "; ".join(parts).rstrip("; "))
        return {"lines": "\n".join(lines)}

    def clean_lines(self) -> list[dict[str, Any]]:
        """Each line becomes an area; a figure that is none is refused with its line."""
        rows = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), 1):
            if line.strip():
                rows.append(_area(line, number))
        if len(rows) > 500:
            raise ValidationError(_t("At most 500 lines."))
        return rows


_DIGITS = re.compile(r"[0-9]{1,9}")


def _area(line: str, number: int) -> dict[str, Any]:
    parts = [part.strip() for part in line.split(";", 3)]
    parts += [""] * (4 - len(parts))
    figures: list[int | None] = []
    for text in parts[1:3]:
        bare = re.sub(r"[\s.,’']", "", text)
        if bare and not _DIGITS.fullmatch(bare):
            raise ValidationError(
                _t("Line %(n)s: “%(text)s” is not a whole number.") % {"n": number, "text": text}
            )
        figures.append(int(bare) if bare else None)
    if figures[1] is not None and not 1800 <= figures[1] <= timezone.localdate().year:
        raise ValidationError(
            _t("Line %(n)s: %(year)s is no year of a count.") % {"n": number, "year": figures[1]}
        )
    name = parts[0]
    return {
        "name": name.lstrip("* "), "is_centre": name.startswith("*"), "inhabitants": figures[0],
        "counted_in": figures[1], "source": parts[3],
    }  # fmt: skip
