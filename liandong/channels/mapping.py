"""A mapping says which column of somebody's table is what. It is a YAML file:

source: messages-2020        # names the import; the same source is never imported twice
columns:
  key: 编号                  # identifies a row (without it: the row's own content does)
  title: 主题
  text: 详情                 # the only one that must be there
  reported_at: 时间
  lon: 经度
  lat: 纬度
  place: 地点                # the place in words
  name: 姓名
  phone: 电话
  kind: 类别                 # a kind's code
channel: import
coordinates: gcj02           # cgcs2000 (default), gcj02 or bd09
times: ["%d.%m.%Y %H:%M"]    # tried before the usual ways to write a time
timezone: Asia/Shanghai
"""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from liandong.kernel.coordinates import System
from liandong.kernel.refusals import Refused

FIELDS: Final = ("key", "title", "text", "reported_at", "lon", "lat", "place", "name", "phone", "kind")


@dataclass(frozen=True, slots=True)
class Mapping:
    """What is where in a table (see the head of this module)."""

    source: str
    columns: Table[str, str]
    channel: str = "import"
    coordinates: str = System.CGCS2000.value
    times: tuple[str, ...] = ()
    timezone: str = "Asia/Shanghai"
    extra: Table[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "times": list(self.times)}


def parsed(text: str, name: str, fields: Sequence[str] = FIELDS) -> Mapping:
    """Reads a mapping; `name` is the file's name, which names the source where the mapping does not; `fields` are the words
    that its columns may have.

    Raises:
        Refused: with the line or word that is wrong.
    """
    try:
        given = yaml.safe_load(text)
    except yaml.YAMLError as broken:
        raise Refused("对照表不是 YAML：{where}", code="bad-mapping", where=str(broken).splitlines()[-1]) from broken
    if not isinstance(given, dict) or not isinstance(given.get("columns"), dict):
        raise Refused("对照表里要有 columns，写明哪一列是什么。", code="bad-mapping", field="columns")
    columns = {str(word): str(column) for word, column in given["columns"].items()}
    if unknown := sorted(set(columns) - set(fields)):
        raise Refused("对照表里有不认识的词：{words}。能用的是：{known}。", code="bad-mapping",
                      words="、".join(unknown), known="、".join(fields))  # fmt: skip
    if "text" not in columns:
        raise Refused("对照表里要写明哪一列是内容（text）。", code="bad-mapping", field="text")
    coordinates = str(given.get("coordinates", System.CGCS2000.value))
    if coordinates not in set(System):
        raise Refused("坐标系只认 cgcs2000、gcj02、bd09。", code="bad-mapping", field="coordinates")
    timezone = str(given.get("timezone", "Asia/Shanghai"))
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as unknown_zone:
        raise Refused("不认识时区 {zone}。", code="bad-mapping", field="timezone", zone=timezone) from unknown_zone
    times = tuple(str(one) for one in given.get("times", ()))
    source = str(given.get("source") or Path(name).stem)
    return Mapping(source[:80], columns, str(given.get("channel", "import"))[:12], coordinates, times, timezone)


def restored(stored: dict[str, Any]) -> Mapping:
    """A mapping as `as_json` gave it."""
    return Mapping(**{**stored, "times": tuple(stored["times"])})
