"""Several units at one case, supervision and what-if, as programs do them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from liandong.cases.models import Case
from liandong.exchange.models import Outgoing
from liandong.journal.models import Entry
from liandong.linkage.models import Assist, Precedent, Whistle
from liandong.site.demo.life_exchange import load_partners
from tests.faces.api.conftest import Send
from tests.faces.api.linked_rows import CALLED, INVITED, LAMPS, LINKED, OWN, At
from tests.faces.api.refusal_rows import Row
from tests.faces.api.test_refusals import check
from tests.faces.api.test_whole_way import at_desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _settings(settings: Any, tmp_path: Any) -> None:
    settings.LIANDONG_SECOND_FACTOR = "optional"
    settings.LIANDONG_KEYS, settings.LIANDONG_OUTBOX = str(tmp_path / "keys"), str(tmp_path / "outbox")


@pytest.fixture
def case(send: Send) -> Case:
    """A heap of rubbish, with the sanitation office of its subdistrict."""
    made = send(text="垃圾堆了两天没人清", kind="E0102", lon=104.1142, lat=30.6935).json()
    found: Case = Case.objects.get(number=made["number"])
    assert found.unit == OWN
    return found


@pytest.fixture
def at(case: Case) -> At:
    """Posts to an address of the case, each time with a key of its own unless told."""
    keys = (f"k-{number}" for number in itertools.count())

    def posted(number: str, path: str, body: dict[str, Any]) -> Any:
        assist, whistle = Assist.objects.order_by("-id").first(), Whistle.objects.order_by("-id").first()
        filled = path.format(assist=assist.pk if assist else 0, whistle=whistle.pk if whistle else 0)
        given = {"key": next(keys), **body}
        return at_desk(number).post(f"/api/v1/cases/{case.number}/{filled}", given, content_type="application/json")

    return posted


@pytest.mark.parametrize("row", LINKED, ids=lambda row: row.what)
def test_what_makes_no_sense_is_refused_and_leaves_no_trace(row: Row, at: At, now: datetime) -> None:
    load_partners(now, "test:partners")
    seen: list[int] = []

    def counted(number: str, path: str, body: dict[str, Any]) -> Any:
        seen[:] = [Entry.objects.count()]
        return at(number, path, body)

    assert row.request is not None
    check(row.request(counted), row)
    assert Entry.objects.count() == seen[0]


def taken(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.content
    return dict(answer.json()) if isinstance(answer.json(), dict) else {"orders": answer.json()}


def test_a_unit_is_invited_once_answers_and_is_verified(at: At, case: Case) -> None:
    taken(at("1201", "moves", {"move": "accept"}))
    told = [taken(at("0217", "assists", {**INVITED, "key": "once"})) for _ in range(2)]
    assert told[0] == told[1]
    [assist] = told[1]["assists"]
    assert (assist["unit"], assist["state"], assist["required"]) == (LAMPS, "invited", True)
    path = f"assists/{assist['id']}/moves"
    taken(at("3001", path, {"move": "accept"}))
    taken(at("3001", path, {"move": "answer", "note": "灯装好了"}))
    done = taken(at("1202", path, {"move": "verify", "note": "亮"}))
    assert [(one["state"], one["answer"]) for one in done["assists"]] == [("verified", "灯装好了")]
    assert taken(at_desk("1201").get(f"/api/v1/cases/{case.number}/linkage")) == done


def test_whose_a_case_is_gets_disputed_answered_and_ruled(at: At, case: Case) -> None:
    [dispute] = taken(at("1201", "disputes", {"reason": "是灯下的杂物", "named": LAMPS}))["disputes"]
    assert (dispute["named"], dispute["state"]) == (LAMPS, "claimed")
    [answered] = taken(at("3001", "disputes/answer", {"ours": False, "reason": "不是灯的事"}))["disputes"]
    assert (answered["state"], answered["answer"]) == ("contested", "不是灯的事")
    ruling = {"unit": LAMPS, "reason": "灯下谁用谁清", "words": "灯下", "key": "ruled"}
    told = [taken(at("0217", "disputes/ruling", ruling)) for _ in range(2)]
    assert told[0] == told[1]
    [ruled] = told[0]["disputes"]
    assert (ruled["state"], ruled["ruled_unit"], ruled["sentence"]) == ("ruled", LAMPS, "灯下谁用谁清")
    case.refresh_from_db()
    assert (case.unit, Precedent.objects.filter(number=case.number).count()) == (LAMPS, 1)


def test_units_are_called_to_a_place_answer_and_get_their_tasks(at: At) -> None:
    meet_at = datetime.now(UTC) + timedelta(minutes=20)
    [blown] = taken(at("0217", "whistles", {**CALLED, "units": [LAMPS, OWN], "meet_at": meet_at.isoformat()}))[
        "whistles"
    ]
    path = f"whistles/{blown['id']}"
    taken(at("3001", f"{path}/answer", {"answer": "confirmed"}))
    taken(at("1201", f"{path}/answer", {"answer": "declined", "reason": "车坏了"}))
    result = {
        "outcome": "灯由照明换，垃圾由环卫清",
        "attendance": {LAMPS: "present", OWN: "absent"},
        "tasks": {LAMPS: "换灯"},
    }
    told = taken(at("0217", f"{path}/result", result))
    [held] = told["whistles"]
    assert [(call["unit"], call["answer"], call["attendance"]) for call in held["calls"]] == [
        (LAMPS, "confirmed", "present"), (OWN, "declined", "absent"),
    ]  # fmt: skip
    assert [(one["unit"], one["task"]) for one in told["assists"]] == [(LAMPS, "换灯")]


def test_a_supervision_order_is_given_once_answered_sent_back_and_closed(at: At, case: Case) -> None:
    twice = [at("0201", "orders", {"demand": "今天清完", "hours": 2, "key": "order"}).json() for _ in range(2)]
    assert twice[0] == twice[1]
    [order] = twice[0]
    assert (order["number"], order["unit"], order["state"], order["demand"]) == (case.number, OWN, "open", "今天清完")
    assert [one["number"] for one in at_desk("0201").get("/api/v1/orders").json()] == [case.number]
    assert at_desk("1201").get("/api/v1/orders").status_code == 403
    said = [
        at("1201", "orders/acts", {"act": "answer", "answer": "车到了"}).json(),
        at("0201", "orders/acts", {"act": "send_back", "reason": "没说几点", "hours": 1}).json(),
        at("1201", "orders/acts", {"act": "answer", "answer": "五点前清完"}).json(),
        at("0201", "orders/acts", {"act": "close", "outcome": "done", "remark": "看过了"}).json(),
    ]
    assert [one["state"] for [one] in said] == ["answered", "open", "answered", "closed"]
    [closed] = at_desk("1201").get(f"/api/v1/cases/{case.number}/orders").json()
    assert (closed["answer"], closed["outcome"], closed["remark"]) == ("五点前清完", "done", "看过了")
    assert at_desk("0201").get("/api/v1/orders").json() == []
    at("0201", "orders", {"demand": "再看一次", "hours": 2})
    newest, _ = at("0201", "orders/acts", {"act": "withdraw", "reason": "已经清完"}).json()
    assert newest["state"] == "withdrawn"
    assert at_desk("3001").get(f"/api/v1/cases/{case.number}/orders").status_code == 404


def test_what_would_move_is_said_and_nothing_is_changed(case: Case) -> None:
    before = Case.objects.values().get(pk=case.pk)
    limit = {"matter": "E0102", "stage": "accept", "amount": "1000"}
    told = taken(at_desk("0201").get("/api/v1/foresee", limit))
    assert (told["looked"], told["clocks"], told["cases"]) == (1, 1, 1)
    [shift] = told["shifts"]
    assert (shift["number"], shift["clock"]) == (case.number, "stage_due_at")
    assert shift["new"] > shift["old"]
    assert Case.objects.values().get(pk=case.pk) == before
    counted = taken(at_desk("0901").get("/api/v1/foresee", limit))
    assert (counted["cases"], counted["shifts"]) == (1, []), "an administrator sees numbers and no case"


@pytest.mark.parametrize(("number", "query", "status", "code"), [
    ("0201", {}, 422, "one-of"), ("0201", {"day": "2026-10-10", "amount": "1"}, 422, "one-of"),
    ("0201", {"day": "tomorrow"}, 422, "wrong-type"), ("0201", {"amount": "1", "stage": "dream"}, 422, "bad-limit"),
    ("0201", {"amount": "-1", "stage": "accept"}, 422, "bad-limit"), ("1201", {"day": "2026-10-10"}, 403, "no-permission"),
])  # fmt: skip
def test_a_question_that_makes_no_sense_is_refused(number: str, query: dict[str, str], status: int, code: str) -> None:
    answer = at_desk(number).get("/api/v1/foresee", query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_case_is_handed_over_with_what_the_partner_needs(at: At, case: Case, now: datetime) -> None:
    load_partners(now, "test:partners")
    inputs = {"partner": "urban", "matter": "city", "reason": "占道经营"}
    moved = [taken(at("0217", "moves", {"move": "hand_over", "inputs": inputs, "key": "out"})) for _ in range(2)]
    assert [one["state"] for one in moved] == ["handed_over", "handed_over"]
    assert Outgoing.objects.get().hand_over.case_id == case.pk
