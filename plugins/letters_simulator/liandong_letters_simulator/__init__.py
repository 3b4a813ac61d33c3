"""Simulated message services: `World` keeps them, `Server` serves them over HTTP, `MailServer` by IMAP and SMTP."""

from __future__ import annotations

from liandong_letters_simulator.mail import MailServer
from liandong_letters_simulator.serving import Server, answered
from liandong_letters_simulator.store import Letter, World

__all__ = ["Letter", "MailServer", "Server", "World", "answered"]
