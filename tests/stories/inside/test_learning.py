"""What people correct becomes a new model that is trained, compared and put in use, and the next report goes by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib.metadata import entry_points
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from liandong.cases.actions import Received, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Suggestion
from liandong.cases.ports import PORTS as CASE_PORTS
from liandong.cases.reference import DISTRICT
from liandong.cases.states import State
from liandong.kernel.clock import now as clock
from liandong.learning.actions import ask_training, carry_out, put_in_use
from liandong.learning.ports import PORTS
from liandong.learning.queries import in_use
from liandong.site.aside import PART
from liandong.site.models_store import MODEL, CurrentClassifier
from liandong.site.plugs import SLOT
from liandong.site.training import PluginTrainer
from tests.learning.conftest import LAMP, RUBBISH, settle
from tests.people import actor_at

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not entry_points(group=SLOT, name="linear"), reason="the linear classifier is not installed"),
]


@pytest.fixture(autouse=True)
def _joined(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """The real ends, with an empty folder of models."""
    before = PORTS.trainer, CASE_PORTS.classifier
    settings.LIANDONG_MODELS = str(tmp_path)
    PORTS.trainer, CASE_PORTS.classifier = PluginTrainer(), CurrentClassifier()
    MODEL.forget()
    DISTRICT.forget()
    yield
    PORTS.trainer, CASE_PORTS.classifier = before
    MODEL.forget()
    DISTRICT.forget()


PLACES = (
    "建设路口",
    "三友路菜市场后面",
    "小区东门外",
    "公交首末站旁边",
    "学校正对面",
    "河边绿道入口",
    "立交桥下面",
    "农贸市场",
)
SAID = {
    RUBBISH: (
        "垃圾堆了两天没人清",
        "生活垃圾满出来臭得很",
        "纸箱和剩菜倒在垃圾桶外面",
        "装修垃圾扔在路边",
        "垃圾袋被风吹得到处都是",
    ),
    LAMP: ("路灯不亮了", "三盏路灯一直闪", "晚上灯杆不亮漆黑一片", "路灯灯罩掉下来了", "灯白天也亮着费电"),
}
TAILS = (
    "请尽快处理",
    "已经打过一次电话",
    "老人走路很不方便",
    "麻烦派人来看一看",
    "孩子上学要经过",
    "天热了更受不了",
    "希望给个答复",
)


def said(count: int, seed: int) -> list[tuple[str, str]]:
    """Kinds and texts, no two of which are near-duplicates of many others."""
    dice = Random(seed)
    kinds = [RUBBISH if n % 2 else LAMP for n in range(count)]
    return [
        (k, "，".join((dice.choice(PLACES), dice.choice(SAID[k]), dice.choice(TAILS), dice.choice(TAILS))))
        for k in kinds
    ]


def reported(text: str, key: str) -> Received:
    at = clock()
    [answer] = receive([Draft(key, "app", text, at, lon=104.1142, lat=30.6935)], actor="system", now=at)
    assert isinstance(answer, Received)
    return answer


@pytest.mark.timeout(300)
def test_what_people_settle_is_learned_and_the_next_report_is_dispatched_by_it(tmp_path: Path) -> None:
    steward, text = actor_at("0301"), "建设路口，生活垃圾满出来臭得很，请尽快处理"
    settle(240, clock() - timedelta(days=70), words=said(240, 1))
    settle(60, clock() - timedelta(days=6), words=said(60, 2))
    before = reported(text, "before")
    assert before.state == State.RECEIVED

    asked = ask_training(actor=steward, now=clock(), key="ask")
    assert asked is not None
    (tmp_path / f"{PART}killed").mkdir()
    training = carry_out(asked.pk, clock())
    assert training.refused == ""
    assert training.may_replace
    assert (tmp_path / training.version / "model.json").is_file()
    assert reported(text, "between").state == State.RECEIVED

    put_in_use(training.pk, actor=steward, now=clock(), key="use")
    MODEL.forget()
    DISTRICT.forget()
    after = reported(text, "after")
    assert (after.state, after.kind) == (State.ASSIGNED, RUBBISH)
    assert Suggestion.objects.get(case=after.case).model == training.version
    assert in_use() == training
