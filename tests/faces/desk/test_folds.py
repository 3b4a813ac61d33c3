"""The navigation folds: every line stays in it, and the group in which one stands is open whatever was chosen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from liandong.faces.desk.folds import folds
from liandong.faces.desk.nav import Item

Sit = Callable[..., Client]


def lines(*heads: str, here: int = -1, each: int = 5) -> list[Item]:
    words = [(head if at == 0 else "") for head in heads for at in range(each)]
    return [Item(f"/{at}", f"第{at}行", "i-list", at == here, head=head) for at, head in enumerate(words)]


def opened(items: list[Item], cookie: str = "") -> list[tuple[str, bool]]:
    request = RequestFactory().get("/desk/")
    request.COOKIES["ld_folds"] = cookie
    return [(group.head, group.open) for group in folds(items, request) if group.head]


def test_many_lines_fold_but_where_one_stands() -> None:
    assert opened(lines("", "甲", "乙", "丙", here=7)) == [("甲", True), ("乙", False), ("丙", False)]


def test_few_lines_do_not_fold() -> None:
    assert opened(lines("", "甲", each=4)) == [("甲", True)]


@pytest.mark.parametrize("cookie", ["3+", "1-3+", "3+9-"])
def test_what_somebody_opened_stays_open(cookie: str) -> None:
    assert opened(lines("", "甲", "乙", "丙"), cookie)[2] == ("丙", True)


def test_what_somebody_closed_stays_closed_until_they_stand_in_it() -> None:
    assert opened(lines("", "甲", each=4), "1-") == [("甲", False)]
    assert opened(lines("", "甲", each=4, here=5), "1-") == [("甲", True)]


def test_a_cookie_without_sense_folds_nothing_more() -> None:
    assert opened(lines("", "甲", each=4), "<script>;;x-1") == [("甲", True)]


def test_no_line_is_lost_in_folding() -> None:
    items = lines("", "甲", "乙")
    assert [line for group in folds(items, RequestFactory().get("/")) for line in group.lines] == items


def test_a_supervisors_page_opens_the_group_it_stands_in_alone(sit: Sit) -> None:
    page = sit("0201").get("/desk/roster").content.decode()
    groups = re.findall(r'<details class="nav-fold" data-fold="\d"( open)?>(.*?)</details>', page, re.S)
    assert [bool(is_open) for is_open, _ in groups].count(True) == 1
    assert next(inside for is_open, inside in groups if is_open).count('aria-current="page"') == 1


def test_a_form_that_was_taken_drops_its_draft_and_one_that_was_refused_keeps_it(sit: Sit) -> None:
    client = sit("0217")
    words = {"channel": "hotline", "text": "路灯不亮", "kept-draft": "register"}
    refused = client.post("/desk/register", {**words, "text": " "})
    assert (refused.status_code, "ld_draft_sent" in refused.cookies) == (409, False)
    taken = client.post("/desk/register", words)
    assert (taken.status_code, taken.cookies["ld_draft_sent"].value) == (302, "register")
