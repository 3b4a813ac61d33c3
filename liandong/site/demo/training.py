"""Trains the demo's model from its own phrases, and puts it in place for every process at once."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from liandong.site.demo.base import table
from liandong.site.models_store import CURRENT, current_folder
from liandong.site.plugs import plug_in

PLUGIN: Final = "linear"
SLOT: Final = re.compile(r"\{\w+\}")


def examples() -> tuple[list[str], list[str]]:
    """Texts and kind codes to learn from: each phrase with its title, as intake reads reports."""
    rows = table("phrases")
    return [f"{row['title']} {SLOT.sub('', row['text'])}" for row in rows], [row["kind"] for row in rows]


def train_model() -> Path | None:
    """Trains a model and puts it in place; gives its folder, or None where one is there already.

    Raises:
        liandong.kernel.refusals.Refused: no such plug-in is installed.
    """
    if current_folder().exists():
        return None
    texts, labels = examples()
    return put_in_place(trained(texts, labels))


def trained(texts: Sequence[str], labels: Sequence[str]) -> Path:
    """A new folder beside the models, with a model in it."""
    root = Path(settings.LIANDONG_MODELS)
    root.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=".training-", dir=root))
    plug_in(PLUGIN).train(texts, labels, part)
    return part


def put_in_place(part: Path) -> Path:
    """Names a trained folder after its version and turns the link `current` to it, in one step."""
    root = Path(settings.LIANDONG_MODELS)
    folder = root / str(plug_in(PLUGIN).load(part).version)
    if folder.exists():
        shutil.rmtree(part)
    else:
        part.rename(folder)
    link = root / f".{CURRENT}.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    link.replace(root / CURRENT)
    return folder


def held_out_accuracy(share: int = 5) -> float:
    """The share of every `share`-th phrase of a kind that a model of the others names rightly."""
    texts, labels = examples()
    asked = {at for at in range(len(texts)) if at % share == 0}
    root = Path(tempfile.mkdtemp(prefix="liandong-model-"))
    try:
        rest = [at for at in range(len(texts)) if at not in asked]
        plug: Any = plug_in(PLUGIN)
        plug.train([texts[at] for at in rest], [labels[at] for at in rest], root / "model")
        found = plug.load(root / "model").classify([texts[at] for at in sorted(asked)])
    finally:
        shutil.rmtree(root, ignore_errors=True)
    right = [at for at, options in zip(sorted(asked), found, strict=True) if options and options[0].label == labels[at]]
    return len(right) / len(asked)
