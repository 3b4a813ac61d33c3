"""The rows of honest closure, of partners and of danger words, as the system administrator changes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liandong.cases.models import RecheckRule, SiteRule
from liandong.cases.proofs import recheck_days, site_rule
from liandong.exchange.models import DangerWord, Partner
from liandong.exchange.queries import DANGER_TABLE, PARTNER_TABLE
from liandong.exchange.rules import danger
from liandong.journal.models import Entry
from liandong.site.demo.life_exchange import load_partners

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
SYSTEM = "0901"
SITE = {"what": "site", "unit": "510108012", "share": "20", "reworked_from": "5", "raised_share": "50", "farthest": "150",
        "source": "区办〔2026〕3号"}  # fmt: skip
PARTNER = {"name": "公安指挥室", "phone": "110", "name_en": "Police", "number_form": r"J\d{13}", "outward": ["emergency", "crime"],
           "inward": ["service"], "active": "on"}  # fmt: skip


def post(client: Client, page: str, **given: Any) -> Any:
    return client.post(f"/desk/reference/{page}", given)


def test_a_unit_gets_its_own_share_and_loses_it_again(sit: Sit) -> None:
    admin = sit(SYSTEM)
    assert post(admin, "closing", **SITE).status_code == 302
    row = site_rule("510108012-huanwei")
    assert row is not None
    assert (row.share, row.reworked_from, row.raised_share, row.farthest) == (20, 5, 50, 150)
    assert "区办〔2026〕3号" in admin.get("/desk/reference/closing").content.decode()
    post(admin, "closing", **{"drop-site": "510108012"})
    assert not SiteRule.objects.filter(unit="510108012").exists()
    assert list(Entry.objects.filter(subject="reference:closure").order_by("-seq").values_list("kind", flat=True)[:2]) == [
        "closure.site_rule_dropped", "closure.site_rule_set",
    ]  # fmt: skip


def test_a_kind_is_looked_at_again_after_so_many_days(sit: Sit) -> None:
    admin = sit(SYSTEM)
    assert post(admin, "closing", what="again", kind="e0102", days="9").status_code == 302
    assert recheck_days("E0102") == 9
    post(admin, "closing", **{"drop-again": "E0102"})
    assert not RecheckRule.objects.filter(kind="E0102").exists()


@pytest.mark.parametrize(("change", "says"), [
    ({"share": "101"}, "0 到 100"), ({"raised_share": "-1"}, "0 到 100"), ({"farthest": "0"}, "距离要大于 0"), ({"share": "half"}, "不是数字"),
    ({"share": "1.5"}, "不是整数"), ({"unit": "510199"}, "没有单位 510199"), ({"what": "again", "kind": "Z", "days": "3"}, "没有类别 Z"),
    ({"what": "again", "kind": "", "days": "400"}, "天数要在 0 到 365"), ({"what": "", "drop-site": "nowhere"}, "没有 nowhere 这一行"),
])  # fmt: skip
def test_a_row_that_makes_no_sense_is_refused_with_the_form_still_filled(
    change: dict[str, str], says: str, sit: Sit
) -> None:
    before = list(SiteRule.objects.values()), list(RecheckRule.objects.values())
    answer = post(sit(SYSTEM), "closing", **{**SITE, **change})
    assert (answer.status_code, says in answer.content.decode()) == (409, True), answer.content.decode()
    assert "区办〔2026〕3号" in answer.content.decode()
    assert (list(SiteRule.objects.values()), list(RecheckRule.objects.values())) == before


def test_a_partner_is_renamed_and_takes_other_matters_and_what_it_was_is_kept(sit: Sit, now: datetime) -> None:
    load_partners(now, "test:partners")
    was, admin = Partner.objects.get(pk="police"), sit(SYSTEM)
    assert was.name in admin.get("/desk/reference/centres").content.decode()
    assert post(admin, "centres/police", **PARTNER, verified="on").status_code == 302
    row = Partner.objects.get(pk="police")
    assert (row.name, row.phone, row.outward, row.inward, row.verified) == (
        "公安指挥室",
        "110",
        ["emergency", "crime"],
        ["service"],
        True,
    )
    assert (row.transport, row.address, row.states) == (was.transport, was.address, was.states)
    entry = Entry.objects.get(kind="exchange.partner_changed")
    assert entry.data["was"]["name"] == was.name
    PARTNER_TABLE.forget()


@pytest.mark.parametrize(("change", "says"), [
    ({"name": " "}, "还差 名称"), ({"phone": ""}, "还差 电话"), ({"number_form": "("}, "不是正则表达式"), ({"outward": ["gossip"]}, "请选为什么移交"),
])  # fmt: skip
def test_a_partner_that_makes_no_sense_is_refused(change: dict[str, Any], says: str, sit: Sit, now: datetime) -> None:
    load_partners(now, "test:partners")
    answer = post(sit(SYSTEM), "centres/police", **{**PARTNER, **change})
    assert (answer.status_code, says in answer.content.decode()) == (409, True)
    assert not Entry.objects.filter(kind="exchange.partner_changed").exists()
    assert sit(SYSTEM).get("/desk/reference/centres/army").status_code == 404


def test_a_word_of_danger_is_added_and_taken_away(sit: Sit) -> None:
    admin = sit(SYSTEM)
    assert post(admin, "dangers", word="有人落水", call="119").status_code == 302
    DANGER_TABLE.forget()
    assert danger("河边有人落水了", DANGER_TABLE.get()) == ("有人落水", "119")
    assert "有人落水" in admin.get("/desk/reference/dangers").content.decode()
    post(admin, "dangers", drop="有人落水")
    assert not DangerWord.objects.filter(word="有人落水").exists()
    DANGER_TABLE.forget()
    for word, call in (("火", "119"), ("有人落水", "911"), (" ", "110")):
        assert post(admin, "dangers", word=word, call=call).status_code == 409
