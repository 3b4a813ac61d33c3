"""From settled cases to a model in use: asked, trained, compared, put in use, gone back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from liandong.journal.queries import timeline
from liandong.kernel.refusals import Refused
from liandong.learning.actions import ask_training, carry_out, count_words, put_in_use
from liandong.learning.models import Training
from liandong.learning.queries import SUBJECT, examples, in_use, sample, unseen
from liandong.learning.rules import FEWEST_TEXTS, learned_until
from tests.learning.conftest import LAMP, RUBBISH, TEXTS, ByHeart, HeartTrainer, settle
from tests.people import actor_at

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)


def trained(now: datetime, key: str = "ask") -> Training:
    asked = ask_training(actor=actor_at("0301"), now=now, key=key)
    assert asked is not None
    return carry_out(asked.pk, now + timedelta(minutes=1))


def test_what_people_settle_becomes_a_model_that_a_steward_puts_in_use(trainer: HeartTrainer, now: datetime) -> None:
    settle(FEWEST_TEXTS, now - 2 * MONTH)
    settle(60, now - timedelta(days=3))
    training = trained(now)
    assert (training.texts, training.kinds, training.refused) == (FEWEST_TEXTS, 2, "")
    assert training.compared == {"new": {"asked": 60, "right": 60, "accepted": 60, "accepted_right": 60}, "old": None}
    assert training.may_replace
    assert in_use() is None
    put_in_use(training.pk, actor=actor_at("0301"), now=now, key="use")
    assert in_use() == training
    assert [entry.kind for entry in timeline(SUBJECT)] == ["training.asked", "training.ended", "model.put_in_use"]


def test_the_latest_month_is_never_learned_from(trainer: HeartTrainer, now: datetime) -> None:
    settle(10, now - 2 * MONTH)
    settle(10, now - timedelta(days=3), mark="late")
    border = learned_until(now)
    early, late = list(examples(None, border)), list(examples(border, now))
    assert (len(early), len(late)) == (10, 10)


def test_an_example_is_the_text_as_intake_reads_it(trainer: HeartTrainer, now: datetime) -> None:
    settle(2, now - MONTH)
    assert {one.text: one.kind for one in examples(None, now)} == {text: kind for kind, text in TEXTS.items()}


def test_a_worse_model_cannot_be_put_in_use(trainer: HeartTrainer, now: datetime) -> None:
    right = ByHeart({text[:4]: kind for kind, text in TEXTS.items()})
    trainer.models[right.version] = right
    trainer.placed = right.version
    settle(FEWEST_TEXTS, now - 2 * MONTH, kinds={RUBBISH: LAMP, LAMP: RUBBISH})
    settle(60, now - timedelta(days=3))
    training = trained(now)
    assert training.compared is not None
    assert (training.compared["new"]["right"], training.compared["old"]["right"]) == (0, 60)
    with pytest.raises(Refused, match="不如现在用的"):
        put_in_use(training.pk, actor=actor_at("0301"), now=now)
    used = in_use()
    assert used is not None
    assert used.version == right.version


def test_going_back_to_the_former_model_is_always_possible(trainer: HeartTrainer, now: datetime) -> None:
    nothing = ByHeart({})
    trainer.models[nothing.version] = nothing
    trainer.placed = nothing.version
    settle(FEWEST_TEXTS, now - 2 * MONTH)
    settle(60, now - timedelta(days=3))
    training, steward = trained(now), actor_at("0301")
    put_in_use(training.pk, actor=steward, now=now)
    training.refresh_from_db()
    assert training.former is not None
    put_in_use(training.former.pk, actor=steward, now=now)
    used = in_use()
    assert used is not None
    assert used.version == nothing.version
    put_in_use(training.pk, actor=steward, now=now)
    assert in_use() == training


def test_too_few_settled_cases_are_refused_with_their_number_and_leave_a_trace(
    trainer: HeartTrainer, now: datetime
) -> None:
    settle(10, now - 2 * MONTH)
    training = trained(now)
    assert "只有 10 件" in training.refused
    assert (training.version, trainer.trained) == ("", 0)


def test_a_training_carried_out_twice_trains_once(trainer: HeartTrainer, now: datetime) -> None:
    settle(FEWEST_TEXTS, now - 2 * MONTH)
    training = trained(now)
    assert carry_out(training.pk, now) == training
    assert trainer.trained == 1


def test_one_training_at_a_time_and_the_same_key_asks_once(trainer: HeartTrainer, now: datetime) -> None:
    steward = actor_at("0301")
    assert ask_training(actor=steward, now=now, key="one") is not None
    assert ask_training(actor=steward, now=now, key="one") is None
    with pytest.raises(Refused, match="已经有一个模型在训练"):
        ask_training(actor=steward, now=now, key="two")
    assert Training.objects.count() == 1


@pytest.mark.parametrize("number", ["0217", "0901", "3001"])
def test_only_the_steward_keeps_the_models(trainer: HeartTrainer, now: datetime, number: str) -> None:
    with pytest.raises(Refused, match="不管分类模型"):
        ask_training(actor=actor_at(number), now=now)


def test_a_model_whose_folder_is_gone_cannot_be_put_in_use(trainer: HeartTrainer, now: datetime) -> None:
    settle(FEWEST_TEXTS, now - 2 * MONTH)
    settle(60, now - timedelta(days=3))
    training = trained(now)
    trainer.models.clear()
    with pytest.raises(Refused, match="不在了"):
        put_in_use(training.pk, actor=actor_at("0301"), now=now)
    assert in_use() is None


def test_how_much_of_a_week_the_model_in_use_has_never_seen_is_asked_once_for_a_week_that_is_over(
    trainer: HeartTrainer, now: datetime
) -> None:
    settle(4, now - timedelta(days=14))
    settle(4, now, words=[(RUBBISH, TEXTS[RUBBISH]), (LAMP, "楼下有人弹钢琴")])
    assert (count_words(now), unseen(now)) == (0, {})
    known = ByHeart({text[:4]: kind for kind, text in TEXTS.items()})
    trainer.models[known.version], trainer.placed = known, known.version
    later = now + timedelta(hours=1)
    assert count_words(later) == 2
    found = unseen(later)
    assert [found[week] for week in sorted(found)] == [0.0, 0.5]
    assert count_words(later) == 1
    lamps = ByHeart({TEXTS[LAMP][:4]: LAMP})
    trainer.models[lamps.version], trainer.placed = lamps, lamps.version
    assert count_words(later) == 2
    found = unseen(later)
    assert [found[week] for week in sorted(found)] == [0.5, 1.0]
    trainer.placed = "gone"
    assert (count_words(later), unseen(later)) == (0, found)


def test_the_sample_of_a_week_is_spread_over_it(
    trainer: HeartTrainer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liandong.learning.queries.SAMPLE", 5)
    settle(17, now, words=[(RUBBISH, f"第{n}处垃圾堆了两天") for n in range(17)])
    found = [int(text[1 : text.index("处")]) for text in sample(now, now + timedelta(seconds=1))]
    assert 4 <= len(found) <= 5
    assert max(found) - min(found) >= 11
