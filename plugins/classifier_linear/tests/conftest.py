"""A small made district's complaints, and a model trained on them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from liandong_classifier_linear import LinearClassifier, load, train

THINGS = {
    "路灯": ("路灯不亮", "灯杆倾斜", "夜里没有灯光", "灯罩掉下来"),
    "井盖": ("井盖不见了", "井盖破损", "井盖下沉松动", "窨井盖子咣咣响"),
    "噪音": ("工地半夜施工", "广场舞声音太大", "喇叭扰民", "噪音吵得睡不着"),
    "积水": ("路面积水", "下水道堵塞", "污水外溢", "雨后水排不走"),
}
PLACES = ("建设路口", "三友路", "小区门口", "公交站旁", "菜市场后面", "学校对面")


def made(count: int, seed: int = 3) -> tuple[list[str], list[str]]:
    """Texts and labels."""
    dice = random.Random(seed)
    labels = [dice.choice(sorted(THINGS)) for _ in range(count)]
    tails = "请尽快处理", "已经三天了", "麻烦看一下", "没有人管"
    texts = [
        f"{dice.choice(PLACES)}{dice.choice(THINGS[one])}，{dice.choice(tails)}{dice.randrange(99)}" for one in labels
    ]
    return texts, labels


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("model")
    train(*made(240), out)
    return out


@pytest.fixture(scope="session")
def model(folder: Path) -> LinearClassifier:
    return load(folder)
