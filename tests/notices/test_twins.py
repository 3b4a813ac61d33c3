"""One action tells all who reported a matter, each once; who joins later is told what they missed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from liandong.access.vault import Person
from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.queries import subject_of
from liandong.cases.rules import Reporter
from liandong.cases.states import Move
from liandong.cases.told import entries_for
from liandong.journal.jobs import react
from liandong.journal.models import Entry
from liandong.notices.models import Delivery
from tests.people import actor_at, unit_actor

pytestmark = pytest.mark.django_db
SAID = ("巷口垃圾堆了两天没人清，走不过去", "巷口垃圾堆了两天没人清，太臭", "巡查发现巷口垃圾堆了两天")


def reported(now: datetime, number: int) -> Case:
    draft = Draft(key=f"r:{number}", channel="app", text=SAID[number], reported_at=now, kind="E0102", lon=104.1142,
                  lat=30.6935, person=Person("张三丰", f"1380000000{number}"))  # fmt: skip
    [made] = receive([draft], actor="system", now=now + timedelta(minutes=number))
    assert isinstance(made, Received)
    return Case.objects.get(pk=made.case)


def reacted() -> None:
    """Runs all reactions twice, as a job that was tried again would."""
    for _ in range(2):
        done = 0
        while done != (done := Entry.objects.count()):
            react(list(Entry.objects.order_by("pk").values_list("pk", flat=True)))


def test_three_reporters_of_one_heap_are_each_told_of_every_step_once(now: datetime) -> None:
    lead, *twins = (reported(now, number) for number in range(3))
    reacted()
    lead.refresh_from_db()
    assert lead.reporters == 3
    texts = list(Delivery.objects.filter(entry__kind="case.joined").order_by("pk").values_list("text", flat=True))
    assert len(texts) == 2
    for twin, text in zip(twins, texts, strict=True):
        assert f"（编号 {twin.number}）和编号 {lead.number} 是同一件事" in text
        assert "环卫" in text
        assert "前办结" in text
    handler, verifier = unit_actor(lead.unit or ""), unit_actor(f"{lead.area[:9]}-hecha")
    for name, by in ((Move.ACCEPT, handler), (Move.HANDLE, handler), (Move.VERIFY, verifier)):
        move(lead.number, name, {"note": "清了"}, by=by, now=now + timedelta(hours=1), key=name)
    reacted()
    told = Delivery.objects.filter(entry__kind="case.verified")
    assert sorted(told.values_list("report", flat=True)) == sorted(lead.reports.values_list("pk", flat=True))
    assert all(each.report.title in each.text for each in told)


def test_no_reporter_reads_the_words_of_another(now: datetime) -> None:
    lead, *_ = (reported(now, number) for number in range(3))
    reacted()
    handler, verifier = unit_actor(lead.unit or ""), unit_actor(f"{lead.area[:9]}-hecha")
    for name, by in ((Move.ACCEPT, handler), (Move.HANDLE, handler), (Move.VERIFY, verifier)):
        move(lead.number, name, {"note": "清了"}, by=by, now=now, key=name)
    reports = list(lead.reports.select_related("case", "twin").order_by("pk"))
    move(lead.number, Move.RATE, {"stars": 4}, by=Reporter(reports[0].pk), now=now, key="rate")
    move(lead.number, Move.REOPEN, {"reason": "李家门口还有一半"}, by=Reporter(reports[1].pk), now=now, key="again")
    for report in reports:
        report.refresh_from_db()
        said = str([entry.data for entry in entries_for(report)])
        assert ("李家门口" in said) == (report == reports[1])
        assert ("stars" in said) == (report == reports[0])
        assert [each.title for each in reports if each.title in said] == [report.title]


def test_who_is_split_off_again_is_told_too(now: datetime) -> None:
    lead, twin = reported(now, 0), reported(now, 1)
    reacted()
    move(twin.number, Move.SPLIT, {}, by=actor_at("0217"), now=now, key="split")
    reacted()
    [told] = Delivery.objects.filter(entry__kind="case.split")
    assert told.report.case == twin
    assert f"编号 {twin.number}）改为单独办理" in told.text
    assert Entry.objects.filter(subject=subject_of(lead), kind="case.parted").count() == 1
