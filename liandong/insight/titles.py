"""A matter's place and title, in the words that most of its messages share, as one would say it in a meeting.

Nothing is made up: the title is a clause that somebody wrote, the one whose pairs of letters most of the messages have,
without what says only that somebody writes (投诉…的问题), and with the place before it where it is not named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from liandong.insight.likeness import packed
from liandong.insight.messages import Message
from liandong.insight.subjects import DISTRICT, EDGES, districts, names

HEAD: Final = re.compile(
    r"^(关于|对于|对|就|针对|反映|反应|投诉|咨询|请问|问问|询问|想问|举报|请求|恳请|恳求|请|希望|盼望|期待|盼|问|强烈|坚决|再次|建议|要求|居然|竟然|向|"
    r"给|提问|我要|急|惊|求|督促|敦促|书记|市长|县长|区长|局长|领导|尽快|关注|[，。！!？?、：:；\s])+"
)
TAIL: Final = re.compile(
    r"(的(若干|一些|相关|几点|两点|几个)?(问题|投诉|建议|请示|请求|反映|维权投诉|情况|疑惑|事宜|现象)|吗|呢|啊|吧|是否(合理|合法)|合理吗|合法吗|"
    r"求解决|盼解决|急需处理|[，。！!？?、：:；\s]|的)+$"
)
CLAUSES: Final = re.compile(r"[，。！!？?；;,\s]+")
SHORTEST: Final = 6
LONGEST: Final = 28
SMOOTH: Final = 45
"""Added to the letters of a clause when its shared ones are weighed: a longer clause says more, up to a point."""
SHARED: Final = 0.5
"""Least share of the messages that have a place's name for it to be the matter's place."""


def place_and_title(messages: Sequence[Message]) -> tuple[str, str]:
    """Where the matter is ("" where its messages agree on no place) and what it is."""
    told = once_each(messages)
    name, district = shared_name(told), shared_district(told)
    title = problem(told, name)
    if name and not any(part in title for part in (name, name[:4])):
        title = name + title
    return (name if name.startswith(district) else district + name), title


def once_each(messages: Sequence[Message]) -> list[Message]:
    """The messages in order of time, and of one title by one author only the first."""
    found: dict[tuple[str, str], Message] = {}
    for one in sorted(messages, key=lambda each: (each.at, each.key)):
        found.setdefault((one.author, one.title), one)
    return list(found.values())


def shared_district(messages: Sequence[Message]) -> str:
    """The district that most messages with one name first, if it is more than half of those named and two in five messages have it."""
    first = [found[0] for one in messages if (found := districts(packed(one.title + one.text[:200])))]
    [(most, count)] = Counter(first).most_common(1) or [("", 0)]
    return most if count * 2 > len(first) and count >= 0.4 * len(messages) else ""


def shared_name(messages: Sequence[Message]) -> str:
    """The name that most messages have, made longer as long as nearly all of them agree on the next letter."""
    texts = [DISTRICT.sub("，", packed(f"{one.title}，{one.place}，{one.text[:200]}")) for one in messages]
    known: Counter[str] = Counter()
    for one in messages:
        places, things = names(packed(f"{one.title}，{one.place}"), whole=True)
        known.update(dict.fromkeys(places, 2))
        known.update(set(things) - set(places))
    titles = [packed(one.title) for one in messages]
    found = {name: sum(name in text for text in texts) for name in known}
    heard = {name: found[name] + sum(name in title for title in titles) for name in known}
    if not found:
        return ""
    best = max(
        found, key=lambda name: (heard[name] * (1 if known[name] > 1 else 0.45) * min(len(name), 6) ** 0.5, name)
    )
    if found[best] < SHARED * len(texts):
        return ""
    return longer(best, titles) if len(titles) > 3 else best


def longer(name: str, titles: Sequence[str], most: int = 10) -> str:
    """The name with the letters around it that seven in ten of the titles which name it have there."""
    having = [DISTRICT.sub("，", title) for title in titles if name in title]
    while len(name) < most:
        around = Counter(
            found
            for text in having
            for found in {letter + name for letter in re.findall(f"(.){re.escape(name)}", text) if letter not in EDGES}
        )
        [(best, count)] = around.most_common(1) or [("", 0)]
        if not best or count < 0.7 * len(having):
            break
        name = best
    return name


def problem(messages: Sequence[Message], name: str) -> str:
    """The clause that says best what the messages say."""
    pairs = Counter(pair for one in messages for pair in {*two(packed(one.title))})
    inside = Counter(pair for one in messages for pair in {*two(packed(one.text[:120]))})
    count = len(messages)
    share = {pair: (pairs[pair] + min(inside[pair], count) / 2) / count for pair in {*pairs, *inside}}

    def worth(clause: str) -> tuple[float, str]:
        letters = two(clause)
        found = sum(share.get(pair, 0) for pair in letters) / (len(letters) + SMOOTH)
        return found * (1.15 if name and name[:4] in clause else 1), clause

    clauses = {bare(part) for one in messages for part in CLAUSES.split(one.title)}
    fitting = [clause for clause in clauses if SHORTEST <= len(clause) <= LONGEST]
    if not fitting:
        return max((bare(packed(one.title)) or packed(one.title) for one in messages), key=worth)[:LONGEST]
    return max(fitting, key=worth)


def two(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def bare(title: str) -> str:
    """A title without the words of writing a letter and without the districts."""
    before, now = "", DISTRICT.sub("", packed(title))
    while now != before:
        before, now = now, TAIL.sub("", HEAD.sub("", now))
    return now
