from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from liandong.access.actions import person_to_tell
from liandong.access.models import Identity
from liandong.access.vault import Person
from liandong.cases.models import Case
from liandong.channels.actions import begin_run, take
from liandong.channels.mapping import parsed
from liandong.channels.models import QuarantinedRow
from liandong.journal.jobs import react
from liandong.journal.queries import timeline

pytestmark = pytest.mark.django_db
MAPPING = "source: old-system\ncolumns: {key: id, text: text, lon: lon, lat: lat, reported_at: at}\n"
ROWS: list[tuple[int, dict[str, str]]] = [
    (1, {"id": "1", "text": "路灯不亮", "lon": "104.1142", "lat": "30.6935", "at": "2020-01-02 10:00"}),
    (2, {"id": "2", "text": "", "lon": "", "lat": "", "at": ""}),
    (3, {"id": "3", "text": "<script>alert(1)</script>井盖响", "lon": "103", "lat": "30", "at": "2020-01-02"}),
    (4, {"id": "4", "text": "积水", "lon": "", "lat": "", "at": "2099-01-01"}),
    (5, {"id": "5", "text": "积水", "lon": "", "lat": "", "at": "去年冬天"}),
    (6, {"id": "1", "text": "同一个编号的另一件事", "lon": "", "lat": "", "at": ""}),
]


@pytest.fixture
def imported(now: datetime) -> dict[int, QuarantinedRow]:
    """Six rows, one of which is a case, by their lines."""
    run = begin_run(parsed(MAPPING, "map.yaml"), actor="system", now=now)
    tally = take(run, ROWS, actor="system", now=now)
    assert (tally.new, tally.quarantined) == (1, 5)
    return {row.line: row for row in QuarantinedRow.objects.all()}


def test_each_row_that_was_not_taken_says_why(imported: dict[int, QuarantinedRow]) -> None:
    codes = {line: row.code for line, row in imported.items()}
    assert codes == {2: "no-text", 3: "rounded", 4: "future-time", 5: "bad-time", 6: "key-reused"}


def test_taking_the_rows_again_doubles_nothing(imported: dict[int, QuarantinedRow], now: datetime) -> None:
    tally = take(imported[2].run, ROWS, actor="system", now=now)
    assert (tally.new, tally.known, tally.quarantined) == (0, 1, 5)
    assert QuarantinedRow.objects.count() == 5
    assert Case.objects.count() == 1


def test_a_corrected_row_becomes_a_case_and_leaves_the_list(
    imported: dict[int, QuarantinedRow], sit: Callable[..., Client]
) -> None:
    desk, address = sit("0301"), f"/desk/quarantine/{imported[5].pk}"
    when = f"column-{list(imported[5].raw).index('at')}"
    assert "去年冬天" in desk.get(address).content.decode()
    refused = desk.post(address, {when: "前年"})
    assert (refused.status_code, "前年" in refused.content.decode()) == (409, True)
    assert desk.post(address, {when: "2020-12-01"}).status_code == 302
    assert Case.objects.count() == 2
    kept = QuarantinedRow.objects.get(pk=imported[5].pk)
    assert kept.case == Case.objects.latest("id").number
    assert "去年冬天" not in desk.get("/desk/quarantine").content.decode()


def test_who_reported_in_a_row_that_waits_lies_in_the_vault_and_goes_along_when_it_is_taken(
    sit: Callable[..., Client], now: datetime
) -> None:
    mapping = parsed(MAPPING.replace("columns: {", "columns: {name: who, phone: tel, "), "map.yaml")
    row = {"id": "7", "text": "", "lon": "", "lat": "", "at": "", "who": "慕容焱垚", "tel": "13977018888"}
    for _ in range(2):
        take(begin_run(mapping, actor="system", now=now), [(1, row)], actor="system", now=now)
    kept = QuarantinedRow.objects.get()
    assert ({"who", "tel"} & set(kept.raw), Identity.objects.count()) == (set(), 1)
    page = sit("0301").get(f"/desk/quarantine/{kept.pk}").content.decode()
    assert ("慕容焱垚" in page, "姓名和电话已封存" in page) == (False, True)
    text = f"column-{list(kept.raw).index('text')}"
    assert sit("0301").post(f"/desk/quarantine/{kept.pk}", {text: "路灯不亮"}).status_code == 302
    reporter = Case.objects.get().reports.get().identity
    assert reporter is not None
    assert person_to_tell(reporter) == Person("慕容焱垚", "13977018888")
    assert {"who", "tel"} & set(QuarantinedRow.objects.get().raw) == set()


def test_a_dropped_row_stays_readable(imported: dict[int, QuarantinedRow], sit: Callable[..., Client]) -> None:
    desk = sit("0301")
    desk.post(f"/desk/quarantine/{imported[2].pk}/drop")
    assert QuarantinedRow.objects.get(pk=imported[2].pk).dropped
    assert "不再处理" in desk.get(f"/desk/quarantine/{imported[2].pk}").content.decode()


def test_script_in_a_row_is_shown_as_text(imported: dict[int, QuarantinedRow], sit: Callable[..., Client]) -> None:
    for address in ("/desk/quarantine", f"/desk/quarantine/{imported[3].pk}"):
        assert "<script>alert" not in sit("0301").get(address).content.decode()


def test_who_may_not_work_the_quarantine_does_not_see_it(imported: dict[int, QuarantinedRow], sit: Any) -> None:
    assert sit("1201").get("/desk/quarantine").status_code == 403


def test_a_unit_reads_its_notices_and_nobody_elses(report: Callable[..., Case], sit: Callable[..., Client]) -> None:
    case = report("510108012", "E0102")
    react(entries=list(timeline(f"case:{case.pk}").values_list("pk", flat=True)))
    own, other = sit("1201"), sit("3001")
    assert case.number in own.get("/desk/notices").content.decode()
    assert case.number not in other.get("/desk/notices").content.decode()
    own.post("/desk/notices/read")
    assert "<b>派给您单位" not in own.get("/desk/notices").content.decode()
