"""Files of reports for the import: the demo's phrases at places of the map, with reporters that do not exist."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from liandong.kernel.clock import LOCAL

MAP: Final = """\
source: {source}
columns: {{key: 编号, title: 主题, text: 详情, reported_at: 时间, lon: 经度, lat: 纬度, place: 地点, name: 姓名, phone: 电话, kind: 类别}}
"""
HEAD: Final = ("编号", "主题", "详情", "时间", "经度", "纬度", "地点", "姓名", "电话", "类别")
WITH_POINT: Final = 0.6
"""The others say where in words, as on the telephone."""
WITH_KIND: Final = 0.85
"""What a sure classifier leaves to nobody; here the table says it, so that the bench needs no model."""


def written(folder: Path, source: str, rows: int, seed: int) -> Path:
    """Writes a csv of so many reports and its mapping beside it (.yaml); the same for a seed."""
    # Models wait for the settings.
    from liandong.places.models import Grid, PlaceName
    from liandong.site.demo.base import table

    dice = Random(seed)
    phrases = [(row["kind"], row["title"], row["text"]) for row in table("phrases")]
    grids = list(Grid.objects.filter(valid_until=None).order_by("code").values_list("lon", "lat"))
    places = list(PlaceName.objects.exclude(kind="road").order_by("id").values_list("name", flat=True))
    start = datetime(2026, 1, 1, tzinfo=LOCAL)
    file = folder / f"{source}.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEAD)
        for number in range(rows):
            kind, title, text = dice.choice(phrases)
            place = dice.choice(places)
            lon, lat = dice.choice(grids) if dice.random() < WITH_POINT else ("", "")
            at = start + timedelta(minutes=dice.randrange(200_000))
            writer.writerow([
                f"{source}-{number}", title, text.replace("{place}", place).replace("{n}", str(dice.randrange(2, 30))),
                at.strftime("%Y-%m-%d %H:%M"), lon, lat, place, f"测试{number % 97}", f"138{dice.randrange(10**8):08d}",
                kind if dice.random() < WITH_KIND else "",
            ])  # fmt: skip
    file.with_suffix(".yaml").write_text(MAP.format(source=source), encoding="utf-8")
    return file
