"""Cases go to another centre and come from it, with losses and doubles, while the worker and the server are killed: nothing is
lost and nothing is doubled."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Thread

import pytest
from liandong_partner_simulator import Options, Simulator
from liandong_partner_simulator.serving import Server

from liandong.exchange.http_partner import HttpPartner
from liandong.exchange.ports import NotDelivered
from liandong.exchange.wire import US
from tests.stories.asking import Asker, speaking
from tests.stories.processes import MODULE, SERVER, WORKER, Product, environment

CODE = "water"
EACH_WAY = 24
WORKER_FALLS, SERVER_FALLS = (3, 15), (5, 17)
ROW = """
name: 供水服务中心
phone: "028-00000000"
channel: urban
transport: http
address: {address}
outward: [service, city]
inward: [service]
"""


def said(product: Product, *words: str) -> str:
    """What a command says that works on the running product."""
    return subprocess.run([sys.executable, "-m", MODULE, *words], check=False, capture_output=True, text=True, timeout=200,
                          env={**environment(product.data), "DATABASE_URL": product.server.url()}).stdout  # fmt: skip


def say(centre: Simulator, way: HttpPartner) -> None:
    """What the centre has to say; it is due again until the receipt is there."""
    for letter in centre.due(datetime.now(UTC)):
        try:
            centre.heard(letter, way.send(letter.message, 5))
        except NotDelivered:
            continue


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
    with speaking(lambda: say(centre, way)):
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
            if at in WORKER_FALLS:
                assert product.kill(WORKER) == 1
            if at in SERVER_FALLS:
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
    until(product.listening, 100, "the stream is back for whoever opens a page next")
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
    ours = f"SELECT number FROM cases_case c JOIN exchange_handover h ON h.case_id = c.id WHERE partner_id = '{CODE}'"
    assert product.number(f"SELECT count(*) FROM ({ours}) AS ours") == 2 * EACH_WAY
    assert product.differing(ours) == 0, "the journal says of each case what its row says"
