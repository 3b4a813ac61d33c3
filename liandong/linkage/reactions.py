"""Because something happened to a case: its assists end with it."""

from __future__ import annotations

from typing import Final

from liandong.journal.models import Entry
from liandong.linkage.actions import release

ENDED: Final = {"case.verified": "案卷已核查通过", "case.voided": "案卷已作废", "case.refused": "案卷不予立案"}


def release_assists(entry: Entry) -> None:
    release(int(entry.subject.partition(":")[2]), ENDED[entry.kind], now=entry.at)
