"""The simulated centre keeps its own rules, with and without mishaps, in the process and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from liandong_partner_simulator import Options, Simulator, connect
from liandong_partner_simulator.serving import Server

from liandong.exchange import http_partner
from liandong.exchange.conformance import fault_when_away, faults
from liandong.exchange.ports import Message, NotDelivered

KEY = bytes(range(32))
NOW = datetime(2026, 6, 12, 6, 30, tzinfo=UTC)


@pytest.fixture
def centre(tmp_path: Path) -> Simulator:
    return Simulator("police", tmp_path / "police.db", Options(refuses=0.0), lambda: NOW)


@pytest.fixture
def server(centre: Simulator) -> Iterator[Server]:
    served = Server(centre, KEY)
    thread = Thread(target=served.serve_forever, args=[0.05])
    thread.start()
    yield served
    served.shutdown()
    thread.join()
    served.server_close()


def message(id_: str = "1", kind: str = "case", seq: int = 1, thread: str = "t") -> Message:
    return Message(id_, thread, seq, kind, NOW, "260612-0001", {"text": "着火了", "matter": "emergency"})


def test_the_simulator_fits_the_slot(tmp_path: Path) -> None:
    assert faults(connect("police", str(tmp_path / "police.db"), KEY)) == []
    assert fault_when_away(connect("police", f"{tmp_path / 'police.db'}?away=1", KEY)) == ""


def test_the_shipped_way_over_http_fits_the_slot(server: Server) -> None:
    assert faults(http_partner.connect("police", server.address, KEY)) == []
    assert fault_when_away(http_partner.connect("police", "http://127.0.0.1:9/messages", KEY)) == ""


@pytest.mark.parametrize(("partner", "key"), [("police", bytes(32)), ("gov", KEY)], ids=["key", "receiver"])
def test_a_wrong_key_or_receiver_is_not_taken(server: Server, partner: str, key: bytes) -> None:
    with pytest.raises(NotDelivered, match="401"):
        http_partner.connect(partner, server.address, key).send(message(), 2)
    assert server.centre.store.rows("SELECT id FROM seen") == []


def test_a_receipt_that_is_lost_is_not_a_receipt_and_the_next_try_gets_it(tmp_path: Path) -> None:
    centre = Simulator("police", tmp_path / "p.db", Options(seed=5, loses=0.5), lambda: NOW)
    failed = 0
    for number in range(40):
        while True:
            try:
                assert centre.send(message(str(number), thread=str(number)), 1).number
                break
            except NotDelivered:
                failed += 1
    assert failed > 10
    assert centre.store.rows("SELECT count(*) FROM seen") == [(40,)]


def test_the_same_seed_gives_the_same_mishaps(tmp_path: Path) -> None:
    def life(name: str) -> list[tuple[str, str]]:
        centre = Simulator("urban", tmp_path / name, Options(seed=9, loses=0.2, doubles=0.3, delays=0.5), lambda: NOW)
        for number in range(6):
            centre.hand_in({"text": f"第 {number} 件", "matter": "city"}, NOW)
        return [
            (each.message.number, each.message.id)
            for minute in range(5)
            for each in centre.due(NOW + timedelta(minutes=minute))
        ]

    assert life("one.db") == life("two.db") != []


def test_an_unknown_option_is_refused() -> None:
    with pytest.raises(ValueError, match="no option of the simulator"):
        Options.of({"losses": "1"})
