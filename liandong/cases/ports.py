"""What cases asks the outside for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Candidate(Protocol):
    """A kind that a text may be about: its label, how sure (0 to 1, calibrated), and the words that mattered."""

    @property
    def label(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def words(self) -> tuple[str, ...]: ...


class Classifier(Protocol):
    """Slot `liandong.classifiers`. `version` changes with the weights; below `threshold` a person decides."""

    @property
    def version(self) -> str: ...
    @property
    def threshold(self) -> float: ...

    def classify(self, texts: Sequence[str]) -> Sequence[Sequence[Candidate]]:
        """For each text its candidates, best first, at most five."""
        ...


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a report lies: coordinates (degrees, CGCS2000), grid and area codes, and why we think so.

    `grid` None and `area` the district's code: nobody knows yet. `found` False: only offered to a person.
    """

    lon: float | None
    lat: float | None
    grid: str | None
    area: str
    place: str
    reason: str
    found: bool
    outside: bool = False


class Locator(Protocol):
    """Finds places for reports, set-wise."""

    def locate(self, asked: Sequence[tuple[float | None, float | None, str, str]]) -> list[Spot]:
        """(lon, lat, words of place, text) of each report.

        A point outside the district gives a Spot that is not found and says so.
        """
        ...


class NoClassifier:
    """Stands in where no model is loaded: it never proposes anything, so every kind waits for a person."""

    version = ""
    threshold = 1.0

    def classify(self, texts: Sequence[str]) -> Sequence[Sequence[Candidate]]:
        return [() for _ in texts]


class NoLocator:
    """Stands in where no map is loaded: every place waits for a person."""

    def __init__(self, district: str) -> None:
        self.district = district

    def locate(self, asked: Sequence[tuple[float | None, float | None, str, str]]) -> list[Spot]:
        return [Spot(lon, lat, None, self.district, words, "", found=False) for lon, lat, words, _ in asked]


@dataclass
class Ports:
    """The ends that `liandong.site` joins at start."""

    locator: Locator
    classifier: Classifier


PORTS = Ports(NoLocator("000000"), NoClassifier())
