"""What runs in a process beside the product's: it trains a model, and knows no table."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from multiprocessing import parent_process
from pathlib import Path
from threading import Thread
from typing import Any, Final

from liandong.site.plugs import plug_in

NICENESS: Final = 10
PART: Final = ".training-"


def trained(plugin: str, texts: Sequence[str], kinds: Sequence[str], root: Path) -> tuple[str, dict[str, Any]]:
    """Trains into a folder of its own and then gives it its name in one step; gives the version and the figures."""
    os.nice(NICENESS)
    Thread(target=end_with_parent, daemon=True).start()
    root.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=PART, dir=root))
    try:
        report = plug_in(plugin).train(texts, kinds, part)
        model = plug_in(plugin).load(part)
        keep(part, model.version)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    figures = asdict(report) if is_dataclass(report) and not isinstance(report, type) else {}
    return model.version, {**figures, "thresholds": dict(model.thresholds)}


def end_with_parent() -> None:
    """Ends this process when the one that asked was killed: whoever comes after it begins the training again."""
    if asking := parent_process():
        asking.join()
        os._exit(1)


def keep(part: Path, version: str) -> Path:
    """Names a trained folder after its version; one of the same version that is there already stays."""
    folder = part.with_name(version)
    if folder.exists():
        shutil.rmtree(part)
    else:
        part.rename(folder)
    return folder
