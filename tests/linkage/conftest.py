"""A case of the demo district that a unit is at work on."""

from __future__ import annotations

import uuid
from datetime import datetime

import pytest

from liandong.cases.actions import Received, move, receive
from liandong.cases.intake import Draft
from liandong.cases.models import Case
from liandong.cases.states import Move
from tests.people import unit_actor

RUBBISH = "E0102"


def assigned_case(now: datetime) -> Case:
    """A heap of rubbish, with its subdistrict's sanitation office by the rules."""
    [made] = receive([Draft(key=str(uuid.uuid4()), channel="app", text="垃圾堆了两天没人清", reported_at=now, kind=RUBBISH,
                            lon=104.1142, lat=30.6935)], actor="system", now=now)  # fmt: skip
    assert isinstance(made, Received)
    return Case.objects.get(pk=made.case)


def accepted_case(now: datetime) -> Case:
    case = assigned_case(now)
    return move(case.number, Move.ACCEPT, {}, by=unit_actor(case.unit or ""), now=now).case


@pytest.fixture
def case(db: None, now: datetime) -> Case:
    return accepted_case(now)
