"""A whole call at the agent's desk, and the call centre's door."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from liandong.access.models import Footprint
from liandong.access.shared_key_actions import change_key
from liandong.cases.models import Case
from liandong.exchange.models import Partner
from liandong.exchange.queries import PARTNER_TABLE
from liandong.exchange.wire import US, headers
from liandong.faces.hotline import work
from liandong.hotline.actions import take_event
from liandong.hotline.models import PhoneCall, Seat
from liandong.hotline.ports import Event, NotConnected
from liandong.hotline.queries import CENTRE_KEY, telephony_key
from liandong.hotline.reference_actions import save_specialties
from liandong.hotline.states import EventKind
from liandong.hotline.wire import encoded
from liandong.kernel.clock import now
from liandong.knowledge.queries import gaps
from liandong.site.demo.articles import load_articles
from tests.hotline.conftest import agent_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db
NUMBER = "13912345678"
Post = Callable[..., Any]


@pytest.fixture(autouse=True)
def own_keys(tmp_path: Any, settings: Any) -> None:
    settings.LIANDONG_KEYS = str(tmp_path / "keys")
    settings.LIANDONG_SECOND_FACTOR = "optional"


@pytest.fixture
def agent() -> Client:
    return signed_in("9601")


def post(client: Client, address: str, **words: str) -> Any:
    return client.post(address, {"key": str(uuid.uuid4()), **words}, follow=True)


def ring(call: str = "c1") -> None:
    take_event(Event(EventKind.ARRIVED, call, now(), number=NUMBER, line="96966"), now=now())


def test_an_agent_answers_writes_registers_and_is_free_again(agent: Client) -> None:
    post(agent, "/hotline/seat", state="ready")
    ring()
    assert "139****5678" in agent.get("/hotline/queue").content.decode()
    page = post(agent, "/hotline/answer").content.decode()
    assert 'id="sheet"' in page
    assert NUMBER not in page
    words = {
        "text": "绿化带边垃圾堆了两天没人清",
        "words": "建设路",
        "kind": "E0102",
        "call_back": "1",
        "name": "欧阳锋利",
    }
    beside = post(agent, "/hotline/sheet", **words).content.decode()
    assert "系统看到的" in beside
    page = post(agent, "/hotline/sheet/file", **words).content.decode()
    case = Case.objects.get()
    assert case.number in page
    assert "欧阳锋利" not in page
    post(agent, "/hotline/finish")
    call = PhoneCall.objects.get()
    assert (call.state, call.outcome, Seat.objects.get().state) == ("done", "report", "ready")


def test_what_is_typed_stays_when_the_page_is_loaded_again(agent: Client) -> None:
    post(agent, "/hotline/seat", state="ready")
    ring()
    post(agent, "/hotline/answer")
    post(agent, "/hotline/sheet", text="路灯不亮好几天", name="欧阳锋利", phone="13800001111")
    page = agent.get("/hotline/").content.decode()
    assert "路灯不亮好几天" in page
    assert "138****1111" in page
    assert not {"欧阳锋利", "13800001111", NUMBER} & set(re.findall(r"[一-鿿]+|\d+", page))


def test_a_question_is_answered_from_beside_the_sheet(agent: Client) -> None:
    load_articles(now())
    post(agent, "/hotline/seat", state="ready")
    ring()
    post(agent, "/hotline/answer")
    beside = post(agent, "/hotline/sheet", text="路灯不亮").content.decode()
    found = re.search(r'name="article" value="(\d+)"', beside)
    assert found
    post(agent, "/hotline/sheet/close/told", text="路灯不亮", article=found[1])
    assert PhoneCall.objects.get().outcome == "answered"


class Obedient:
    """A call centre that does as it is told, or nothing."""

    def __init__(self, *, away: bool = False) -> None:
        self.away, self.told = away, list[tuple[str, object]]()

    def __getattr__(self, order: str) -> Callable[..., None]:
        def obey(_call: str, how: object, within: float) -> None:
            assert within < 1
            if self.away:
                raise NotConnected("unreachable")
            self.told.append((order, how))

        return obey


@pytest.fixture
def specialist(now: Any) -> Client:
    """Somebody of another account who sits at the housing fund."""
    save_specialties([("housing", "公积金专席", "Housing fund desk")], actor="system", now=now)
    agent_of("9699", now)
    client = signed_in("9699")
    post(client, "/hotline/seat", state="ready", specialty="housing")
    return client


def test_a_call_is_held_muted_and_passed_on_from_the_screen_with_what_is_written(
    agent: Client, specialist: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre = Obedient()
    monkeypatch.setattr(work, "telephony", lambda: centre)
    post(agent, "/hotline/seat", state="ready", extension="8801")
    ring()
    post(agent, "/hotline/answer")
    post(agent, "/hotline/sheet", text="公积金怎么提取，买房用")
    assert "接回来" in post(agent, "/hotline/line/hold", on="1").content.decode()
    assert "取消静音" in post(agent, "/hotline/line/mute", on="1").content.decode()
    post(agent, "/hotline/line/hold", on="0")
    assert "写的都跟过去了" in post(agent, "/hotline/transfer", specialty="housing").content.decode()
    assert "接转来的" in specialist.get("/hotline/queue").content.decode()
    assert "接转来的" not in agent.get("/hotline/queue").content.decode()
    assert "公积金怎么提取，买房用" in post(specialist, "/hotline/take").content.decode()
    assert centre.told == [
        ("answer", "8801"), ("hold", True), ("mute", True), ("hold", False), ("transfer", "housing"), ("answer", ""),
    ]  # fmt: skip


def test_what_the_call_centre_does_not_do_is_said_and_not_written(
    agent: Client, specialist: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(agent, "/hotline/seat", state="ready")
    ring()
    post(agent, "/hotline/answer")
    for centre, sentence in ((Obedient(away=True), "话务系统没有应答"), (None, "没有接通能下指令的话务系统")):
        monkeypatch.setattr(work, "telephony", lambda centre=centre: centre)
        for address, given in (
            ("line/hold", {"on": "1"}),
            ("line/mute", {"on": "1"}),
            ("transfer", {"specialty": "housing"}),
        ):
            assert sentence in post(agent, f"/hotline/{address}", **given).content.decode()
    call = PhoneCall.objects.get()
    assert (call.held_at, call.muted, call.passed_at, call.state) == (None, False, None, "talking")
    assert agent.post("/hotline/line/record", {"on": "1"}).status_code == 404


def test_what_the_knowledge_base_lacks_is_noted_while_the_call_goes_on(agent: Client) -> None:
    post(agent, "/hotline/seat", state="ready")
    ring()
    page = post(agent, "/hotline/answer").content.decode()
    assert 'hx-post="/desk/knowledge/questions"' in page
    given = {"key": str(uuid.uuid4()), "words": "公租房怎么申请"}
    said = agent.post("/desk/knowledge/questions", given, headers={"HX-Request": "true"})
    assert (said.status_code, "记下了" in said.content.decode(), "<html" in said.content.decode()) == (200, True, False)
    assert [(gap.words, gap.times) for gap in gaps()] == [("公租房怎么申请", 1)]


def test_without_a_centre_for_emergencies_the_page_says_whom_to_dial(agent: Client, settings: Any) -> None:

    Partner.objects.update(active=False)
    PARTNER_TABLE.forget()
    post(agent, "/hotline/seat", state="ready")
    ring()
    post(agent, "/hotline/answer")
    page = post(agent, "/hotline/sheet/emergency", text="三楼着火了").content.decode()
    PARTNER_TABLE.forget()
    assert "请马上拨 119" in page
    assert Case.objects.get().urgency == "critical"


def test_to_see_the_number_needs_a_reason_and_leaves_a_footprint(agent: Client) -> None:
    post(agent, "/hotline/seat", state="ready")
    ring()
    post(agent, "/hotline/answer")
    look = f"/hotline/calls/{PhoneCall.objects.get().pk}/caller"
    assert agent.post(look, {"field": "phone"}).status_code == 409
    assert NUMBER in post(agent, look, field="phone", purpose="call-back").content.decode()
    assert Footprint.objects.get().subject == f"call:{PhoneCall.objects.get().pk}"


def tell(event: Event, *, at: datetime | None = None, secret: bytes | None = None, body: bytes | None = None) -> Any:
    sent = body or encoded(event)
    signed = headers(secret or telephony_key(), US, sent, at or datetime.now(UTC))
    return Client().post("/telephony/v1/events", sent, content_type="application/json", headers=signed)


def test_an_event_is_kept_once_and_answered_alike() -> None:
    event = Event(EventKind.ARRIVED, "c9", now(), number=NUMBER)
    assert [tell(event).json(), tell(event).json()] == [{"call": "c9", "state": "waiting"}] * 2
    assert PhoneCall.objects.count() == 1


def test_while_the_call_centre_changes_over_it_may_speak_under_either_key_and_we_follow_it() -> None:
    old = telephony_key()
    new = change_key(CENTRE_KEY, CENTRE_KEY, timedelta(days=7), actor="post:1", now=now())
    assert telephony_key() == old
    for number, key in enumerate((old, new)):
        assert tell(Event(EventKind.ARRIVED, f"k{number}", now(), number=NUMBER), secret=key).status_code == 200
    assert telephony_key() == new


@pytest.mark.parametrize(("change", "status", "code"), [
    ({"secret": bytes(32)}, 401, "bad-signature"), ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, 401, "clock-skew"),
    ({"body": b"{"}, 422, "bad-message"), ({"body": b'{"kind": "arrived"}'}, 422, "bad-message"),
    ({"body": json.dumps({"kind": "answered", "call": "c", "at": "2026-06-12T14:30:00+08:00"}).encode()}, 422, "bad-message"),
    ({"body": json.dumps({"kind": "ended", "call": "c", "at": "2026-06-12T14:30:00+08:00", "sound": "x"}).encode()}, 422, "bad-message"),
    ({"body": b" " * 5000}, 413, "too-large"),
])  # fmt: skip
def test_what_is_no_signed_event_is_refused_and_nothing_is_kept(change: dict[str, Any], status: int, code: str) -> None:
    answer = tell(Event(EventKind.ARRIVED, "c9", now()), **change)
    assert (answer.json()["code"], answer.status_code) == (code, status)
    assert PhoneCall.objects.count() == 0
