"""Who reported stands in the vault and nowhere else, whatever door it came through, and whatever is done with the case.

One name and one number come in by each door. Then the case lives: it is handed round, joined, looked at, handled, verified, told
of to a program. Both are looked for in every row, in the search index, in the logs, in what is pushed to programs, in exports,
and behind every address that answers a GET, as people of every role, a program, and another reporter.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from liandong.access.client_actions import open_client
from liandong.access.models import Client as Program
from liandong.access.models import Footprint, Identity
from liandong.access.queries import vault_key
from liandong.access.scopes import Scope
from liandong.access.vault import opened
from liandong.cases.actions import move
from liandong.cases.models import Case, Report
from liandong.cases.reactions import find_twins
from liandong.cases.states import Move
from liandong.cases.tracking import token
from liandong.channels.actions import begin_run, take
from liandong.channels.mapping import Mapping
from liandong.channels.models import QuarantinedRow
from liandong.faces.api import clients
from liandong.hotline.actions import take_event
from liandong.hotline.ports import Event
from liandong.hotline.states import EventKind
from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.site.demo.articles import load_articles
from liandong.site.demo.life_ledger import stand_assets
from liandong.webhooks.actions import open_webhook, tell_webhooks
from liandong.webhooks.jobs import send_due
from liandong.webhooks.states import FACTS
from tests.faces.test_scope import BY_TOKEN, PUBLIC, filled
from tests.leaks import answers, indexed, leaks, routes, rows, shown_to_staff
from tests.people import signed_in, unit_actor
from tests.webhooks.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
PEOPLE = {
    "app": ("", "13977010001"), "desk": ("司马焱垚", "13977010002"), "api": ("诸葛磊晶", "13977010003"),
    "open311": ("慕容品森", "13977010004"), "hotline": ("令狐犇猋", "13977010005"), "import": ("皇甫骉羴", "13977010006"),
    "quarantine": ("尉迟鱻龘", "13977010007"),
}  # fmt: skip
"""Who comes in by which door (the residents' page asks for a number only); no syllable of theirs stands in anything else."""
SECRETS = [word for person in PEOPLE.values() for word in person if word]
SPOT = {"lon": 104.1142, "lat": 30.6935}
KEY = "a-key-for-leaks-only"
MAPPING = Mapping(
    "旧热线", {"key": "编号", "text": "内容", "name": "姓名", "phone": "电话", "lon": "经度", "lat": "纬度"}
)


def words(door: str) -> dict[str, str]:
    name, phone = PEOPLE[door]
    return {"name": name, "phone": phone}


@pytest.fixture
def world(tmp_path: Path, settings: Any) -> Iterator[Receiver]:
    """The product with a program that listens to everything."""
    settings.LIANDONG_KEYS, settings.LIANDONG_WEBHOOK_PRIVATE = str(tmp_path / "keys"), True
    clients.forget()
    load_articles(now())
    stand_assets(now())
    open_client("全都听的程序", ["web", "open311"], actor="system", now=now(), secret=KEY, scopes=list(Scope), area="510108",
                per_minute=10**6, per_day=10**6)  # fmt: skip
    with receiving() as receiver:
        _, receiver.secret = open_webhook(Program.objects.get().pk, receiver.url, FACTS, now=now(), key="hook")
        yield receiver
    clients.forget()


def come_in() -> None:
    """One person by each door; six of them report one lamp at one place."""
    app = {
        "key": str(uuid.uuid4()),
        "kind": "C0107",
        "text": "院门口路灯不亮",
        "crs": "cgcs2000",
        **SPOT,
        **words("app"),
    }
    assert Client().post("/report", app).status_code == 303
    registered = {
        "key": str(uuid.uuid4()),
        "channel": "hotline",
        "text": "院门口路灯不亮了",
        "kind": "C0107",
        **SPOT,
        **words("desk"),
    }
    assert signed_in("9601", "agent").post("/desk/register", registered).status_code == 302
    program = {"Authorization": f"Bearer {KEY}"}
    report = {
        "key": "k",
        "channel": "web",
        "text": "院门口路灯又不亮",
        "kind": "C0107",
        "reporter": words("api"),
        **SPOT,
    }
    assert Client().post("/api/v1/reports", report, content_type="application/json", headers=program).status_code == 201
    name, phone = PEOPLE["open311"]
    filed = {"api_key": KEY, "service_code": "C0107", "description": "院门口路灯不亮", "lat": SPOT["lat"], "long": SPOT["lon"],
             "first_name": name, "phone": phone}  # fmt: skip
    assert Client().post("/open311/v2/requests.json", filed).status_code == 201
    ring_and_write()
    good = {"编号": "1", "内容": "院门口的路灯不亮", "经度": str(SPOT["lon"]), "纬度": str(SPOT["lat"])}
    run = begin_run(MAPPING, actor="system", now=now())
    table = [(1, {**good, "姓名": PEOPLE["import"][0], "电话": PEOPLE["import"][1]}),
             (2, {"编号": "2", "内容": "", "姓名": PEOPLE["quarantine"][0], "电话": PEOPLE["quarantine"][1]})]  # fmt: skip
    assert take(run, table, actor="system", now=now()).quarantined == 1


def ring_and_write() -> None:
    """A caller with a number that is shown, who says their name; the worksheet becomes a report."""
    name, phone = PEOPLE["hotline"]
    take_event(Event(EventKind.ARRIVED, "c1", now(), number=phone, line="96966"), now=now())
    agent = signed_in("9601", "agent")
    sheet = {"text": "院门口路灯不亮", "words": "建设路", "kind": "C0107", "name": name, "call_back": "1"}
    for address, given in (
        ("seat", {"state": "ready"}),
        ("answer", {}),
        ("sheet", sheet),
        ("sheet/file", sheet),
        ("finish", {}),
    ):
        agent.post(f"/hotline/{address}", {"key": str(uuid.uuid4()), **given})


def live_on() -> None:
    """Cases are compared, joined, looked at, handled and verified; the program is told of all of it."""
    for entry in Entry.objects.filter(subject__startswith="case:").order_by("id"):
        find_twins(entry)
    lead = Case.objects.filter(leading=None, unit__isnull=False).earliest("id")
    look = {"purpose": "call-back", "field": "phone", "key": str(uuid.uuid4())}
    looked = signed_in("0217").post(
        f"/desk/cases/{lead.number}/reports/{lead.reports.earliest('id').pk}/reporter", look
    )
    assert (looked.status_code, Footprint.objects.count()) == (200, 1)
    holder = unit_actor(lead.unit or "")
    for name, inputs in ((Move.ACCEPT, {}), (Move.ANSWER, {"note": "明天来修"}), (Move.HANDLE, {"note": "换了灯泡"})):
        move(lead.number, name, inputs, by=holder, now=now())
    for entry in Entry.objects.filter(subject__startswith="case:", kind__in=FACTS).order_by("id"):
        tell_webhooks(entry)
    send_due(now())


def test_whoever_reported_stands_in_the_vault_and_nowhere_else(
    world: Receiver, capfd: pytest.CaptureFixture[str]
) -> None:
    come_in()
    live_on()
    people = {
        (who.name, who.phone)
        for who in (opened(row.pk, bytes(row.sealed), vault_key()) for row in Identity.objects.all())
    }
    assert people == {*PEOPLE.values()}, "a door that keeps nobody proves nothing"
    assert leaks(SECRETS, rows()) == []
    assert [(secret, where) for secret in SECRETS if (where := indexed(secret))] == []
    case = Case.objects.filter(leading=None).earliest("id")
    addresses = [address for route in sorted(set(routes())) if "<" not in (address := filled(route, case))]
    assert leaks(SECRETS, shown_to_staff([*addresses, f"/desk/quarantine/{QuarantinedRow.objects.get().pk}"])) == []
    program = {"Authorization": f"Bearer {KEY}"}
    numbers = [f"/api/v1/client/cases/{number}" for number in Case.objects.values_list("number", flat=True)]
    assert leaks(SECRETS, answers(Client(), [*addresses, *numbers], **program)) == []
    mine = [f"/{route.replace('<str:token>', mark).replace('<token>', mark).replace('<str:format>', 'json')}"
            for mark in map(token, Report.objects.values_list("pk", flat=True)) for route in BY_TOKEN if "uuid" not in route]  # fmt: skip
    assert leaks(SECRETS, answers(Client(), [*mine, *(f"/{route}" for route in PUBLIC if "<" not in route)])) == []
    assert world.got
    assert leaks(SECRETS, [("push", json.dumps(world.got, ensure_ascii=False))]) == []
    logged = capfd.readouterr()
    assert leaks(SECRETS, [("log", logged.out + logged.err)]) == []
