"""The classifier plug-ins that are installed. It knows no table, so that a process beside the product can use it too."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from liandong.kernel.refusals import Refused

SLOT: Final = "liandong.classifiers"


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
