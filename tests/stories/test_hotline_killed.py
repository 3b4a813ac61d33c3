"""An agent is in a call when the server and the worker are killed: what was typed is there, the call centre's words count once, and
one case comes of it."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from threading import Thread

import pytest
from liandong_telephony_simulator import Simulator
from playwright.sync_api import expect

from liandong.exchange.wire import US, headers
from liandong.hotline.ports import Event
from liandong.hotline.wire import encoded
from liandong.site.demo.people import PASSWORD
from tests.stories.asking import Asker, speaking
from tests.stories.processes import SERVER, WORKER, Product, liandong
from tests.stories.screens import Screens, shows, soon

AGENT = "9677"
HALF, WHOLE = "立交桥下第三根柱子旁边", "立交桥下第三根柱子旁边有人倒了一车装修垃圾"
LON, LAT = "104.1266", "30.6781"


@dataclass
class Line:
    """The call centre, which tells of its calls over HTTP and says each word again until it is taken."""

    centre: Simulator
    product: Product
    key: bytes
    untold: list[Event] = field(default_factory=list)
    again: int = 0
    refused: list[int] = field(default_factory=list)

    def tell(self) -> None:
        """Tells what has happened, the newest first: who was connected comes before that anybody rang."""
        self.untold += reversed(self.centre.due(datetime.now(UTC)))
        while self.untold and self.taken(self.untold[0]):
            self.untold.pop(0)

    def taken(self, event: Event) -> bool:
        body = encoded(event)
        signed = headers(self.key, US, body, datetime.now(UTC))
        words = {"Content-Type": "application/json", **signed}
        try:
            urllib.request.urlopen(
                urllib.request.Request(f"{self.product.address}/telephony/v1/events", body, words), timeout=20
            ).close()
        except urllib.error.HTTPError as answer:
            self.refused.append(answer.code)
            answer.close()
        except (OSError, HTTPException):
            pass
        else:
            return True
        self.again += 1
        return False


@pytest.fixture
def line(product: Product, tmp_path: Path) -> Line:
    key = bytes.fromhex(liandong(product.data, "telephony").stdout.strip())
    return Line(Simulator(tmp_path / "calls.db", seed=int(AGENT), doubles=0.5), product, key)


def facts(product: Product, call: str) -> dict[str, int]:
    """How often each thing is written of a call in the journal."""
    return {
        kind: product.number(
            f"SELECT count(*) FROM journal_entry e JOIN hotline_phonecall c ON e.subject = 'call:' || c.id "
            f"WHERE c.centre_call = '{call}' AND e.kind = 'call.{kind}'"
        )
        for kind in ("arrived", "answered", "ended", "recorded", "abandoned", "filed", "wrapped")
    }


@pytest.mark.timeout(400)
def test_a_call_outlives_server_and_worker_and_becomes_one_case(screens: Screens, product: Product, line: Line) -> None:
    words = ("staff", AGENT, "沈岚", "--role", "agent", "--unit", "510108-center", "--area", "510108")
    liandong(product.data, *words, typed=f"{PASSWORD}\n")
    call = line.centre.ring("13900004477", datetime.now(UTC), talk=3600)
    line.centre.answer(call, AGENT, 1)
    with speaking(line.tell):
        half_a_worksheet(screens, product, call)
        assert product.kill(SERVER) > 1
        assert product.kill(WORKER) == 1
        line.centre.hang_up(call, 1)
        missed = line.centre.ring("13900005588", datetime.now(UTC), patience=0.01)
        soon(lambda: line.again > 0)
        assert product.healthy()
        soon(product.listening)
        with screens.desk(AGENT, "/hotline/") as page:
            expect(page.locator("#text")).to_have_value(HALF)
            shows(page, "#callbar", "话后")
        registered_while_the_server_falls(product)
        soon(lambda: not line.untold and facts(product, missed)["abandoned"])
    assert set(line.refused) <= {503}
    told = {"arrived": 1, "answered": 1, "ended": 1, "recorded": 1, "abandoned": 0, "filed": 1, "wrapped": 1}
    assert facts(product, call) == told
    assert facts(product, missed) == dict.fromkeys(told, 0) | {"arrived": 1, "abandoned": 1}
    assert product.number(f"SELECT count(*) FROM cases_report WHERE text = '{WHOLE}'") == 1
    case = f"SELECT 'case:' || case_id FROM hotline_phonecall WHERE centre_call = '{call}'"
    assert (
        product.number(f"SELECT count(*) FROM journal_entry WHERE kind = 'case.received' AND subject = ({case})") == 1
    )


def half_a_worksheet(screens: Screens, product: Product, call: str) -> None:
    """The agent finds the caller on the screen and writes; the page keeps it by itself."""
    kept = f"SELECT count(*) FROM hotline_phonecall WHERE centre_call = '{call}' AND sheet->>'text' = '{HALF}'"
    with screens.desk(AGENT, "/hotline/") as page:
        shows(page, "h1", "工单")
        page.locator("#text").press_sequentially(HALF)
        soon(lambda: product.number(kept) == 1)


def registered_while_the_server_falls(product: Product) -> None:
    """The agent registers, again whenever no answer came, and once more after it came; and has done with the call."""
    agent = Asker(product).sign_in(AGENT)
    sheet = {"text": WHOLE, "kind": "E0102", "lon": LON, "lat": LAT, "call_back": "0"}
    killer = Thread(target=product.kill, args=(SERVER,))
    killer.start()
    for _ in range(2):
        page = agent.fill_in("/hotline/sheet/file", key=str(uuid.uuid4()), **sheet)
        assert re.search(r"\d{6}-\d{4,}", page), page[-3000:]
    killer.join()
    agent.fill_in("/hotline/finish", key=str(uuid.uuid4()), after="off")
    soon(product.listening)
