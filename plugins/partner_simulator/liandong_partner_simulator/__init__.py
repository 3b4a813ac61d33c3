"""A simulated centre. `connect` is what the slot asks for; `Simulator` is the centre itself."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from liandong_partner_simulator.options import Options
from liandong_partner_simulator.simulator import Letter, Simulator

__all__ = ["Letter", "Options", "Simulator", "connect"]


def connect(partner: str, address: str, secret: bytes) -> Simulator:  # noqa: ARG001  nothing leaves this machine
    """The centre whose file and options an address names: `police.db?seed=7&loses=0.1`."""
    path, _, words = address.partition("?")
    return Simulator(partner, Path(path or f"{partner}.db"), Options.of(dict(parse_qsl(words))))
