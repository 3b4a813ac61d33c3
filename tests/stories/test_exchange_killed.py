"""Cases go to another centre and come from it, with losses and doubles, while the worker and the server are killed: nothing is
lost and nothing is doubled."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from liandong_partner_simulator import Options, Simulator
from liandong_partner_simulator.serving import Server

from liandong.exchange.http_partner import HttpPartner
from liandong.exchange.ports import NotDelivered
from liandong.exchange.wire import US
from liandong.site.demo.people import PASSWORD
from tests.stories.processes import MODULE, Product, environment, running

CODE = "water"
EACH_WAY = 24
SERVER, WORKER = "granian", "site.command worker"
ROW = """
name: 供水服务中心
phone: "028-00000000"
channel: urban
transport: http
address: {address}
outward: [service, city]
inward: [service]
"""


@pytest.fixture
def product() -> Iterator[Product]:
    """A product of its own, in a folder that any account can reach (PostgreSQL never runs as root)."""
    with tempfile.TemporaryDirectory(prefix="liandong-story-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        with running(Path(folder)) as started:
            yield started


def said(product: Product, *words: str) -> str:
    """What a command says that works on the running product."""
    return subprocess.run([sys.executable, "-m", MODULE, *words], check=False, capture_output=True, text=True, timeout=200,
                          env={**environment(product.data), "DATABASE_URL": product.server.url()}).stdout  # fmt: skip


class Asker:
    """A program that asks again, with the same key, whenever the server was not there to answer."""

    def __init__(self, product: Product, **headers: str) -> None:
        self.product, self.headers, self.cookies, self.again = product, headers, CookieJar(), 0
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def sign_in(self, number: str) -> Asker:
        self.asked("/accounts/login/")
        words = {"login": number, "password": PASSWORD, "csrfmiddlewaretoken": self.token}
        self.asked("/accounts/login/", urllib.parse.urlencode(words).encode())
        return self

    @property
    def token(self) -> str:
        return next((str(each.value) for each in self.cookies if each.name == "csrftoken"), "")

    def post(self, path: str, given: dict[str, Any]) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token, **self.headers}
        while True:
            try:
                return dict(json.loads(self.asked(path, json.dumps(given).encode(), headers)))
            except urllib.error.HTTPError as answer:
                if answer.code != 503:
                    raise AssertionError((self.product.data / "log" / "server.log").read_text()[-3000:]) from answer
            except (OSError, HTTPException):
                pass
            self.again += 1
            time.sleep(0.2)

    def asked(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
        request = urllib.request.Request(self.product.address + path, body, headers or {})
        with self.opener.open(request, timeout=20) as answer:
            return bytes(answer.read())


@contextmanager
def speaking(centre: Simulator, way: HttpPartner) -> Iterator[None]:
    """The centre says what it has to say, and says it again until it has the receipt."""
    over = Event()

    def speak() -> None:
        while not over.wait(0.2):
            for letter in centre.due(datetime.now(UTC)):
                try:
                    centre.heard(letter, way.send(letter.message, 5))
                except NotDelivered:
                    continue

    speaker = Thread(target=speak)
    speaker.start()
    try:
        yield
    finally:
        over.set()
        speaker.join()


def until(true: Callable[[], bool], patience: float, what: str) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.5)


@pytest.mark.timeout(900)
def test_nothing_is_lost_or_doubled_when_worker_and_server_are_killed_between_deliveries(product: Product) -> None:
    centre = Simulator(
        CODE, product.data / "water.db", Options(seed=7, loses=0.1, doubles=0.1, refuses=0.0, pace=100.0)
    )
    row = product.data / "water.yaml"
    door = Server(centre, b"", 0)
    row.write_text(ROW.format(address=door.address), encoding="utf-8")
    secret = door.secret = bytes.fromhex(said(product, "partner", CODE, "--from", str(row)).strip())
    Thread(target=door.serve_forever, daemon=True).start()
    way = HttpPartner(US, f"{product.address}/exchange/v1/{CODE}/messages", secret, own=CODE)
    reporter = Asker(product, Authorization=f"Bearer {said(product, 'client', 'story', '--channels', 'app').strip()}")
    dispatcher = Asker(product).sign_in("0217")
    numbers = []
    with speaking(centre, way):
        for at in range(EACH_WAY):
            place = {"lon": 104.10 + at % 5 * 0.004, "lat": 30.67 + at // 5 * 0.004}
            centre.hand_in({"text": f"水管 {at} 漏水", "matter": "service", **place}, datetime.now(UTC))
            report = {"text": f"第 {at} 号水表不走", "channel": "app", "key": f"story-{at}", **place}
            made = reporter.post("/api/v1/reports", report)
            given = {"partner": CODE, "matter": "service", "reason": "请接办"}
            path = f"/api/v1/cases/{made['number']}/moves"
            moved = dispatcher.post(path, {"move": "hand_over", "inputs": given, "key": f"story-{at}"})
            assert moved["state"] == "handed_over"
            numbers.append(made["number"])
            if at % 6 == 3:
                assert product.kill(WORKER) == 1
            if at % 6 == 5:
                assert product.kill(SERVER) > 1
        settled = (
            f"SELECT count(*) FROM exchange_handover WHERE partner_id = '{CODE}' AND way = 'out' AND standing = 'done'"
        )
        until(lambda: product.number(settled) == EACH_WAY, 400, "each case that went out comes back done")
        until(
            lambda: centre.store.rows("SELECT count(*) FROM letters WHERE receipt IS NULL")[0][0] == 0,
            100,
            "no word is left",
        )
    door.shutdown()
    door.server_close()
    assert dispatcher.again + reporter.again > 0, "the server was away while somebody asked"
    out = centre.store.rows("SELECT theirs FROM cases WHERE way = 'out'")
    assert sorted(number for (number,) in out) == sorted(numbers)
    brought = centre.store.rows("SELECT number FROM cases WHERE way = 'in'")
    taken = f"exchange_handover WHERE partner_id = '{CODE}' AND way = 'in'"
    assert len(brought) == product.number(f"SELECT count(DISTINCT theirs) FROM {taken}") == EACH_WAY
    assert product.number("SELECT count(*) FROM cases_report WHERE text LIKE '水管 % 漏水'") == EACH_WAY
    assert product.number("SELECT count(*) FROM cases_report WHERE text LIKE '第 % 号水表不走'") == EACH_WAY
    once = f"""SELECT count(*) FROM (SELECT subject FROM journal_entry WHERE kind = 'case.result_taken'
               AND data->>'partner' = '{CODE}' GROUP BY subject HAVING count(*) = 1) AS each"""
    assert product.number(once) == EACH_WAY
    assert centre.store.rows("SELECT count(*) FROM seen WHERE times > 1")[0][0] > 0, (
        "some came more than once, and counted once"
    )
    assert "BAD  rows and journal" not in said(product, "doctor")
