"""`train` and `classify` on small tables, through the installed plug-in."""

from __future__ import annotations

import csv
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from liandong.kernel.refusals import Refused
from liandong.site.command import main
from liandong.site.commands import train
from liandong.site.demo import training
from liandong.site.plugs import SLOT

pytestmark = pytest.mark.skipif(
    not entry_points(group=SLOT, name="linear"), reason="the linear classifier is not installed"
)
ROWS = [("路灯", "灯不亮了，晚上黑黢黢的", "lamp"), ("垃圾", "垃圾堆了三天没人收", "rubbish")]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["no", "title", "text", "kind"])
        writer.writerows(
            [(n, f"{title}{n}", f"{text}，第{n}次说了", kind) for n in range(30) for title, text, kind in ROWS]
        )
        writer.writerow([99, "", "", "lamp"])
    return path


def test_a_table_is_classified_by_a_model_that_was_trained_from_one(table: Path, tmp_path: Path) -> None:
    model, out = tmp_path / "model", tmp_path / "out.csv"
    assert main(["train", "--from", str(table), "--text", "title,text", "--label", "kind", "--out", str(model)]) == 0
    assert main(["classify", "--model", str(model), "--in", str(table), "--out", str(out), "--text", "title,text"]) == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["no", "title", "text", "kind", "label", "confidence"]
    assert all(row["label"] == row["kind"] and 0 < float(row["confidence"]) <= 1 for row in rows[:-1])
    assert (rows[-1]["label"], rows[-1]["confidence"]) == ("", "")
    assert not list(tmp_path.glob("*.part"))


def test_a_missing_column_is_refused_with_those_there_are(table: Path) -> None:
    with (
        pytest.raises(Refused, match="没有“words”这一列。有的列是：no、title、text、kind"),
        train.rows_of(table, ["words"]),
    ):
        pass


def test_a_folder_without_a_model_is_refused(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            [
                "classify",
                "--model",
                str(tmp_path),
                "--in",
                str(table),
                "--out",
                str(tmp_path / "o.csv"),
                "--text",
                "text",
            ]
        )
        == 2
    )
    assert "没有能用的模型" in capsys.readouterr().err


def test_a_trained_folder_is_put_in_place_under_its_version(tmp_path: Path, settings: Settings) -> None:
    settings.LIANDONG_MODELS = str(tmp_path)
    texts, labels = training.examples()
    few = [at for at, label in enumerate(labels) if label in ("C0107", "E0102", "E0503")]
    for _ in range(2):
        folder = training.put_in_place(training.trained([texts[at] for at in few], [labels[at] for at in few]))
        assert (tmp_path / "current").resolve() == folder
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["current", folder.name])
    assert training.train_model() is None
