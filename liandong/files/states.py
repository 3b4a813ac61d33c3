"""The words in which files are stored."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a photo shows of a case: as reported, before and after handling, on verification, or a signature."""

    REPORT = "report"
    BEFORE = "before"
    AFTER = "after"
    VERIFY = "verify"
    SIGNED = "signed"  # who was told in person signed for it: shown to few


class ClipState(StrEnum):
    """How far a clip is: nobody sees it before it is `ready`."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"
