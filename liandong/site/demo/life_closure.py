"""How the demo's cases are closed honestly: which share is drawn, and where those who handle and verify them stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from liandong.cases.closure import AT_THE_PLACE, Checking
from liandong.cases.closure_actions import set_recheck_rule, set_site_rule
from liandong.cases.models import Case
from liandong.cases.states import Move
from liandong.files.actions import store
from liandong.site.demo.life_ground import jittered
from liandong.site.demo.life_plan import dice_for
from liandong.site.demo.life_steps import Step
from liandong.site.demo.pictures import picture

SITE: Final = {"": Checking(share=10, reworked_from=8, raised_share=25, farthest=200)}
AGAIN: Final = {"C01": 7, "C0301": 7, "E0301": 3}
SOURCE: Final = "演示区自定"
SILENT_SHARE: Final = 0.12
"""Of those who need not say where they are, this share does not."""


def set_rules(now: datetime) -> None:
    """Sets the rules once: what was changed at the desk since outlives another start."""
    for unit, row in SITE.items():
        set_site_rule(unit, row, source=SOURCE, actor="system", now=now, key=f"demo:site:{unit}")
    for kind, days in AGAIN.items():
        set_recheck_rule(kind, days, source=SOURCE, actor="system", now=now, key=f"demo:again:{kind}")


def at_the_place(case: Case, step: Step, at: datetime, key: str) -> dict[str, Any]:
    """Where whoever makes the step stands, and the photo that a drawn case needs where none was taken."""
    if step.move not in AT_THE_PLACE or case.lon is None or case.lat is None:
        return {}
    dice, needed = dice_for(key, "stands"), case.sampled and step.move is Move.VERIFY
    if dice.random() < SILENT_SHARE and not needed:
        return {}
    lon, lat = jittered(dice, case.lon, case.lat, 6.0)
    found: dict[str, Any] = {"lon": lon, "lat": lat}
    if needed:
        data = picture(key, case.kind or "E0102", mended=True)
        found["photos"] = [store(data, actor=step.by.label, now=at, key=f"{key}:proof").pk]
    return found
