"""Messages as somebody's table holds them, read into what the hot matters are found from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from liandong.channels.mapping import FIELDS
from liandong.channels.mapping import Mapping as Columns
from liandong.channels.reading import LONGEST, clean, instant, row_key
from liandong.kernel.refusals import Refused

WORDS: Final = (*FIELDS, "author", "likes", "dislikes")
"""What a mapping of messages may name: what a mapping of reports names, who wrote it, and what others thought of it."""
NEEDED: Final = {"text": "内容", "reported_at": "时间"}

HEADINGS: Final[Mapping[str, re.Pattern[str]]] = {
    "key": re.compile(r"(留言|信件|工单|案卷|受理|投诉|事件)?(编号|序号|单号|id)|key", re.I),
    "author": re.compile(r"(留言|来信|投诉|上报)?(用户|人|者|人编号|人id)|用户(编号|id)|author|user(_?id)?", re.I),
    "title": re.compile(r"(留言|信件|工单|诉求|投诉)?(主题|标题)|title|subject", re.I),
    "reported_at": re.compile(
        r"(留言|来信|受理|上报|投诉|提交|创建|来电)?(时间|日期)|(reported|created)_?at|time|date", re.I
    ),
    "text": re.compile(r"(留言|信件|诉求|投诉|问题)?(详情|内容|描述|正文)|text|content|body", re.I),
    "likes": re.compile(r"(点赞|支持|赞成)(数|量|人数)?|likes?|upvotes?", re.I),
    "dislikes": re.compile(r"(反对|点踩|踩)(数|量|人数)?|dislikes?|downvotes?", re.I),
    "place": re.compile(r"(事发|问题)?(地点|地址|位置)|place|address", re.I),
}
"""Headings that speak for themselves, where no mapping says which column is what."""


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that somebody said. `author` only tells people apart; it goes into no result."""

    key: str
    author: str
    title: str
    text: str
    at: datetime
    likes: int = 0
    dislikes: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """The messages of a table, and how many of its rows could not be read, by the sentence that says why."""

    messages: list[Message]
    skipped: Mapping[str, int]


def guessed(headings: Sequence[str], name: str) -> Columns:
    """The columns found by their headings.

    Raises:
        Refused: no column is surely the text or the time; the headings there are stand in the sentence.
    """
    found: dict[str, str] = {}
    for word, pattern in HEADINGS.items():
        if column := next((one for one in headings if pattern.fullmatch(one.strip())), None):
            found[word] = column
    missing = [chinese for word, chinese in NEEDED.items() if word not in found]
    if missing:
        raise Refused("看不出哪一列是{what}。请用 --map 写明。有的列是：{names}。", code="no-column",
                      what="、".join(missing), names="、".join(headings) or "-")  # fmt: skip
    return Columns(name, found)


def read(rows: Iterable[Mapping[str, str]], columns: Columns, now: datetime) -> Read:
    """The messages of all rows that can be read."""
    messages, skipped = [], dict[str, int]()
    for row in rows:
        try:
            messages.append(message(row, columns, now))
        except Refused as refused:
            skipped[refused.sentence] = skipped.get(refused.sentence, 0) + 1
    return Read(messages, skipped)


def message(row: Mapping[str, str], columns: Columns, now: datetime) -> Message:
    """One row as a message.

    Raises:
        Refused: it has no text, no time, or a number that is none.
    """
    said = {word: row.get(column, "") for word, column in columns.columns.items()}
    title, text = clean(said.get("title", "")).replace("\n", " "), clean(said["text"])
    if not text and not title:
        raise Refused("这一行没有内容。", code="no-text", field="text")
    if not said["reported_at"].strip():
        raise Refused("这一行没有时间。", code="bad-time", field="reported_at")
    key = row_key(row, columns)
    return Message(key, said.get("author", "").strip() or key, title or text[:40], text[:LONGEST],
                   instant(said["reported_at"], columns, now), whole(said.get("likes", "")),
                   whole(said.get("dislikes", "")), clean(said.get("place", "")).replace("\n", " "))  # fmt: skip


def whole(text: str) -> int:
    """A number of votes; nothing is none.

    Raises:
        Refused: it is no whole number of at least nought.
    """
    text = text.strip().replace(",", "")
    if not text:
        return 0
    if not re.fullmatch(r"\d{1,9}(\.0+)?", text):
        raise Refused("点赞或反对数“{text}”不是整数。", code="bad-number", field="likes", text=text[:20])
    return int(text.partition(".")[0])
