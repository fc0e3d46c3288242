"""What the gallery page shows: every component in its states, with invented content.

The names and figures are samples, so they are not translated. The top app routes the page and adds the frame.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator

from proxenia.core import charts, graphs, maps, shipped

TODAY = date(2026, 11, 21)
HOME = maps.MapPoint(47.4, 8.5, "Port Halden")
PLACES = (
    ("Nîmes", 43.84, 4.36, 7, "", "7 engagements"),
    ("Odesa", 46.48, 30.73, 9, "", "9 engagements"),
    ("Trier", 49.76, 6.64, 1, "quiet", "quiet for 14 months"),
    ("Izmir", 38.42, 27.14, 0, "cold", "dormant for 38 months"),
    ("Kanazawa", 36.56, 136.65, 6, "", "6 engagements"),
    ("Auckland", -36.85, 174.76, 2, "quiet", "quiet for 9 months"),
    ("Medellín", 6.24, -75.58, 7, "", "7 engagements"),
    ("Halifax", 44.65, -63.57, 5, "", "5 engagements"),
    ("Dakar", 14.69, -17.44, 4, "", "4 engagements"),
    ("Durban", -29.86, 31.02, 2, "quiet", "quiet for 8 months"),
    ("Montevideo", -34.9, -56.16, 3, "", "3 engagements"),
)


class SampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name", help_text="As the partner writes it.")
    email = forms.EmailField(label="E-mail", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose a kind"), ("sister", "Sister city")])
    since = forms.CharField(
        label="Since", required=False, help_text="A year is enough: 1988, 1988-05 or 1988-05-12."
    )
    review = forms.DateField(
        label="Review by", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    goals = forms.MultipleChoiceField(
        label="Serves",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("c", "Climate and energy"), ("t", "Trade and investment"), ("y", "Youth and schools")],
    )
    side = forms.ChoiceField(
        label="Who promised", widget=forms.RadioSelect, choices=[("us", "We did"), ("them", "They did")]
    )
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea)
    internal = forms.BooleanField(label="Only for the office", required=False)


def sample_picture() -> maps.MapPicture:
    """A map with a few ties."""
    points = [
        maps.MapPoint(lat, lon, label, "#map", weight, tone, note)
        for label, lat, lon, weight, tone, note in PLACES
    ]
    return maps.world_map(points, HOME)


def sample_spans() -> charts.SpanChart:
    """A timeline of three ties."""
    rows = [
        charts.SpanRow(
            "Nîmes",
            date(1988, 1, 1),
            spans=[
                charts.Span(date(1988, 5, 1), date(2008, 5, 1), "Sister city, 1988 to 2008"),
                charts.Span(date(2008, 5, 1), date(2028, 5, 1), "Renewed to 2028"),
            ],
            ticks=[charts.Tick(date(year, 4, 3), f"Visit, April {year}") for year in range(1990, 2026, 3)],
            url="#spans",
            sub="France",
            summary="Since 1988, agreement to 2028, twelve visits",
        ),
        charts.SpanRow(
            "Izmir",
            date(2012, 3, 1),
            spans=[charts.Span(date(2012, 3, 1), date(2022, 3, 1), "Memorandum, lapsed 2022", "cold")],
            ticks=[charts.Tick(date(2013, 6, 1), "Study tour"), charts.Tick(date(2023, 9, 1), "Letter")],
            url="#spans",
            sub="Türkiye",
            summary="Since 2012, memorandum lapsed in 2022, two engagements",
        ),
        charts.SpanRow("World Energy Cities", None, sub="Network", summary="Since when is not known"),
    ]
    return charts.span_chart(rows, TODAY)


def sample_matrix() -> charts.Matrix:
    """Collaboration by stage, with gaps."""
    rows = [("people", "People and culture"), ("trade", "Trade"), ("policy", "Policy exchange")]
    columns = [("idea", "Idea"), ("pilot", "Pilot"), ("scale", "Scale")]
    counts = {("people", "idea"): 8, ("people", "pilot"): 3, ("trade", "pilot"): 1, ("policy", "idea"): 5}
    return charts.matrix(rows, columns, counts, dict.fromkeys(counts, "#matrix"))


def sample_figures() -> graphs.Block:
    """Two lines of figures, one with a gap, and a line of bars."""
    quarters = ("Q1 2026", "Q2 2026", "Q3 2026")
    rows = []
    for name, figures in (("Delegations received", (4, None, 7)), ("Students on exchange", (12, 15, 11))):
        points = [(quarter, figure, "") for quarter, figure in zip(quarters, figures, strict=True)]
        cells = tuple(
            graphs.Cell("no figure" if figure is None else str(figure), is_gap=figure is None) for figure in figures
        )  # fmt: skip
        rows.append(graphs.Row(name, "#figures", line=graphs.line(points), summary=name, cells=cells))
    bars = graphs.bars([[(3, "there", "3 count"), (2, "planned", "2 only planned")]])[0]
    cells = tuple(graphs.Cell(text) for text in ("1", "2", "2"))
    rows.append(graphs.Row("Jobs", bars=bars, summary="3 count, 2 only planned", cells=cells))
    return graphs.Block(
        "One of two indicators has a gap.", "Indicator", "Over time", quarters, rows, "Invented."
    )


def sample_lists() -> dict[str, Any]:
    """Contents of the components that take lists."""
    return dict(json.loads(shipped.path("gallery", "samples.json").read_text()))


def gallery_context() -> dict[str, Any]:
    """Everything `templates/gallery.html` asks for, the frame apart."""
    counts = (2, 1, 0, 3, 1, 0, 2, 0, 1, 2, 0, 1, 0, 0, 1, 0, 2, 0, 0, 1, 0, 1, 0, 0)
    months = [(f"{2024 + index // 12}-{index % 12 + 1:02}", count) for index, count in enumerate(counts)]
    wrong = SampleForm({"email": "mara@", "kind": "", "since": "12 May"}, auto_id="wrong_%s")
    return {
        **sample_lists(),
        "today": TODAY,
        "states": [
            "alive",
            "quiet",
            "dormant",
            "active",
            "proposed",
            "open",
            "kept",
            "broken",
            "new",
            "historic",
        ],
        "page": Paginator(range(2412), 50).page(7),
        "strip": charts.month_strip(months),
        "picture": sample_picture(),
        "spans": sample_spans(),
        "crossing": sample_matrix(),
        "figures": sample_figures(),
        "form": SampleForm(initial={"name": "Trier", "side": "us"}),
        "wrong": wrong,
    }
