from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from liandong.forces.models import Member

pytestmark = pytest.mark.django_db


def test_the_teams_of_a_subdistrict_are_read_with_their_leaders_and_force_levels(sit: Callable[..., Client]) -> None:
    page = sit("0901").get("/desk/reference/teams?area=510108012").content.decode()
    leader = Member.objects.get(team__area="510108012002", leads=True)
    for words in ("文德", leader.name, "院落专员", "社区工作者和专职网格员"):
        assert words in page
    assert "望平" not in page.partition("</nav>")[2]


def test_only_the_system_administrator_reads_them(sit: Callable[..., Client]) -> None:
    assert sit("1201").get("/desk/reference/teams").status_code == 403
