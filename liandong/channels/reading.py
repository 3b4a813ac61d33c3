"""From a row of somebody's table to a report."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping as Row
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from liandong.access.vault import Person
from liandong.cases.intake import Draft
from liandong.channels.mapping import Mapping
from liandong.kernel.clock import in_utc
from liandong.kernel.coordinates import System
from liandong.kernel.refusals import Refused
from liandong.kernel.sealing import sm3
from liandong.places.parse import spot

USUAL_TIMES: Final = (
    "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%Y.%m.%d %H:%M", "%Y.%m.%d", "%Y%m%d%H%M%S",
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M",
)  # fmt: skip
ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?")
LONGEST: Final = 20_000
PERSON: Final = ("name", "phone")
"""The words of a mapping that say who reported."""
SKEW: Final = timedelta(minutes=5)
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def clean(text: str) -> str:
    """A text without control characters and without white space around its lines."""
    lines = unicodedata.normalize("NFC", CONTROLS.sub("", text.replace("\r", "\n").replace("\t", " "))).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def row_key(row: Row[str, str], mapping: Mapping) -> str:
    """What identifies a row within its source: its key column, else a digest of all it says."""
    given = row.get(mapping.columns.get("key", ""), "").strip()
    return given[:120] or sm3(repr(sorted(row.items())).encode()).hex()[:32]


def draft(row: Row[str, str], mapping: Mapping, now: datetime) -> Draft:
    """The report in a row.

    Raises:
        Refused: with the column's word in `field`: no text, a time that cannot be, coordinates that make no sense.
    """
    said = {word: row.get(column, "") for word, column in mapping.columns.items()}
    text, title = clean(said["text"]), clean(said.get("title", "")).replace("\n", " ")
    if not text and not title:
        raise Refused("这一行没有内容。", code="no-text", field="text")
    if len(text) > LONGEST:
        raise Refused(
            "内容有 {letters} 字，超过 {most} 字。", code="too-long", field="text", letters=len(text), most=LONGEST
        )
    lon, lat = place(said, mapping)
    return Draft(
        key=f"import:{mapping.source}:{row_key(row, mapping)}",
        channel=mapping.channel,
        title=title[:120],
        text=text or title,
        reported_at=instant(said.get("reported_at", ""), mapping, now),
        lon=lon,
        lat=lat,
        words=clean(said.get("place", "")).replace("\n", " ")[:200],
        person=person_in(row, mapping),
        kind=said.get("kind", "").strip() or None,
    )


def person_in(row: Row[str, str], mapping: Mapping) -> Person:
    """Who reported, as far as a row says it."""
    said = {word: clean(row.get(mapping.columns.get(word, ""), "")) for word in PERSON}
    return Person(said["name"][:40], said["phone"][:30])


def without_person(row: Row[str, str], mapping: Mapping) -> dict[str, str]:
    """A row without the columns that say who reported."""
    hidden = {mapping.columns[word] for word in PERSON if word in mapping.columns}
    return {column: value for column, value in row.items() if column not in hidden}


def place(said: Row[str, str], mapping: Mapping) -> tuple[float | None, float | None]:
    """The coordinates of a row in CGCS2000, or none when it gives none."""
    lon, lat = said.get("lon", "").strip(), said.get("lat", "").strip()
    if not lon and not lat:
        return None, None
    found = spot(lon, lat, System(mapping.coordinates))
    return found.lon, found.lat


def instant(text: str, mapping: Mapping, now: datetime) -> datetime:
    """A time as somebody wrote it; `now` where the table has none.

    Raises:
        Refused: it cannot be read, or lies in the future or before 1990.
    """
    text = " ".join(text.split())
    if not text:
        return now
    zone = ZoneInfo(mapping.timezone)
    if not mapping.times and ISO.fullmatch(text):
        with suppress(ValueError):
            return plausible(datetime.fromisoformat(text).replace(tzinfo=zone), text, now)
    for form in (*mapping.times, *USUAL_TIMES):
        try:
            at = datetime.strptime(text, form)  # noqa: DTZ007  (its zone is the mapping's)
        except ValueError:
            continue
        return plausible(at if at.tzinfo else at.replace(tzinfo=zone), text, now)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("时间“{text}”看不懂。请写成 2026-06-12 14:30。", code="bad-time", field="reported_at",
                      text=text[:40]) from None  # fmt: skip
    return plausible(at if at.tzinfo else at.replace(tzinfo=zone), text, now)


def plausible(at: datetime, text: str, now: datetime) -> datetime:
    if at > now + SKEW:
        raise Refused("时间“{text}”在将来。", code="future-time", field="reported_at", text=text[:40])
    if at < EARLIEST:
        raise Refused("时间“{text}”太早了。", code="bad-time", field="reported_at", text=text[:40])
    return in_utc(at)
