"""Settled cases, and a trainer that learns by heart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case, Suggestion
from liandong.cases.ports import PORTS as CASE_PORTS
from liandong.cases.ports import Classifier
from liandong.cases.reference import DISTRICT
from liandong.kernel.refusals import Refused
from liandong.learning.ports import PORTS, Learned

RUBBISH, LAMP = "E0102", "C0401"
TEXTS = {RUBBISH: "垃圾堆了两天没人清", LAMP: "路灯不亮了"}


@dataclass(frozen=True)
class Guess:
    label: str
    confidence: float = 0.99
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class ByHeart:
    """Knows texts by their first four characters; of any other it knows nothing."""

    known: Mapping[str, str]
    threshold: float = 0.5
    thresholds: Mapping[str, float] = field(default_factory=dict)

    @property
    def version(self) -> str:
        return f"heart-{sorted(self.known.items())}"[:40]

    def classify(self, texts: Sequence[str]) -> Sequence[Sequence[Guess]]:
        found = [self.known.get(text.strip()[:4]) for text in texts]
        return [[Guess(kind)] if kind else [] for kind in found]

    def unseen(self, texts: Sequence[str]) -> Sequence[float]:
        return [0.0 if text.strip()[:4] in self.known else 1.0 for text in texts]


@dataclass
class HeartTrainer:
    """Fits `Trainer`: learns by heart, and keeps its models in memory."""

    models: dict[str, ByHeart] = field(default_factory=dict)
    placed: str = ""
    trained: int = 0

    def train(self, texts: Sequence[str], kinds: Sequence[str]) -> Learned:
        self.trained += 1
        model = ByHeart({text.strip()[:4]: kind for text, kind in zip(texts, kinds, strict=True)})
        self.models[model.version] = model
        return Learned(model.version, {"accuracy": 1.0, "coverage": 1.0})

    def model(self, version: str) -> Classifier:
        if version not in self.models:
            raise Refused("模型 {version} 不在了，或者读不出来。", code="no-model", version=version)
        return self.models[version]

    def in_place(self) -> str:
        return self.placed


@pytest.fixture
def trainer(db: None) -> Iterator[HeartTrainer]:
    before, classifier = PORTS.trainer, CASE_PORTS.classifier
    PORTS.trainer = joined = HeartTrainer()
    DISTRICT.forget()
    yield joined
    PORTS.trainer, CASE_PORTS.classifier = before, classifier
    DISTRICT.forget()


def settle(
    count: int, at: datetime, kinds: Mapping[str, str] | None = None, mark: str = "", words: Sequence[tuple[str, str]] = ()
) -> None:  # fmt: skip
    """Reports that came in at an instant, with the kinds that a dispatcher settled: each text's own, or as told.

    The rows are as `cases.actions.move` leaves them; hundreds of moves would take a minute.
    """
    words = words or list(TEXTS.items())
    drafts = [
        Draft(f"settle:{mark}{at.isoformat()}:{n}", "app", words[n % len(words)][1], at, lon=104.1142, lat=30.6935)
        for n in range(count)
    ]
    rows: dict[str, list[int]] = defaultdict(list)
    for n, answer in enumerate(receive(drafts, actor="system", now=at)):
        assert isinstance(answer, Received)
        kind = words[n % len(words)][0]
        rows[(kinds or {}).get(kind, kind)].append(answer.case)
    for kind, cases in rows.items():
        Case.objects.filter(pk__in=cases).update(kind=kind)
        there = Suggestion.objects.filter(case__in=cases)
        there.update(chosen=kind, chosen_at=at)
        proposed = set(there.values_list("case", flat=True))
        Suggestion.objects.bulk_create(
            Suggestion(case_id=each, model="", candidates=[], accepted=None, chosen=kind, chosen_at=at)
            for each in cases
            if each not in proposed
        )
