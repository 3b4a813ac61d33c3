"""A training is killed with SIGKILL in the middle: the model in use stays in use, nothing half stays, and it is begun again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from pytest_django.fixtures import Settings

from liandong.cases.ports import PORTS as CASE_PORTS
from liandong.cases.reference import DISTRICT
from liandong.learning.actions import ask_training, carry_out
from liandong.learning.models import Training
from liandong.learning.ports import PORTS
from liandong.learning.queries import in_use
from liandong.learning.rules import FEWEST_TEXTS
from liandong.site.aside import PART
from liandong.site.models_store import MODEL, CurrentClassifier
from liandong.site.training import PluginTrainer
from tests.learning.conftest import settle
from tests.people import actor_at

SLOW = """
import os, time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent

@dataclass
class Model:
    version: str
    threshold = 0.5
    thresholds = {}

    def classify(self, texts):
        return [[] for _ in texts]

def train(texts, kinds, folder):
    (folder / "model").write_text("half")
    if (HERE / "slow").exists():
        (HERE / "begun").write_text(str(os.getpid()))
        time.sleep(600)
    (folder / "model").write_text(f"of-{len(texts)}-texts")

def load(folder):
    return Model((folder / "model").read_text())
"""


@pytest.fixture
def plug(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A plug-in that trains without an end while there is a file `slow` beside it, and says in `begun` which process it is."""
    folder = tmp_path / "plug"
    described = folder / "slow-1.dist-info"
    described.mkdir(parents=True)
    (folder / "slow_plug.py").write_text(SLOW)
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: slow\nVersion: 1\n")
    (described / "entry_points.txt").write_text("[liandong.classifiers]\nslow = slow_plug\n")
    monkeypatch.syspath_prepend(folder)
    settings.LIANDONG_CLASSIFIER, settings.LIANDONG_MODELS = "slow", str(tmp_path / "models")
    (folder / "slow").touch()
    yield folder
    sys.modules.pop("slow_plug", None)


@pytest.fixture
def old(plug: Path, tmp_path: Path) -> Iterator[str]:
    """The version of a model that is in place and at work."""
    before, models = (PORTS.trainer, CASE_PORTS.classifier), tmp_path / "models"
    (models / "old").mkdir(parents=True)
    (models / "old" / "model").write_text("old")
    (models / "current").symlink_to("old")
    PORTS.trainer, CASE_PORTS.classifier = PluginTrainer(), CurrentClassifier()
    MODEL.forget()
    DISTRICT.forget()
    yield "old"
    PORTS.trainer, CASE_PORTS.classifier = before
    MODEL.forget()
    DISTRICT.forget()


def soon(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def begun(plug: Path) -> int:
    """The process that trains, once it is in the middle of it."""
    soon(lambda: (plug / "begun").exists() and (plug / "begun").read_text() != "")
    return int((plug / "begun").read_text())


def alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2][:3]
    except OSError:
        return False


def kept(models: Path) -> set[str]:
    return {each.name for each in models.iterdir() if not each.name.startswith(PART)}


@pytest.mark.django_db
def test_when_the_process_that_trains_is_killed_the_old_model_stays_and_one_may_ask_again(
    plug: Path, old: str, tmp_path: Path, now: datetime
) -> None:
    settle(FEWEST_TEXTS, now - timedelta(days=62))
    asked = ask_training(actor=actor_at("0301"), now=now, key="first")
    assert asked is not None
    killer = Thread(target=lambda: os.kill(begun(plug), signal.SIGKILL))
    killer.start()
    training = carry_out(asked.pk, now)
    killer.join()
    used = in_use()
    assert used is not None
    assert ("中断" in training.refused, training.version, used.version) == (True, "", old)
    assert (CASE_PORTS.classifier.version, kept(tmp_path / "models")) == (old, {"old", "current"})
    (plug / "slow").unlink()
    again = ask_training(actor=actor_at("0301"), now=now, key="second")
    assert again is not None
    assert carry_out(again.pk, now).version == f"of-{FEWEST_TEXTS}-texts"


@pytest.mark.django_db
def test_when_the_worker_is_killed_its_training_ends_with_it_and_is_begun_again_by_the_next(
    plug: Path, old: str, tmp_path: Path, now: datetime
) -> None:
    models, count = tmp_path / "models", FEWEST_TEXTS
    settle(count, now - timedelta(days=62))
    asked = ask_training(actor=actor_at("0301"), now=now, key="ask")
    assert asked is not None
    worker = a_worker_that_trains(plug, models, count)
    trains = begun(plug)
    worker.kill()
    worker.wait()
    soon(lambda: not alive(trains))
    assert (kept(models), len(list(models.glob(f"{PART}*")))) == ({"old", "current"}, 1)
    assert CASE_PORTS.classifier.version == old
    assert Training.objects.get(pk=asked.pk).ended_at is None
    (plug / "slow").unlink()
    training = carry_out(asked.pk, now)
    assert (training.version, training.refused) == (f"of-{count}-texts", "")
    used = in_use()
    assert used is not None
    assert used.version == old, "a new model waits until somebody puts it in use"


def a_worker_that_trains(plug: Path, models: Path, count: int) -> subprocess.Popen[bytes]:
    """A process that has its model trained beside it, as a worker does. It sees no row of this test: none is needed until the end."""
    code = f"""
if __name__ == "__main__":
    import django
    django.setup()
    from liandong.site.training import PluginTrainer
    PluginTrainer().train(["垃圾"] * {count}, ["E0102"] * {count})
"""
    script = plug / "worker.py"
    script.write_text(code)
    return subprocess.Popen([sys.executable, str(script)], env={
        **os.environ, "LIANDONG_CLASSIFIER": "slow", "LIANDONG_DATA_DIR": str(models.parent),
        "DJANGO_SETTINGS_MODULE": "liandong.site.settings",
    })  # fmt: skip
