"""The classifier that is in use: the newest model in the models folder, through the plug-in that reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from liandong.cases.ports import Candidate, Classifier, NoClassifier
from liandong.kernel.cached import Cached
from liandong.kernel.refusals import Refused

SLOT: Final = "liandong.classifiers"
CURRENT: Final = "current"


def plug_in(name: str) -> Any:
    """The classifier plug-in of a name: an object with `train` and `load`.

    Raises:
        Refused: there is none of that name, or it lacks one of the two.
    """
    found: dict[str, EntryPoint] = {point.name: point for point in entry_points(group=SLOT)}
    if name not in found:
        raise Refused(
            "没有分类器插件 {name}。已装的有：{known}。", code="no-plugin", name=name, known="、".join(found) or "-"
        )
    loaded = found[name].load()
    if not callable(getattr(loaded, "train", None)) or not callable(getattr(loaded, "load", None)):
        raise Refused("插件 {name} 不合用：它要有 train 和 load。", code="bad-plugin", name=name)
    return loaded


def current_folder() -> Path:
    return Path(settings.LIANDONG_MODELS) / CURRENT


def load_current() -> Classifier:
    folder = current_folder()
    return plug_in(settings.LIANDONG_CLASSIFIER).load(folder) if folder.exists() else NoClassifier()


def version() -> str:
    """Changes when another model is put in place (the folder is a link to it)."""
    folder = current_folder()
    return str(folder.resolve()) if folder.exists() else ""


MODEL: Final = Cached(load_current, version, 5.0)


class CurrentClassifier:
    """Whatever model is in place now; a new one is taken up within five seconds."""

    @property
    def version(self) -> str:
        return MODEL.get().version

    @property
    def threshold(self) -> float:
        return MODEL.get().threshold

    @property
    def thresholds(self) -> Mapping[str, float]:
        return MODEL.get().thresholds

    def classify(self, texts: Sequence[str]) -> Sequence[Sequence[Candidate]]:
        return MODEL.get().classify(texts)
