"""Reads of what several units do about a case. Whoever asks has come through the case's own sight."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import prefetch_related_objects

from liandong.cases.models import Case
from liandong.linkage.models import Assist


def assists(case: Case) -> list[Assist]:
    """The assists of a case, the oldest first; no statement where its row says that there are none."""
    return sorted(case.assists.all(), key=lambda one: one.pk) if case.involved is not None else []


def assists_of(unit: str, cases: Iterable[Case]) -> dict[int, Assist]:
    """For each case the latest assist of a unit. One statement; what it read stays with the cases, for `assists`."""
    found = list(cases)
    prefetch_related_objects(found, "assists")
    return {case.pk: one for case in found for one in assists(case) if one.unit == unit}
