"""An export leaves a trace: who took which figures, what for, and how long they are kept."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_noop as word

from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.clock import local_day
from liandong.kernel.refusals import Refused
from liandong.scores.queries import Asked

PURPOSES: Final = {
    "report": word("工作通报"),
    "review": word("绩效评价"),
    "study": word("分析研究"),
    "public": word("信息公开"),
}
KEEPS: Final = {30: word("30 天"), 365: word("1 年"), 1095: word("3 年")}
"""How many days an export may be kept."""


@transaction.atomic
def note_export(asked: Asked, *, purpose: str, days: int, actor: str, now: datetime, key: str | None = None) -> None:
    """Records that figures were taken out; the same key records once.

    Raises:
        Refused: no purpose, or no time after which the copy is deleted.
    """
    if purpose not in PURPOSES:
        raise Refused("请选导出的用途。", code="input-missing", field="purpose")
    if days not in KEEPS:
        raise Refused("请选导出的文件留多久。", code="input-missing", field="days")
    data = {"purpose": purpose, "days": days, "by": asked.by.value, "area": asked.area, "kind": asked.kind,
            "from": asked.period.first.isoformat(), "to": asked.period.last.isoformat()}  # fmt: skip
    if written_before(key, None, Fact("figures.exported", data)):
        return
    until = (local_day(now) + timedelta(days=days)).isoformat()
    record(f"export:{uuid.uuid4()}", Fact("figures.exported", {**data, "until": until}), actor=actor, now=now, key=key)
