"""A model on disk: `model.json` (labels, numbers, digest) and the arrays in `weights-<version>.npz`. No pickle."""

from __future__ import annotations

import json
import os
import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np

from liandong_classifier_linear.model import LinearClassifier, Parameters
from liandong_classifier_linear.reading import BLOCKS
from liandong_classifier_linear.refusals import Refused

FORMAT: Final = "liandong-classifier-linear/2"
NUMBERS: Final = ("scale", "threshold", "usual_count", "usual_share")
ARRAYS: Final = ("rarity", "weights", "intercept", "thresholds")
VERSION: Final = re.compile(r"[0-9a-f]{12}")


def save(parameters: Parameters, out: Path) -> None:
    """Writes the arrays first and then, in one step, the file that names them: a crash leaves the old model whole."""
    out.mkdir(parents=True, exist_ok=True)
    version = parameters.digest()
    said = {"format": FORMAT, "version": version, "labels": list(parameters.labels)}
    said |= {name: getattr(parameters, name) for name in NUMBERS}
    arrays: dict[str, np.ndarray[Any, Any]] = {
        f"grams_{block.name}": np.frombuffer("\n".join(column).encode("utf-8"), dtype=np.uint8)
        for block, column in zip(BLOCKS, parameters.columns, strict=True)
    }
    weights, fresh = out / f"weights-{version}.npz", out / "fresh.npz"
    arrays |= {name: getattr(parameters, name) for name in ARRAYS}
    np.savez_compressed(fresh, allow_pickle=False, **arrays)
    os.replace(fresh, weights)
    draft = out / "model.json.fresh"
    draft.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(draft, out / "model.json")
    for old in out.glob("weights-*.npz"):
        if old != weights:
            old.unlink()


def load(directory: Path) -> LinearClassifier:
    """The model of a folder. Refused with a sentence if it is missing, damaged, altered or of another format."""
    if not (directory / "model.json").is_file():
        raise Refused(f"There is no trained classifier in {directory}: model.json is missing.")
    try:
        said = json.loads((directory / "model.json").read_text(encoding="utf-8"))
        parameters = _parameters(said, directory)
        whole = parameters.digest() == said["version"] and _fits(parameters)
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        EOFError,
        zipfile.BadZipFile,
        zlib.error,
    ) as damage:
        raise Refused(
            f"The classifier in {directory} cannot be read; train it again or restore the folder."
        ) from damage
    if not whole:
        raise Refused(
            f"The classifier in {directory} is not the one that was saved; train it again or restore the folder."
        )
    return LinearClassifier(parameters)


def _parameters(said: Any, directory: Path) -> Parameters:
    if said["format"] != FORMAT or not VERSION.fullmatch(said["version"]):
        raise ValueError(said["format"])
    content = BytesIO((directory / f"weights-{said['version']}.npz").read_bytes())
    with np.load(content, allow_pickle=False) as arrays:
        columns = tuple(_grams(arrays[f"grams_{block.name}"]) for block in BLOCKS)
        kept: dict[str, Any] = {name: arrays[name] for name in ARRAYS}
    kept |= {name: float(said[name]) for name in NUMBERS}
    return Parameters(tuple(said["labels"]), columns, **kept)


def _grams(array: np.ndarray[Any, Any]) -> tuple[str, ...]:
    joined = array.tobytes().decode("utf-8")
    return tuple(joined.split("\n")) if joined else ()


def _fits(parameters: Parameters) -> bool:
    grams, labels = sum(map(len, parameters.columns)), len(parameters.labels)
    shapes = tuple(getattr(parameters, name).shape for name in ARRAYS)
    return shapes == ((grams,), (grams, labels), (labels,), (labels,))
