from __future__ import annotations

import random
from pathlib import Path

import pytest
from liandong_classifier_linear import Options, Refused, load, train

TWO = ["路灯不亮了", "井盖没有了"] * 6, ["灯", "井"] * 6


def test_the_same_texts_and_seed_give_the_same_version(tmp_path: Path) -> None:
    first, second = (train(*TWO, tmp_path / name) for name in ("a", "b"))
    assert first == second
    assert load(tmp_path / "a").version == first.version


def test_other_texts_give_another_version(tmp_path: Path) -> None:
    assert train(*TWO, tmp_path / "a").version != train([*TWO[0], "下雨"], [*TWO[1], "井"], tmp_path / "b").version


def test_one_label_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="at least two different labels"):
        train(["路灯不亮", "灯坏了"], ["灯", "灯"], tmp_path)


def test_labels_that_do_not_match_the_texts_are_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="2 texts came with 1 labels"):
        train(["路灯不亮", "灯坏了"], ["灯"], tmp_path)


@pytest.mark.parametrize("texts", [["", ""], ["灯", ""], ["a", "b"], ["。", "灯灯灯"]])
def test_texts_with_nothing_to_learn_give_a_model_that_leaves_all_to_people(tmp_path: Path, texts: list[str]) -> None:
    assert train(texts, ["x", "y"], tmp_path).coverage == 0
    model = load(tmp_path)
    assert all(one.confidence < model.threshold for found in model.classify([*texts, "路灯"]) for one in found)


def test_many_labels_of_which_some_are_rare_are_learned(tmp_path: Path) -> None:
    dice = random.Random(5)
    names = [chr(0x4E00 + 7 * at) + chr(0x5E00 + 5 * at) for at in range(30)]
    labels = [name for at, name in enumerate(names) for _ in range(5 if at % 3 else 30)]
    texts = [f"{dice.choice('东西南北')}街{name}{dice.choice('坏旧脏破')}了{dice.randrange(99)}次" for name in labels]
    report = train(texts, labels, tmp_path)
    assert report.accuracy > 0.95
    assert [found[0].label for found in load(tmp_path).classify([f"南街{name}坏了" for name in names])] == names


def test_weights_stay_within_the_room_given(tmp_path: Path) -> None:
    train(*TWO, tmp_path, options=Options(room=20))
    assert load(tmp_path).parameters.weights.size <= 20


def test_progress_grows_to_one(tmp_path: Path) -> None:
    told: list[float] = []
    train(*TWO, tmp_path, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
