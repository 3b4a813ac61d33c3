"""A simulated call centre. `connect` is what the slot asks for; `Simulator` is the centre itself."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl

from liandong_telephony_simulator.simulator import Simulator

__all__ = ["Simulator", "connect"]


def connect(address: str, secret: bytes) -> Simulator:  # noqa: ARG001  nothing leaves this machine
    """The centre whose file and options an address names: `calls.db?seed=7&doubles=0.1`.

    Raises:
        ValueError: an option is unknown, or no number.
    """
    path, _, words = address.partition("?")
    given = dict(parse_qsl(words))
    if unknown := set(given) - {"seed", "doubles", "reorders"}:
        raise ValueError(f"{', '.join(sorted(unknown))}: no option of the simulator; there are seed, doubles, reorders")
    return Simulator(Path(path), seed=int(given.get("seed", 1)), doubles=float(given.get("doubles", 0)),
                     reorders=float(given.get("reorders", 0)))  # fmt: skip
