from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from liandong_classifier_linear import LinearClassifier, Refused, load
from liandong_classifier_linear.storage import save


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_a_saved_model_answers_like_the_one_in_memory(model: LinearClassifier, tmp_path: Path) -> None:
    save(model.parameters, tmp_path)
    again = load(tmp_path)
    texts = ["路灯不亮", "广场舞声音太大", "雨后水排不走，麻烦看一下"]
    assert again.classify(texts) == model.classify(texts)
    assert (again.version, again.threshold) == (model.version, model.threshold)


def test_an_empty_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no trained classifier"):
        load(tmp_path)


@pytest.mark.parametrize("keep", [0, 10, 500])
def test_cut_off_weights_are_refused_with_a_sentence(copy: Path, keep: int) -> None:
    weights = next(copy.glob("weights-*.npz"))
    weights.write_bytes(weights.read_bytes()[:keep])
    with pytest.raises(Refused, match="cannot be read"):
        load(copy)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "else"}', '{"format": null, "version": 3}'])
def test_a_damaged_description_is_refused_with_a_sentence(copy: Path, text: str) -> None:
    (copy / "model.json").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="cannot be read"):
        load(copy)


def test_an_altered_threshold_is_refused_with_a_sentence(copy: Path) -> None:
    said = json.loads((copy / "model.json").read_text(encoding="utf-8")) | {"threshold": 0.1}
    (copy / "model.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Refused, match="not the one that was saved"):
        load(copy)


def test_a_version_that_points_out_of_the_folder_is_refused(copy: Path) -> None:
    said = json.loads((copy / "model.json").read_text(encoding="utf-8")) | {"version": "../../etc/x"}
    (copy / "model.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Refused):
        load(copy)


def test_pickled_objects_are_never_read(copy: Path) -> None:
    np.savez(next(copy.glob("weights-*.npz")), grams_words=np.array([{"a": 1}], dtype=object))
    with pytest.raises(Refused):
        load(copy)


def test_training_again_leaves_one_model_in_the_folder(copy: Path, model: LinearClassifier) -> None:
    save(model.parameters, copy)
    assert sorted(one.name for one in copy.iterdir()) == ["model.json", f"weights-{model.version}.npz"]
