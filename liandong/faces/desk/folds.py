"""The navigation in groups that fold: open where one stands, where somebody opened one, and all of them where they are few."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest

from liandong.faces.desk.nav import Item

FEW: Final = 18
"""Lines and heads up to which nothing folds by itself: they stand under each other on a screen of 720 px."""
CHOSEN: Final = re.compile(r"(\d+)([+-])")


@dataclass(slots=True)
class Group:
    """Lines under one head; `head` is "" for what everybody does all day. `key`: its place from above, under which a choice is kept."""

    head: str
    key: str
    lines: list[Item] = field(default_factory=list)
    open: bool = True


def folds(items: Iterable[Item], request: HttpRequest) -> Iterator[Group]:
    """The groups in order. The cookie ld_folds says what somebody opened and closed, such as 1+3-."""
    groups = list(grouped(items))
    few = sum(len(each.lines) + bool(each.head) for each in groups) <= FEW
    chosen = dict(CHOSEN.findall(request.COOKIES.get("ld_folds", "")))
    for each in groups:
        here = any(line.here for line in each.lines)
        each.open = here or chosen.get(each.key, "+" if few else "-") == "+"
        yield each


def grouped(items: Iterable[Item]) -> Iterator[Group]:
    found = Group("", "0")
    for each in items:
        if each.head:
            yield found
            found = Group(each.head, str(int(found.key) + 1))
        found.lines.append(each)
    yield found
