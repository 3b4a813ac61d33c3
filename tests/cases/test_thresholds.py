"""Each kind has its own threshold: what reaches it is dispatched, what does not waits for a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Suggestion
from liandong.cases.ports import PORTS
from liandong.cases.reference import DISTRICT, district
from liandong.cases.states import State

pytestmark = pytest.mark.django_db
RUBBISH, LAMP = "E0102", "E0104"


@dataclass(frozen=True)
class Guess:
    label: str
    confidence: float
    words: tuple[str, ...] = ("垃圾",)


@dataclass(frozen=True)
class Sure:
    """Always the same kind, equally sure."""

    label: str
    confidence: float
    thresholds: Mapping[str, float] = field(default_factory=dict)
    threshold: float = 0.8
    version: str = "always-the-same"

    def classify(self, texts: Sequence[str]) -> Sequence[Sequence[Guess]]:
        return [[Guess(self.label, self.confidence)] for _ in texts]


@pytest.fixture(autouse=True)
def _put_back() -> Iterator[None]:
    before = PORTS.classifier
    yield
    PORTS.classifier = before
    DISTRICT.forget()


def state_with(model: Sure, now: datetime) -> str:
    PORTS.classifier = model
    DISTRICT.forget()
    draft = Draft(key="test:1", channel="app", text="垃圾堆了两天没人清", reported_at=now, lon=104.1142, lat=30.6935)
    [answer] = receive([draft], actor="system", now=now)
    assert isinstance(answer, Received)
    return answer.state


def test_what_reaches_the_threshold_of_its_kind_is_dispatched(now: datetime) -> None:
    assert state_with(Sure(RUBBISH, 0.7, {RUBBISH: 0.6}), now) == State.ASSIGNED
    assert Suggestion.objects.get().accepted


def test_what_stays_below_the_threshold_of_its_kind_waits_although_another_kind_has_a_lower_one(now: datetime) -> None:
    assert state_with(Sure(RUBBISH, 0.9, {RUBBISH: 0.95, LAMP: 0.3}), now) == State.RECEIVED
    assert not Suggestion.objects.get().accepted


def test_a_kind_without_a_threshold_of_its_own_goes_by_the_one_of_all(now: datetime) -> None:
    assert state_with(Sure(RUBBISH, 0.79, {LAMP: 0.3}), now) == State.RECEIVED
    assert district().threshold_of(RUBBISH) == 0.8


def test_a_threshold_may_be_named_by_the_kinds_name(now: datetime) -> None:
    name = district().kinds[RUBBISH].name
    assert state_with(Sure(name, 0.7, {name: 0.6}), now) == State.ASSIGNED
