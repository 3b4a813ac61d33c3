"""The worksheet: it becomes a report, an answer or nothing; who is complained about does not get it; who calls is covered."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from liandong.access.models import Identity
from liandong.access.rules import Actor
from liandong.cases.actions import move
from liandong.cases.models import Case, Report
from liandong.cases.states import Move
from liandong.cases.tracking import token
from liandong.hotline.actions import answer_next, finish
from liandong.hotline.models import PhoneCall
from liandong.hotline.reactions import keep_out_accused
from liandong.hotline.worksheet import Sheet, Wishes
from liandong.hotline.worksheet_actions import answer_on_the_spot, file_report, keep_sheet, note_outcome
from liandong.journal.jobs import react
from liandong.journal.models import Entry
from liandong.kernel.refusals import Refused
from liandong.knowledge.actions import write_article
from liandong.knowledge.models import Article
from liandong.knowledge.rules import Text
from tests.people import actor_at

pytestmark = pytest.mark.django_db
Rings = Callable[..., PhoneCall]
RUBBISH = Sheet(text="绿化带边垃圾堆了两天没人清", lon=104.1142, lat=30.6935, kind="E0102")


@pytest.fixture
def call(rings: Rings, agent: Actor, now: datetime) -> PhoneCall:
    """A call at hand."""
    rings()
    return answer_next(by=agent, now=now)


def write(call: PhoneCall, sheet: Sheet, by: Actor, now: datetime, **wishes: object) -> None:
    keep_sheet(call.pk, sheet, replace(Wishes(), **wishes), by=by, now=now)  # type: ignore[arg-type]


def test_what_is_typed_is_kept_and_becomes_one_report_with_the_callers_number(
    call: PhoneCall, agent: Actor, now: datetime
) -> None:
    write(call, RUBBISH, agent, now, name="欧阳锋利", after=time(18))
    filed = file_report(call.pk, by=agent, now=now)
    assert file_report(call.pk, by=agent, now=now).case_id == filed.case_id
    report = Report.objects.get()
    assert (report.channel, report.text, report.pk) == ("hotline", RUBBISH.text, filed.report)
    assert report.identity is not None
    assert (report.identity.masked_name, report.identity.masked_phone) == ("欧阳**", "139****5678")
    assert Case.objects.get().unit is not None


def test_the_callers_name_stands_in_no_sheet_and_no_entry(call: PhoneCall, agent: Actor, now: datetime) -> None:
    write(call, RUBBISH, agent, now, name="欧阳锋利", phone="13800001111")
    file_report(call.pk, by=agent, now=now)
    call.refresh_from_db()
    said = str(call.sheet) + str(list(Entry.objects.values("subject", "data", "key")))
    assert "欧阳锋利" not in said
    assert "13800001111" not in said
    assert set(Identity.objects.values_list("masked_phone", flat=True)) == {"138****1111"}


def test_another_agents_call_cannot_be_written(call: PhoneCall, other: Actor, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        write(call, RUBBISH, other, now)
    assert refused.value.code == "not-found"


def test_an_empty_sheet_is_no_report_and_nothing_is_lost(call: PhoneCall, agent: Actor, now: datetime) -> None:
    write(call, replace(RUBBISH, text=" "), agent, now)
    with pytest.raises(Refused) as refused:
        file_report(call.pk, by=agent, now=now)
    assert refused.value.field == "text"
    call.refresh_from_db()
    assert (call.case, call.outcome, call.sheet["kind"]) == (None, "", "E0102")


@pytest.mark.parametrize("sheet", [replace(RUBBISH, confidential=True), replace(RUBBISH, accused="510108-zhaoming"),
                                   replace(RUBBISH, kind="Q1201")])  # fmt: skip
def test_a_caller_is_covered_by_request_and_always_where_officials_are_complained_about(
    call: PhoneCall, agent: Actor, now: datetime, sheet: Sheet
) -> None:
    write(call, sheet, agent, now)
    file_report(call.pk, by=agent, now=now)
    identity = Report.objects.get().identity
    assert identity is not None
    assert identity.confidential


def test_the_unit_complained_about_does_not_get_the_case_by_hand(call: PhoneCall, agent: Actor, now: datetime) -> None:
    write(call, replace(RUBBISH, kind="Q1201", accused="510108-zhaoming"), agent, now)
    case = file_report(call.pk, by=agent, now=now).case
    assert case is not None
    move(case.number, Move.RECALL, {"reason": "改派"}, by=actor_at("0217"), now=now)
    move(case.number, Move.ASSIGN, {"unit": "510108-zhaoming"}, by=actor_at("0217"), now=now)
    keep_out_accused(Entry.objects.filter(subject=f"case:{case.pk}", kind="case.assigned").latest("seq"))
    case.refresh_from_db()
    assert (case.state, case.unit) == ("triaged", None)


def test_a_rule_that_names_the_unit_complained_about_is_passed_over_when_it_is_filed(
    rings: Rings, agent: Actor, now: datetime
) -> None:
    rings("probe")
    probe = answer_next(by=agent, now=now)
    write(probe, RUBBISH, agent, now)
    case = file_report(probe.pk, by=agent, now=now).case
    assert case is not None
    finish(by=agent, now=now)
    rings("complaint", number="13800001111")
    complaint = answer_next(by=agent, now=now)
    write(complaint, replace(RUBBISH, accused=case.unit or ""), agent, now)
    filed = file_report(complaint.pk, by=agent, now=now)
    again = Case.objects.get(phone_calls=filed)
    assert (again.state, again.unit) == ("triaged", None)


def test_a_unit_that_is_not_there_cannot_be_complained_about(call: PhoneCall, agent: Actor, now: datetime) -> None:
    with pytest.raises(Refused) as refused:
        write(call, replace(RUBBISH, accused="nowhere"), agent, now)
    assert refused.value.code == "bad-unit"


def article(now: datetime) -> Article:
    day = now.date()
    text = Text(
        "路灯不亮找谁修", "由照明监管所修，两个工作日内修好。", "510108-zhaoming", day + timedelta(days=90), day
    )
    return write_article(text, by=actor_at("3001"), now=now)


def test_a_question_answered_on_the_spot_closes_the_call_and_counts_one_use(
    call: PhoneCall, agent: Actor, now: datetime
) -> None:
    row = article(now)
    for _ in range(2):
        answer_on_the_spot(call.pk, row.pk, by=agent, now=now, key="hotline:told")
    row.refresh_from_db()
    finish(by=agent, now=now)
    call.refresh_from_db()
    assert (row.uses, call.outcome, call.article_id, Case.objects.count()) == (1, "answered", row.pk, 0)


def test_a_call_that_became_a_case_is_nothing_else_any_more(call: PhoneCall, agent: Actor, now: datetime) -> None:
    write(call, RUBBISH, agent, now)
    file_report(call.pk, by=agent, now=now)
    with pytest.raises(Refused) as refused:
        note_outcome(call.pk, "nothing", by=agent, now=now, key="a")
    assert refused.value.code == "filed-before"
    with pytest.raises(Refused) as refused:
        answer_on_the_spot(call.pk, article(now).pk, by=agent, now=now, key="b")
    assert refused.value.code == "filed-before"


def texts_after(filed: PhoneCall, outbox: Path) -> list[dict[str, str]]:
    """What went out to telephones once the worker has done its part, twice."""
    for _ in range(2):
        react(entries=list(Entry.objects.order_by("pk").values_list("pk", flat=True)))
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(outbox.glob("*.json"))]


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Path:
    settings.LIANDONG_OUTBOX = str(tmp_path / "outbox")
    return tmp_path / "outbox"


def test_a_caller_who_agreed_is_texted_the_number_and_the_link_once(
    call: PhoneCall, agent: Actor, now: datetime, outbox: Path
) -> None:
    write(call, Sheet(text="有件事想反映一下"), agent, now, text=True)
    filed = file_report(call.pk, by=agent, now=now)
    case = Case.objects.get()
    assert case.unit is None
    [told] = texts_after(filed, outbox)
    assert told["to"] == "13912345678"
    assert case.number in told["text"]
    assert f"/track/{token(Report.objects.get().pk)}" in told["text"]


def test_a_caller_who_did_not_agree_is_not_texted_that_it_was_registered(
    call: PhoneCall, agent: Actor, now: datetime, outbox: Path
) -> None:
    write(call, Sheet(text="有件事想反映一下"), agent, now)
    assert texts_after(file_report(call.pk, by=agent, now=now), outbox) == []


def test_where_a_unit_has_the_case_at_once_its_message_is_the_only_one(
    call: PhoneCall, agent: Actor, now: datetime, outbox: Path
) -> None:
    write(call, RUBBISH, agent, now, text=True)
    [told] = texts_after(file_report(call.pk, by=agent, now=now), outbox)
    assert "办理" in told["text"]
