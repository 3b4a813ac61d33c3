"""Trains the classifier's models by the plug-in, in a process of its own, and keeps each in a folder named by its version."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from django.conf import settings

from liandong.cases.ports import PORTS, Classifier
from liandong.kernel.refusals import Refused
from liandong.learning.ports import Learned
from liandong.site.aside import PART, trained
from liandong.site.models_store import current_folder, folder_of, models_folder
from liandong.site.plugs import plug_in

LEFT_BEHIND: Final = 24 * 3600.0
"""Seconds after which a folder that a killed training left is swept away."""


class PluginTrainer:
    """Fits `liandong.learning.ports.Trainer`."""

    def train(self, texts: Sequence[str], kinds: Sequence[str]) -> Learned:
        """In another process: the weighing of words would hold up this one's other threads for a minute."""
        sweep(models_folder())
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            asked = pool.submit(trained, settings.LIANDONG_CLASSIFIER, texts, kinds, models_folder())
            try:
                version, figures = asked.result()
            except ValueError as bad:
                raise Refused("分类器没有训练成：{why}", code="not-trained", why=str(bad)) from bad
            except BrokenProcessPool as killed:
                raise Refused(
                    "训练到一半被中断了，现在用的模型不受影响。请再训练一次。", code="training-killed"
                ) from killed
        return Learned(version, figures)

    def model(self, version: str) -> Classifier:
        try:
            found: Classifier = plug_in(settings.LIANDONG_CLASSIFIER).load(folder_of(version))
        except (OSError, ValueError) as bad:
            raise Refused("模型 {version} 不在了，或者读不出来。", code="no-model", version=version) from bad
        return found

    def in_place(self) -> str:
        """A model put in place by hand lies in a folder of any name: from now on it is found by its version too."""
        version = PORTS.classifier.version
        if version and not folder_of(version).exists():
            folder_of(version).symlink_to(current_folder().resolve())
        return version


def sweep(root: Path) -> None:
    for folder in root.glob(f"{PART}*"):
        if time.time() - folder.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(folder, ignore_errors=True)
