"""The pictures in docs that measurements draw: plain Vega-Lite, rendered to SVG without a browser or a network.

The same figures give the same bytes. Every picture has a sentence for its title and stands beside a table that says
the same.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
SPEED = ROOT / "docs" / "reference" / "speed.md"
INK, SOFT, LINE = "#22282e", "#5c666f", "#d6dbdf"
BLUE, OCHRE, GREY = "#1f5f8b", "#b3641b", "#7a858e"
VEGA_LITE = "6.4"
CONFIG: dict[str, Any] = {
    "background": "white",
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": SOFT,
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 320,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": SOFT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "orient": "top",
        "labelLimit": 320,
    },
    "title": {"anchor": "start", "color": INK, "fontSize": 14, "fontWeight": 600, "offset": 12},
}


def render(spec: dict[str, Any]) -> str:
    """Return the SVG of a specification."""
    import vl_convert

    whole = {"config": CONFIG, "padding": 12, **spec}
    found: str = vl_convert.vegalite_to_svg(whole, vl_version=VEGA_LITE)
    # The renderer counts on from picture to picture; names begin anew in each.
    for number, name in enumerate(dict.fromkeys(re.findall(r' id="(\w+)"', found))):
        found = re.sub(rf"\b{name}\b", f"part{number}", found)
    words = re.sub(r"[<&]", " ", " ".join(_lines(spec["title"])))
    return found.replace("<svg ", '<svg role="img" ', 1).replace("><", f"><title>{words}</title><", 1) + "\n"


def _lines(title: Any) -> list[str]:
    return title if isinstance(title, list) else [title]


def draw(name: str, spec: dict[str, Any]) -> None:
    """Write a picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.svg").write_text(render(spec), encoding="utf-8")


def _axis(title: str, **more: Any) -> dict[str, Any]:
    return {"type": "quantitative", "title": title, **more}


def acceptability(names: Sequence[str], shares: Any, ranks: int = 25) -> None:
    """Draw how often each of some places takes which rank; `shares` places x ranks."""
    rows = [
        {"place": name, "rank": rank + 1, "share": float(one[rank])}
        for name, one in zip(names, shares, strict=True)
        for rank in range(min(ranks, len(one)))
        if one[rank] > 0
    ]
    lead, sure = names[0], float(shares[0][0])
    # What is not quite all is never told as all.
    often = "more than 99 %" if 0.995 <= sure < 1 else f"{100 * sure:.0f} %"
    draw(
        "rank-acceptability",
        {
            "title": [
                f"{lead} is the very first in {often} of the draws;",
                "further down hardly any rank is certain",
            ],
            "width": 560,
            "height": {"step": 24},
            "data": {"values": rows},
            "mark": {"type": "rect", "stroke": "white"},
            "encoding": {
                "x": {
                    "field": "rank",
                    "type": "ordinal",
                    "title": "rank",
                    "axis": {"labelAngle": 0, "orient": "top"},
                },
                "y": {"field": "place", "type": "nominal", "sort": list(names), "title": None},
                "color": {
                    "field": "share",
                    "type": "quantitative",
                    "title": "share of the draws",
                    "scale": {"range": ["#eaf1f6", "#1f5f8b", "#0f2f46"], "type": "sqrt"},
                    "legend": {"format": ".0%", "gradientLength": 220},
                },
            },
        },
    )


def coverage(told: Sequence[tuple[str, str, float, int]], share: float = 0.9) -> None:
    """Draw which share of true ranks lay inside the interval: (what was hidden, which way, share, places).

    The first lines are those of everything at once; they are the title.
    """
    first = {way: f"{100 * inside:.0f} %" for _label, way, inside, _many in told[:2]}
    rows = []
    for label, way, inside, many in told:
        error = 1.96 * (inside * (1 - inside) / many) ** 0.5
        rows.append(
            {
                "label": label,
                "way": f"hidden {way}",
                "inside": inside,
                "low": max(inside - error, 0),
                "high": min(inside + error, 1),
            }
        )
    labels, ways = (
        list(dict.fromkeys(one[0] for one in told)),
        list(dict.fromkeys(row["way"] for row in rows)),
    )
    least = min(row["low"] for row in rows)
    x = _axis(
        "share of true ranks inside the interval of 90 %",
        axis={"format": ".0%", "tickCount": 5},
        scale={"domain": [min(0.5, int(10 * least) / 10), 1.0]},
    )
    shared = {
        "y": {"field": "label", "type": "nominal", "sort": labels, "title": None},
        "yOffset": {"field": "way", "sort": ways},
        "color": {
            "field": "way",
            "type": "nominal",
            "sort": ways,
            "title": None,
            "scale": {"domain": ways, "range": [BLUE, OCHRE]},
        },
    }
    draw(
        "interval-coverage",
        {
            "title": [f"{one} of true ranks lie inside, hidden {way}" for way, one in first.items()],
            "width": 460,
            "height": {"step": 22, "for": "position"},
            "data": {"values": rows},
            "layer": [
                {
                    "mark": {"type": "rule", "color": INK, "strokeDash": [4, 3]},
                    "data": {"values": [{"at": share}]},
                    "encoding": {"x": {"field": "at", **x}},
                },
                {
                    "mark": {"type": "rule", "strokeWidth": 2},
                    "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}, **shared},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 45, "opacity": 1},
                    "encoding": {"x": {"field": "inside", **x}, **shared},
                },
            ],
        },
    )


def reliability(told: Sequence[tuple[str, float, float, int]], points: Sequence[float]) -> None:
    """Draw probabilities of the first ten beside how many truly were there: (which way, said, truly, places).

    `points` is how far the two lie apart on average, for each way.
    """
    least, most = min(points), max(points)
    rows = [
        {"way": f"hidden {way}", "said": said, "truly": truly, "places": many}
        for way, said, truly, many in told
    ]
    ways = list(dict.fromkeys(row["way"] for row in rows))
    x = _axis("probability said", axis={"format": ".0%", "tickCount": 5}, scale={"domain": [0, 1]})
    y = _axis(
        "share truly among the first ten", axis={"format": ".0%", "tickCount": 5}, scale={"domain": [0, 1]}
    )
    colour = {
        "field": "way",
        "type": "nominal",
        "sort": ways,
        "title": None,
        "scale": {"domain": ways, "range": [BLUE, OCHRE]},
    }
    draw(
        "top-ten-reliability",
        {
            "title": [
                "What is said of the first ten and what is true",
                f"lie {least:.0f} to {most:.0f} points apart on average",
            ],
            "width": 420,
            "height": 420,
            "data": {"values": rows},
            "layer": [
                {
                    "data": {"values": [{"a": 0}, {"a": 1}]},
                    "mark": {"type": "line", "color": INK, "strokeDash": [4, 3], "strokeWidth": 1},
                    "encoding": {"x": {"field": "a", **x}, "y": {"field": "a", **y}},
                },
                {
                    "mark": {"type": "line", "strokeWidth": 1.5},
                    "encoding": {"x": {"field": "said", **x}, "y": {"field": "truly", **y}, "color": colour},
                },
                {
                    "mark": {"type": "point", "filled": True, "opacity": 1},
                    "encoding": {
                        "x": {"field": "said", **x},
                        "y": {"field": "truly", **y},
                        "color": colour,
                        "size": {
                            "field": "places",
                            "type": "quantitative",
                            "title": "places",
                            "scale": {"type": "log", "range": [20, 260]},
                            "legend": {"values": [10, 100, 1000]},
                        },
                    },
                },
            ],
        },
    )


def backtest(found: dict[str, Sequence[float]]) -> None:
    """Draw the share of hidden twinnings among the first 1, 2, … places, by what ranked them."""
    colours = dict(zip(found, (BLUE, OCHRE, GREY), strict=False))
    rows = [
        {"by": name, "top": top, "share": share}
        for name, shares in found.items()
        for top, share in enumerate(shares, 1)
    ]
    last = [{"by": name, "top": len(shares), "share": shares[-1]} for name, shares in found.items()]
    x = _axis("places looked at, the best first", scale={"nice": False})
    y = _axis("hidden twinnings among them", axis={"format": ".0%", "tickCount": 5})
    colour = {
        "field": "by",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": list(found), "range": list(colours.values())},
    }
    first, *others = sorted(found, key=lambda name: -found[name][-1])
    draw(
        "match-backtest",
        {
            "title": f"Among a hundred places, {first} finds more hidden twinnings than {' or '.join(others)}",
            "width": 520,
            "height": 320,
            "layer": [
                {
                    "data": {"values": rows},
                    "mark": {"type": "line", "strokeWidth": 2},
                    "encoding": {"x": {"field": "top", **x}, "y": {"field": "share", **y}, "color": colour},
                },
                {
                    "data": {"values": last},
                    "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12},
                    "encoding": {
                        "x": {"field": "top", **x},
                        "y": {"field": "share", **y},
                        "text": {"field": "by"},
                        "color": colour,
                    },
                },
            ],
        },
    )


SPEEDS = (
    (
        "ranking",
        "ranking, complete data",
        "a loop over scikit-criteria",
        "Ranking, beside a loop over scikit-criteria",
        150,
    ),
    ("complexity", "Proxenia", "py-ecomplexity, the two indices", "Complexity, beside py-ecomplexity", 50),
    (
        "trade",
        "Proxenia's expression",
        "DuckDB by hand, joins",
        "Trade indices, beside DuckDB by hand",
        1 / 1.5,
    ),
    ("trade", "Proxenia's expression", "pandas", "Trade indices, beside pandas", None),
    ("trade", "Proxenia's expression", "Polars", "Trade indices, beside Polars", None),
)
"""Section of the page, our line, the other's line, in words, at least so many times as fast."""


def times_as_fast(page: str) -> list[dict[str, Any]]:
    """Return how many times as fast each peer is left behind, from the page's own tables."""
    rows = []
    for section, ours, theirs, label, bar in SPEEDS:
        text = re.search(rf"(?s)<!-- {section} -->(.*?)<!-- end of {section} -->", page)
        taken = {
            cells[0]: float(cells[1].split()[0].replace(",", ""))
            for line in (text[1] if text else "").splitlines()
            if len(cells := [one.strip() for one in line.strip("| ").split("|")]) > 2
            and cells[1][:1].isdigit()
        }
        if taken.get(ours) and theirs in taken:
            rows.append({"label": label, "times": taken[theirs] / taken[ours], "bar": bar})
    return rows


def speed() -> None:
    """Draw the page of figures anew: how many times as fast as what others wrote."""
    rows = times_as_fast(SPEED.read_text(encoding="utf-8"))
    if not rows:
        return
    for row in rows:
        row["level"] = 1
        row["words"] = f"{row['times']:,.0f}" if row["times"] >= 10 else f"{row['times']:.1f}"
    x = _axis(
        "times as fast (each step ten times)",
        scale={"type": "log", "domain": [0.1, 1000]},
        axis={"values": [0.1, 1, 10, 100, 1000], "format": "~g"},
    )
    y = {"field": "label", "type": "nominal", "sort": None, "title": None}
    draw(
        "speed",
        {
            "title": "How many times as fast as what others wrote; the mark is what was asked for",
            "width": 460,
            "height": {"step": 34},
            "data": {"values": rows},
            "layer": [
                {
                    "mark": {"type": "rule", "color": BLUE, "strokeWidth": 3},
                    "encoding": {"y": y, "x": {"field": "level", **x}, "x2": {"field": "times"}},
                },
                {
                    "mark": {"type": "point", "filled": True, "size": 80, "color": BLUE, "opacity": 1},
                    "encoding": {"y": y, "x": {"field": "times", **x}},
                },
                {
                    "mark": {"type": "text", "align": "center", "dy": -11, "fontSize": 12, "color": INK},
                    "encoding": {"y": y, "x": {"field": "times", **x}, "text": {"field": "words"}},
                },
                {
                    "transform": [{"filter": "datum.bar !== null"}],
                    "mark": {"type": "tick", "color": OCHRE, "thickness": 3, "size": 18},
                    "encoding": {"y": y, "x": {"field": "bar", **x}},
                },
            ],
        },
    )
