"""What the demo district's units have written down, and what was asked of them in vain."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Final

from liandong.access.rules import Actor
from liandong.kernel.clock import local_day
from liandong.knowledge.actions import ask, write_article
from liandong.knowledge.rules import Text
from liandong.site.demo.life_desks import seated

TABLE: Final = files("liandong.site.demo") / "chenghua" / "articles.csv"
ASKED: Final = (("公租房怎么申请", 5), ("犬证在哪里办", 3), ("加装电梯补贴多少", 2))
"""Words that nothing answers yet, and how often they were asked."""


def load_articles(now: datetime) -> None:
    """Writes the articles and the questions; a second start writes nothing again."""
    steward, agent = seated("0301", "steward"), seated("9601", "agent")
    for row in csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()):
        write_article(text_of(row, now), by=steward, now=now, key=f"demo:article:{row['title']}")
    for words, times in ASKED:
        for time in range(times):
            asked(words, time, agent, now)


def text_of(row: dict[str, str], now: datetime) -> Text:
    today = local_day(now)
    return Text(
        title=row["title"], body=row["body"].replace("|", "\n\n"), synonyms=row["synonyms"], kind=row["kind"] or None,
        unit=row["unit"], public=row["public"] == "yes", valid_from=today, review_on=today + timedelta(days=int(row["review_days"])),
    )  # fmt: skip


def asked(words: str, time: int, agent: Actor, now: datetime) -> None:
    ask(words, by=agent, now=now, key=f"demo:question:{words}:{time}")
