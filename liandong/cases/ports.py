"""What cases asks the outside for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from liandong.cases.clocks import FindsAlarms
from liandong.cases.models import Case
from liandong.cases.rules import By
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused


class Candidate(Protocol):
    """A kind that a text may be about: its label, how sure (0 to 1, calibrated), and the words that mattered."""

    @property
    def label(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def words(self) -> tuple[str, ...]: ...


class Classifier(Protocol):
    """Slot `liandong.classifiers`. `version` changes with the weights.

    Below the threshold of its label a candidate is only offered, and a person decides; a label that `thresholds` does not
    name goes by `threshold`. A threshold of 1.0 is never reached.
    """

    @property
    def version(self) -> str: ...
    @property
    def threshold(self) -> float: ...
    @property
    def thresholds(self) -> Mapping[str, float]: ...

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


class HandsOver(Protocol):
    """Hands cases over to other centres. Called in the transaction of the move, after its entry is written."""

    def __call__(self, case: Case, entry: Entry, by: By, now: datetime) -> None:
        """Begins a hand-over.

        Raises:
            Refused: the case may not be passed on to that centre.
        """
        ...


def no_exchange(case: Case, entry: Entry, by: By, now: datetime) -> None:  # noqa: ARG001  it stands in for a port
    """Stands in where no other centre is connected."""
    raise Refused("没有接通的中心 {partner}。", code="no-partner", field="partner", partner=str(entry.data["partner"]))


class NoClassifier:
    """Stands in where no model is loaded: it never proposes anything, so every kind waits for a person."""

    version = ""
    threshold = 1.0
    thresholds: Mapping[str, float] = {}

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
    hand_over: HandsOver = no_exchange
    alarms: Callable[[], FindsAlarms | None] = lambda: None


PORTS = Ports(NoLocator("000000"), NoClassifier())
