"""A step that somebody may take on a case of several units, as a button."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Something that may be done now. `at_once`: the button itself does it."""

    url: str
    word: str
    key: str = ""
    leads: bool = False
    at_once: bool = False
