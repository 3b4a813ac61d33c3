"""The topics of bulletins, and what a column may show."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_noop


class Topic(StrEnum):
    """What a bulletin is about; a resident chooses some of them."""

    SUPPLY = "supply"
    ROADS = "roads"
    CLEANING = "cleaning"
    SAFETY = "safety"
    ACTIVITIES = "activities"
    POLICY = "policy"


class Shows(StrEnum):
    """What a column of the first page shows."""

    BULLETINS = "bulletins"
    ANSWERS = "answers"
    LINKS = "links"
    MINE = "mine"


TOPIC_WORDS: Final = {
    Topic.SUPPLY: gettext_noop("停水停电停气"),
    Topic.ROADS: gettext_noop("道路施工"),
    Topic.CLEANING: gettext_noop("环境卫生"),
    Topic.SAFETY: gettext_noop("安全提醒"),
    Topic.ACTIVITIES: gettext_noop("社区活动"),
    Topic.POLICY: gettext_noop("办事政策"),
}
SHOWS_WORDS: Final = {
    Shows.BULLETINS: gettext_noop("公告"),
    Shows.ANSWERS: gettext_noop("知识库的答复"),
    Shows.LINKS: gettext_noop("链接"),
    Shows.MINE: gettext_noop("从这台手机报的"),
}
