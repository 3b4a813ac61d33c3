"""Decisions about articles: what may be written, by whom, and what is offered on a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from liandong.access.rules import Actor
from liandong.kernel.refusals import Refused

LONGEST_TITLE: Final = 60
LONGEST_BODY: Final = 5000
LONGEST_SYNONYMS: Final = 300
LONGEST_REVIEW: Final = timedelta(days=366)
"""An answer that nobody has looked at for a year is worth nothing."""
SOON: Final = timedelta(days=14)
NUMBER: Final = re.compile(r"\d{7}")
"""As many digits as a telephone or an identity card has; a question is kept for all to read."""


@dataclass(frozen=True, slots=True)
class Text:
    """An article as somebody writes it."""

    title: str
    body: str
    unit: str
    review_on: date
    valid_from: date
    valid_until: date | None = None
    synonyms: str = ""
    kind: str | None = None
    public: bool = False


def refuse_bad(text: Text, today: date) -> None:
    """Refuses a text that could not be found, read or trusted.

    Raises:
        Refused: with the field at fault.
    """
    if not text.title.strip():
        raise Refused("标题不能空着。", code="input-missing", field="title")
    if not text.body.strip():
        raise Refused("答复不能空着。", code="input-missing", field="body")
    for name, value, most in (
        ("title", text.title, LONGEST_TITLE), ("body", text.body, LONGEST_BODY), ("synonyms", text.synonyms, LONGEST_SYNONYMS),
    ):  # fmt: skip
        if len(value) > most:
            raise Refused("{name} 太长，最多 {most} 个字（或项）。", code="too-long", field=name, name=name, most=most)
    if text.valid_until is not None and text.valid_until < text.valid_from:
        raise Refused("开始的日子要在结束的日子之前。", code="bad-span", field="valid_until")
    if not today <= text.review_on <= today + LONGEST_REVIEW:
        raise Refused("复审的日子要在今天以后、一年以内。", code="bad-review", field="review_on")


def may_write(by: Actor, unit: str) -> bool:
    """A unit writes its own articles; data stewards write everybody's."""
    return by.may("knowledge.write") and (by.role_name == "steward" or by.unit == unit)


def refuse_strangers(by: Actor, unit: str) -> None:
    """Refuses somebody who would write another unit's article."""
    if not may_write(by, unit):
        raise Refused("这一条归别的单位写。要改请告诉他们，或者请数据管理员改。", code="not-yours", field="unit")


def tone(review_on: date, valid_until: date | None, today: date) -> str:
    """How an article stands: "late" past its days, "soon" due to be looked over, else "ok"."""
    if valid_until is not None and valid_until < today:
        return "late"
    end = min(review_on, valid_until) if valid_until else review_on
    return "soon" if end - today <= SOON else "ok"


def plain(words: str) -> str:
    """A question's words as they are counted: single spaces, cut to a line."""
    return " ".join(words.split())[:60]
