"""Figures told in thousands, millions or parts, brought to single units."""


def times(text: str, factor: float) -> float | str:
    """Return a figure times a factor; what is no number stays as it stands, for the checks to name."""
    try:
        return float(text) * factor
    except ValueError:
        return text
