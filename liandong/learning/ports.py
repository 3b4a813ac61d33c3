"""What learning asks the outside for: somebody who trains a model and keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from liandong.cases.ports import Classifier
from liandong.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Learned:
    """A trained model: its version, and its figures by held-out texts (shares 0 to 1; `thresholds` by label)."""

    version: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@runtime_checkable
class KnowsWords(Protocol):
    """A classifier that can also say how much of texts it has never seen."""

    def unseen(self, texts: Sequence[str]) -> Sequence[float]:
        """For each text the share of its words, 0 to 1, that the model does not know."""
        ...


class Trainer(Protocol):
    """Trains models and keeps them by version."""

    def train(self, texts: Sequence[str], kinds: Sequence[str]) -> Learned:
        """Trains and keeps a model; the same texts give the same version.

        Raises:
            Refused: nothing can be learned from these texts.
        """
        ...

    def model(self, version: str) -> Classifier:
        """A model that was kept.

        Raises:
            Refused: it is not there any more, or cannot be read.
        """
        ...

    def in_place(self) -> str:
        """The version of the model that is at work now, "" for none; it may have come without a training."""
        ...


class NoTrainer:
    """Stands in where no plug-in is joined."""

    def train(self, texts: Sequence[str], kinds: Sequence[str]) -> Learned:
        raise Refused("没有装分类器插件，{texts} 件案卷、{kinds} 个类别没有学。", code="no-plugin", texts=len(texts),
                      kinds=len(set(kinds)))  # fmt: skip

    def model(self, version: str) -> Classifier:
        raise Refused("模型 {version} 不在了，或者读不出来。", code="no-model", version=version)

    def in_place(self) -> str:
        return ""


@dataclass
class Ports:
    """The end that `liandong.site` joins at start."""

    trainer: Trainer


PORTS = Ports(NoTrainer())
