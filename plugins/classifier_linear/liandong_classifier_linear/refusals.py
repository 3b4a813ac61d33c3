"""What this plug-in refuses, in sentences that a person can act on."""

from __future__ import annotations


class Refused(ValueError):
    """The asked thing cannot be done; the message is one sentence for the person who asked."""
