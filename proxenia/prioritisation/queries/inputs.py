"""What goes into the draws of one run, whole, so that the run can be reckoned again without any table."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from proxenia.methods import ranking as method
from proxenia.methods.ranking import Floats, Ranking, Scale, Weight

TRIM = 0.02
"""So large a share of a factor's values lies beyond either end of its scale: one giant does not level the rest."""


@dataclass(frozen=True)
class Inputs:
    """All that goes into the draws: places and factors in order, values in the factors' own units (NaN: missing)."""

    places: tuple[str, ...]
    factors: tuple[str, ...]
    values: Floats
    less_is_better: tuple[bool, ...]
    logged: tuple[bool, ...]
    weights: tuple[tuple[float, float], ...]
    draws: int
    seed: int

    @cached_property
    def transformed(self) -> Floats:
        """Return the values on the scale on which they are compared."""
        values = self.values.copy()
        for number, logged in enumerate(self.logged):
            if logged:
                values[:, number] = np.log10(1 + np.maximum(values[:, number], 0.0))
        return values

    @cached_property
    def scales(self) -> list[Scale]:
        """Return the scale of every factor, from all that is known of it."""
        return [
            method.scale_of(one, less_is_better=less, trim=TRIM)
            for one, less in zip(self.transformed.T, self.less_is_better, strict=True)
        ]

    @cached_property
    def filled(self) -> Floats:
        """Return values on 0..1 with the mean of what is known in the gaps: for what is reckoned without draws."""
        scaled = np.column_stack(
            [scale.of(one) for scale, one in zip(self.scales, self.transformed.T, strict=True)]
        )
        return np.where(np.isnan(scaled), np.nanmean(scaled, axis=0), scaled)

    @cached_property
    def shares(self) -> Floats:
        """Return the middle of each weight's range, as shares of all."""
        middle = np.array([(low + high) / 2 for low, high in self.weights])
        return middle / middle.sum()

    def ranked(self) -> Ranking:
        """Draw and rank."""
        weights = [Weight(low, high) for low, high in self.weights]
        return method.rank(self.transformed, self.scales, weights, draws=self.draws, seed=self.seed)

    def as_json(self) -> dict[str, Any]:
        """Return all of it, so that a run can be reckoned again without the store."""
        return {
            "places": list(self.places),
            "factors": list(self.factors),
            "values": [[None if np.isnan(one) else float(one) for one in row] for row in self.values],
            "less_is_better": list(self.less_is_better),
            "logged": list(self.logged),
            "weights": [list(one) for one in self.weights],
            "draws": self.draws,
            "seed": self.seed,
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Inputs":
        """Return the inputs of a stored run."""
        values = np.array(
            [[np.nan if one is None else one for one in row] for row in told["values"]], dtype=float
        )
        return cls(
            tuple(told["places"]),
            tuple(told["factors"]),
            values.reshape(len(told["places"]), len(told["factors"])),
            tuple(told["less_is_better"]),
            tuple(told["logged"]),
            tuple((float(low), float(high)) for low, high in told["weights"]),
            int(told["draws"]),
            int(told["seed"]),
        )

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the inputs."""
        text = json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
