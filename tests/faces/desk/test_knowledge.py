"""The knowledge base at the desk, on the residents' page and through the API."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from liandong.kernel.clock import local_day, now
from liandong.knowledge.models import Article
from liandong.knowledge.queries import gaps

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]


def written(client: Client, **words: object) -> str:
    """Writes an article over the form and gives the address of its page."""
    today = local_day(now())
    form = {"title": "犬证在哪里办", "body": "到派出所办。", "public": "on", "valid_from": str(today),
            "review_on": str(today + timedelta(days=90)), "key": str(uuid.uuid4()), **words}  # fmt: skip
    answer = client.post("/desk/knowledge/new", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_gap_becomes_an_answer_that_agents_and_residents_find(sit: Sit, client: Client) -> None:
    agent, handler = sit("9601", "agent"), sit("3001")
    page = agent.get("/desk/knowledge?q=犬证").content.decode()
    assert "没有查到" in page
    agent.post("/desk/knowledge/questions", {"words": "犬证", "key": str(uuid.uuid4())})
    [gap] = gaps()
    written(handler, question=gap.pk)
    assert list(gaps()) == []
    rows = agent.get("/desk/knowledge?q=犬证", headers={"HX-Request": "true"}).content.decode()
    assert "犬证在哪里办" in rows
    assert "<html" not in rows
    assert "犬证在哪里办" in client.get("/answers?q=犬证").content.decode()
    assert [row["title"] for row in client.get("/api/v1/answers", {"q": "犬证"}).json()] == ["犬证在哪里办"]


def test_an_answer_is_counted_once_however_often_the_button_is_sent(sit: Sit) -> None:
    handler = sit("3001")
    address = written(handler)
    key = re.search(r'name="key" value="([^"]+)"', handler.get(address).content.decode())
    assert key
    for _ in range(2):
        assert handler.post(f"{address}/used", {"key": key[1]}).status_code == 302
    assert "用于 1 次答复" in handler.get(address).content.decode()


def test_an_internal_or_expired_article_is_not_for_residents(sit: Sit, client: Client) -> None:
    handler = sit("3001")
    address = written(handler, public="")
    pk = address.rpartition("/")[2]
    assert client.get(f"/answers/{pk}").status_code == 404
    assert client.get("/api/v1/answers", {"q": "犬证"}).json() == []
    Article.objects.update(public=True, valid_until=local_day(now()) - timedelta(days=1))
    assert client.get(f"/answers/{pk}").status_code == 404
    assert "已经过期" in handler.get(address).content.decode()


def test_what_was_typed_stays_when_it_is_refused(sit: Sit) -> None:
    answer = sit("3001").post("/desk/knowledge/new", {"title": "一条新的", "body": "写了很多字", "valid_from": "2026-01-01",
                                                      "review_on": "明天", "key": str(uuid.uuid4())})  # fmt: skip
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "“明天”不是日期" in shown
    assert "写了很多字" in shown


def test_who_may_not_write_is_told_so(sit: Sit) -> None:
    agent = sit("9601", "agent")
    assert agent.get("/desk/knowledge/new").status_code == 403
    address = written(sit("3001"))
    assert agent.post(f"{address}/withdraw", {"reason": "不要", "key": str(uuid.uuid4())}).status_code == 409


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7*7 }}"])
def test_what_looks_like_code_is_shown_as_text(sit: Sit, client: Client, text: str) -> None:
    pk = written(sit("3001"), title=f"标题{text}", body=text).rpartition("/")[2]
    assert "<script>alert" not in client.get(f"/answers/{pk}").content.decode()
