"""A simulated centre over HTTP, with true signatures: python -m liandong_partner_simulator police --port 9101 …"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

from liandong.exchange.http_partner import HttpPartner
from liandong.exchange.ports import NotDelivered
from liandong.exchange.wire import US
from liandong_partner_simulator.options import Options
from liandong_partner_simulator.serving import Server
from liandong_partner_simulator.simulator import Simulator


def main() -> None:
    parser = argparse.ArgumentParser(prog="liandong_partner_simulator", description=__doc__)
    parser.add_argument("partner")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--key", required=True, help="the partner's key, as `liandong partner` printed it")
    parser.add_argument("--to", required=True, help="liandong's address for this partner's messages")
    parser.add_argument("--file", type=Path, help="where the centre keeps its cases (default: PARTNER.db)")
    asked = parser.parse_args()
    secret = bytes.fromhex(asked.key)
    centre = Simulator(asked.partner, asked.file or Path(f"{asked.partner}.db"), Options())
    server = Server(centre, secret, asked.port)
    Thread(target=server.serve_forever, daemon=True).start()
    way = HttpPartner(US, asked.to, secret, own=asked.partner)
    while True:
        for letter in centre.due(datetime.now(UTC)):
            try:
                centre.heard(letter, way.send(letter.message, 10))
            except NotDelivered as why:
                sys.stderr.write(f"{why}\n")
        time.sleep(1)


if __name__ == "__main__":
    main()
