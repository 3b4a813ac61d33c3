"""Decisions about bulletins and columns: what may be published where and by whom, and what a column must hold."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext_noop

from liandong.access.rules import Actor
from liandong.bulletins.states import Shows, Topic
from liandong.kernel.refusals import Refused

LONGEST: Final = timedelta(days=366)
MOST_LINKS: Final = 12
ADDRESS: Final = re.compile(r"(/(?!/)[^\s\\]*|https://[^\s\\/]+(/[^\s\\]*)?|tel:[0-9+-]{3,20})")
"""Where a link may lead: a page of this site, another site by HTTPS, or a telephone number."""


@dataclass(frozen=True, slots=True)
class Told:
    """A bulletin as somebody writes it."""

    area: str
    topic: str
    title: str
    text: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class Arranged:
    """A column as somebody writes it. `links`: one a line, as 名称 | English | address."""

    order: int
    name: str
    name_en: str
    shows: str
    words: str = ""
    links: str = ""
    on: bool = True


def refuse_length(name: str, value: str, most: int) -> None:
    """Raises:
    Refused: it is empty or longer than `most` letters.
    """
    if not value.strip():
        raise Refused("还差{what}，填上再提交；其他内容都在。", code="input-missing", field=name, what=WORDS[name])
    if len(value) > most:
        raise Refused(
            "{name} 太长，最多 {most} 个字（或项）。", code="too-long", field=name, name=WORDS[name], most=most
        )


WORDS: Final = {
    "title": gettext_noop("标题"), "text": gettext_noop("内容"), "name": gettext_noop("名称"), "name_en": gettext_noop("英文名"),
    "words": gettext_noop("要找的词"), "links": gettext_noop("链接"),
}  # fmt: skip


def refuse_bad(told: Told, by: Actor, today: date) -> None:
    """Refuses a bulletin that says nothing, lies outside the post's area, or never ends.

    Raises:
        Refused: with the field at fault.
    """
    refuse_length("title", told.title, 60)
    refuse_length("text", told.text, 3000)
    if told.topic not in set(Topic):
        raise Refused("没有这个主题，重新选一个。", code="bad-topic", field="topic")
    if not told.area or not told.area.startswith(by.area):
        raise Refused("公告只能发给您岗位范围内的地方。", code="not-yours", field="area")
    if told.valid_until < told.valid_from or told.valid_until < today:
        raise Refused("结束的日子要在开始的日子和今天之后。", code="bad-span", field="valid_until")
    if told.valid_until - told.valid_from > LONGEST:
        raise Refused("公告最多有效一年；长期有用的写进知识库。", code="bad-span", field="valid_until")


def refuse_strangers(by: Actor, unit: str) -> None:
    """Raises:
    Refused: the bulletin is another unit's, and the actor's area is not above it.
    """
    if by.unit != unit and by.role_name != "supervisor":
        raise Refused("这一条是别的单位发的，请他们撤回。", code="not-yours", field="unit")


def links_in(text: str) -> list[dict[str, str]]:
    """The links that somebody wrote, one a line.

    Raises:
        Refused: a line is not three parts, leads somewhere else, or there are too many.
    """
    found = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 3 or not all(parts) or not ADDRESS.fullmatch(parts[2]):
            raise Refused("这一行看不懂：{line}。写成 名称 | English | 地址，地址用 / 、https:// 或 tel: 开头。", code="bad-link",
                          field="links", line=line[:60])  # fmt: skip
        found.append(
            dict(zip(("name", "name_en", "address"), (parts[0][:30], parts[1][:40], parts[2][:300]), strict=True))
        )
    if len(found) > MOST_LINKS:
        raise Refused(
            "{name} 太长，最多 {most} 个字（或项）。",
            code="too-long",
            field="links",
            name=WORDS["links"],
            most=MOST_LINKS,
        )
    return found


def refuse_column(column: Arranged) -> None:
    """Raises:
    Refused: with the field at fault.
    """
    refuse_length("name", column.name, 20)
    refuse_length("name_en", column.name_en, 40)
    if column.shows not in set(Shows):
        raise Refused("栏目没有这种内容，重新选一个。", code="bad-shows", field="shows")
    if column.shows == Shows.ANSWERS:
        refuse_length("words", column.words, 60)
    if column.shows == Shows.LINKS and not links_in(column.links):
        raise Refused("至少写一个链接。", code="input-missing", field="links")
    if not 0 <= column.order <= 999:
        raise Refused("顺序是 0 到 999 的数。", code="bad-order", field="order")
