"""Reads of imports."""

from __future__ import annotations

from django.db.models import QuerySet

from liandong.channels.models import QuarantinedRow


def quarantine_open(source: str = "") -> QuerySet[QuarantinedRow]:
    """Rows that wait to be put right, oldest first; of one source or of all."""
    found = QuarantinedRow.objects.filter(settled_at=None).select_related("run").order_by("id")
    return found.filter(run__source=source) if source else found
