"""Structured logs: one JSON object a line on standard error, with the subject and the entry they speak of."""

from __future__ import annotations

import logging
import re
import sys

import structlog

TOKEN = re.compile(r"\b\d+-[a-z2-7]{16}\b")


def without_tokens(_logger: object, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Covers tracking tokens: whoever reads a log must not be able to follow somebody's case."""
    return {name: TOKEN.sub("…", value) if isinstance(value, str) else value for name, value in line.items()}


def configure(form: str) -> None:
    """Sends structlog and the standard library's logging through one renderer; `form` is "json" or "words"."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_tokens,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = (
        structlog.dev.ConsoleRenderer() if form == "words" else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    ))  # fmt: skip
    root = logging.getLogger()
    root.handlers = [output]
    root.setLevel(logging.INFO)
    for noisy in ("procrastinate", "psycopg.pool", "granian", "_granian"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
