from __future__ import annotations

from datetime import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from liandong.journal.actions import record
from liandong.journal.facts import Fact
from liandong.journal.models import Entry
from liandong.journal.queries import broken_link, entry_with_key, timeline
from liandong.journal.reactions import TABLE

pytestmark = pytest.mark.django_db


def test_entries_of_a_subject_are_numbered_and_chained(now: datetime) -> None:
    record("case:1", Fact("case.received", {"title": "路灯不亮"}), Fact("case.placed"), actor="system", now=now)
    record("case:1", Fact("case.assigned", {"unit": "x"}), actor="post:3", now=now)
    record("case:2", Fact("case.received"), actor="system", now=now)
    assert [(e.seq, e.kind) for e in timeline("case:1")] == [
        (1, "case.received"), (2, "case.placed"), (3, "case.assigned"),
    ]  # fmt: skip
    assert broken_link("case:1") is None


def test_an_entry_cannot_be_changed_or_removed(now: datetime) -> None:
    record("case:1", Fact("case.received"), actor="system", now=now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(kind="case.closed")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()


def test_a_key_writes_once(now: datetime) -> None:
    record("case:1", Fact("case.received"), actor="system", now=now, key="app:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        record("case:2", Fact("case.received"), actor="system", now=now, key="app:1")
    found = entry_with_key("app:1")
    assert found is not None
    assert found.subject == "case:1"


def test_a_forged_entry_breaks_the_chain(now: datetime) -> None:
    record("case:1", Fact("case.received"), actor="system", now=now)
    Entry.objects.create(subject="case:1", seq=2, kind="case.closed", at=now, actor="post:9", hash=bytes(32))
    record("case:1", Fact("case.rated"), actor="reporter", now=now)
    assert broken_link("case:1") == 2


def test_a_job_of_the_worker_too_is_written_with_what_it_is_about_or_not_at_all(now: datetime) -> None:
    kind = next(iter(TABLE))
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()):
        with transaction.atomic():
            [kept] = record("case:1", Fact(kind, {}), actor="system", now=now)
        with transaction.atomic():
            record("case:2", Fact(kind, {}), actor="system", now=now)
            transaction.set_rollback(True)
    assert [job.args["entries"] for job in ProcrastinateJob.objects.all()] == [[kept.pk]]
