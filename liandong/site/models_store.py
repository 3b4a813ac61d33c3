"""The classifier that is in use, through the plug-in that reads it: the one chosen at the desk, or put in place by hand."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings

from liandong.cases.ports import Candidate, Classifier, NoClassifier
from liandong.journal.queries import version_of
from liandong.kernel.versions import versioned
from liandong.learning.queries import SUBJECT, in_use
from liandong.site.plugs import plug_in

log = structlog.get_logger(__name__)

CURRENT: Final = "current"
CHOSEN: Final = version_of(SUBJECT)


def models_folder() -> Path:
    return Path(settings.LIANDONG_MODELS)


def folder_of(version: str) -> Path:
    """Where the model of a version is kept."""
    return models_folder() / Path(version).name


def current_folder() -> Path:
    """The link to a model that was put in place by hand; it counts until a model is put in use at the desk."""
    return models_folder() / CURRENT


def load_current() -> Classifier:
    """The model in use. One that cannot be read holds up no report: every kind then waits for a person."""
    used = in_use()
    folder = folder_of(used.version) if used else current_folder()
    if used is None and not folder.exists():
        return NoClassifier()
    try:
        model: Classifier = plug_in(settings.LIANDONG_CLASSIFIER).load(folder)
    except (OSError, ValueError) as bad:
        log.error("the model in use cannot be read", folder=str(folder), why=str(bad))
        return NoClassifier()
    return model


def version() -> tuple[Hashable, ...]:
    """Changes when another model is put in use at the desk, or in place by hand."""
    folder = current_folder()
    return CHOSEN(), str(folder.resolve()) if folder.exists() else ""


MODEL: Final = versioned(load_current, version, 5.0)


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
