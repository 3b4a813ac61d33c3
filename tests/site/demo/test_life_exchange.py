"""What the demo's other centres leave lying on the page of stuck messages."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from liandong.cases.actions import move
from liandong.cases.models import Case
from liandong.cases.states import Move, State
from liandong.exchange import stuck_actions, transports
from liandong.exchange.models import Outgoing
from liandong.exchange.queries import PARTNER_TABLE, stuck_in, stuck_out
from liandong.site.demo import life_plan
from liandong.site.demo.life import fill, load_world
from liandong.site.demo.life_cast import staff_the_centre
from liandong.site.demo.life_exchange import first_exchange, load_partners
from tests.people import actor_at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("waits", [True, False], ids=["cases wait at the centre", "none does"])
def test_one_message_each_way_waits_for_a_person_who_can_clear_it(
    waits: bool, now: datetime, settings: Settings, tmp_path: Path
) -> None:
    settings.LIANDONG_FILES, settings.LIANDONG_OUTBOX = str(tmp_path / "files"), str(tmp_path / "outbox")
    load_partners(now, "test:partners")
    PARTNER_TABLE.forget()
    staff_the_centre(now - timedelta(days=100))
    world = load_world()
    for _ in fill(list(life_plan.between(now - timedelta(hours=30), now)), now, world):
        pass
    if not waits:
        for case in Case.objects.filter(state__in=[State.RECEIVED, State.TRIAGED]):
            move(case.number, Move.REFUSE, {"reason": "重复"}, by=actor_at("0217"), now=now)
    first_exchange(world.cast, now)
    transports.connected.cache_clear()
    PARTNER_TABLE.forget()
    message, held = stuck_out(now).get(), stuck_in(now).get()
    assert (message.hand_over.partner_id, message.tries) == ("gov", 6)
    assert message.queued_at >= message.hand_over.case.received_at
    assert held.partner_id == "gov"
    by = actor_at("0201")
    stuck_actions.said_by_phone(message.pk, "政务中心李主任接的，已登记", by=by, now=now, key="clear:out")
    stuck_actions.drop_incoming(held.pk, "问过对方，是误发", by=by, now=now, key="clear:in")
    assert (stuck_out(now).count(), stuck_in(now).count()) == (0, 0)
    assert Outgoing.objects.get(pk=message.pk).state == "by_phone"
