"""What the gallery page shows: every component in its states, with invented content.

The names and figures are samples, so they are not translated. The top app routes the page and adds the frame.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator

from proxenia.core import charts, maps

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
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose a kind"), ("sister", "Sister city"), ("memo", "Memorandum")])
    since = forms.CharField(label="Since", required=False, help_text="A year is enough: 1988, 1988-05 or 1988-05-12.")
    review = forms.DateField(label="Review by", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    goals = forms.MultipleChoiceField(
        label="Serves",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("c", "Climate and energy"), ("t", "Trade and investment"), ("y", "Youth and schools")],
    )
    side = forms.ChoiceField(label="Who promised", widget=forms.RadioSelect, choices=[("us", "We did"), ("them", "They did")])
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea)
    internal = forms.BooleanField(label="Only for the office", required=False)


def sample_picture() -> maps.MapPicture:
    """A map with a few ties."""
    points = [maps.MapPoint(lat, lon, label, "#map", weight, tone, note) for label, lat, lon, weight, tone, note in PLACES]
    return maps.world_map(points, HOME)


def sample_spans() -> charts.SpanChart:
    """A timeline of three ties."""
    rows = [
        charts.SpanRow(
            "Nîmes",
            date(1988, 1, 1),
            spans=[charts.Span(date(1988, 5, 1), date(2008, 5, 1), "Sister city, 1988 to 2008"), charts.Span(date(2008, 5, 1), date(2028, 5, 1), "Renewed to 2028")],
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
    return charts.matrix(rows, columns, counts, {key: "#matrix" for key in counts})


def sample_rows() -> list[dict[str, Any]]:
    """Rows of a table of ties."""
    lines = (
        ("Nîmes", "Nîmes, France", "Sister city since 1988", "alive", "3 weeks ago", 7),
        ("Odesa", "Одеса, Ukraine", "Sister city since 1994", "alive", "9 days ago", 9),
        ("Trier", "Trier, Germany", "Friendship since 2003", "quiet", "14 months ago", 1),
        ("Izmir", "İzmir, Türkiye", "Memorandum, lapsed 2022", "dormant", "38 months ago", 0),
    )
    return [
        {
            "cells": [
                {"text": name, "url": "#table", "sub": place},
                {"text": standing, "label": "Standing"},
                {"text": state, "code": state, "label": "State"},
                {"text": last, "label": "Last contact"},
                {"text": count, "numeric": True, "label": "Engagements"},
            ]
        }
        for name, place, standing, state, last, count in lines
    ]


def sample_lists() -> dict[str, Any]:
    """Contents of the components that take lists."""
    return {
        "crumbs": [{"label": "Partnerships", "url": "#"}, {"label": "Friendship"}],
        "actions": [
            {"label": "Log a contact", "url": "#", "kind": "ghost"},
            {"label": "Open the review", "url": "#", "reason": "A review is open already; close it first."},
            {"label": "Add a tie", "url": "#"},
        ],
        "tabs": [{"label": name, "url": f"?view={name}", "current": name == "Map"} for name in ("Map", "Table", "Timeline", "Matrix")]
        + [{"label": "Saved views", "url": "?view=saved", "end": True}],
        "groups": [
            {"title": "State", "items": [{"label": "active", "url": "#", "count": 16, "current": True}, {"label": "suspended", "url": "#", "count": 3}]},
            {"title": "Kind", "items": [{"label": "sister city", "url": "#", "count": 9}, {"label": "memorandum", "url": "#", "count": 5}]},
        ],
        "chosen": [{"label": "active", "url": "#"}, {"label": "France", "url": "#"}],
        "columns": [
            {"label": "Tie", "key": "name", "sortable": True},
            {"label": "Standing", "key": "standing"},
            {"label": "State", "key": "state", "sortable": True},
            {"label": "Last contact", "key": "last", "sortable": True},
            {"label": "Engagements", "key": "count", "numeric": True, "sortable": True},
        ],
        "definitions": [
            {"term": "Purpose", "value": "Viticulture research, school exchange"},
            {"term": "Agreement", "value": "Friendship declaration", "url": "#", "sub": "12 May 2003, no end date"},
            {"term": "Name there", "value": "Одеса", "lang": "uk"},
        ],
        "facts": [
            {"term": "Silence", "value": "14 months", "sub": "9 of 10 gaps were under 6"},
            {"term": "Promises", "value": "3 open", "url": "#", "sub": "oldest 13 months, ours"},
        ],
        "entries": [
            {"side": "gap", "text": "14 months of silence"},
            {"side": "us", "on": date(2025, 9, 18), "who": "we called", "text": "Call about the school exchange.", "sub": "We promised dates by October."},
            {"side": "them", "on": "2025-06", "who": "they wrote", "text": "Invitation to the wine fair.", "url": "#"},
            {"side": "plain", "when": "11 to 14 April 2025", "who": "18 people", "text": "Fair in a third city."},
        ],
        "samples": [
            {"text": "The tie with Trier is archived.", "level": "success", "undo_url": "#"},
            {"text": "Mail goes out tonight.", "level": "info"},
            {"text": "Two agreements lapse before June.", "level": "warning"},
            {"text": "The file could not be read: it is protected by a password.", "level": "error"},
        ],
        "changes": [
            {"label": "Name", "before": "Trier", "after": "Trier", "changed": False},
            {"label": "Kind", "before": "Friendship", "after": "Sister city", "changed": True},
            {"label": "Since", "before": "", "after": "2003", "changed": True},
        ],
        "events": [
            {"at": TODAY, "by": "Mara Keller", "sentence": "Changed the tie with Trier", "changes": [{"label": "Kind", "before": "Friendship", "after": "Sister city"}]},
            {"at": date(2026, 3, 2), "by": "Import of ties.xlsx", "sentence": "Added the tie with Trier", "note": "row 7"},
        ],
    }


def gallery_context() -> dict[str, Any]:
    """Everything `templates/gallery.html` asks for, the frame apart."""
    counts = (2, 1, 0, 3, 1, 0, 2, 0, 1, 2, 0, 1, 0, 0, 1, 0, 2, 0, 0, 1, 0, 1, 0, 0)
    months = [(f"{2024 + index // 12}-{index % 12 + 1:02}", count) for index, count in enumerate(counts)]
    wrong = SampleForm({"email": "mara@", "kind": "", "since": "12 May"}, auto_id="wrong_%s")
    return {
        **sample_lists(),
        "today": TODAY,
        "states": ["alive", "quiet", "dormant", "active", "proposed", "open", "kept", "broken", "new", "historic"],
        "rows": sample_rows(),
        "page": Paginator(range(2412), 50).page(7),
        "strip": charts.month_strip(months),
        "picture": sample_picture(),
        "spans": sample_spans(),
        "crossing": sample_matrix(),
        "form": SampleForm(initial={"name": "Trier", "side": "us"}),
        "wrong": wrong,
    }
