"""Because something happened to a case."""

from __future__ import annotations

from typing import Final

from liandong.access.models import Post
from liandong.journal.models import Entry
from liandong.linkage.actions import release
from liandong.linkage.copy_actions import copy_skipped
from liandong.linkage.dispute_actions import drop, to_last_resort

ENDED: Final = {
    "case.verified": "案卷已核查通过", "case.voided": "案卷已作废", "case.refused": "案卷不予立案",
    "case.handed_over": "案卷已移交其他中心", "case.merged": "案卷已并入另一件",
}  # fmt: skip


def case_id(entry: Entry) -> int:
    return int(entry.subject.partition(":")[2])


def release_assists(entry: Entry) -> None:
    """Its assists end with it."""
    release(case_id(entry), ENDED[entry.kind], now=entry.at)


def copy_to_skipped(entry: Entry) -> None:
    """Who was passed over gets a copy. What a rule dispatched passes nobody over: the rule is what was agreed."""
    if entry.data.get("rule"):
        return
    if giver := entry.data.get("from") or dispatcher_unit(entry):
        copy_skipped(case_id(entry), entry.data["move"], giver, entry.data["unit"], now=entry.at)


def dispatcher_unit(entry: Entry) -> str:
    sort, _, number = entry.actor.partition(":")
    post = Post.objects.filter(pk=int(number)).first() if sort == "post" else None
    return post.unit if post else ""


def find_owner(entry: Entry) -> None:
    """After too many transfers the territory's government has it."""
    to_last_resort(case_id(entry), now=entry.at)


def drop_dispute(entry: Entry) -> None:
    drop(case_id(entry), now=entry.at)
