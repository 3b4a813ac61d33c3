"""Saved views, the table with its columns, and lists taken out as files."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from liandong.access.vault import Person
from liandong.cases.models import Case
from liandong.desks.actions import open_with, save_view
from liandong.desks.models import SavedView
from liandong.desks.rules import MOST_VIEWS
from liandong.faces.desk.lists.columns import COLUMNS
from liandong.journal.models import Entry
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from tests.faces.desk.conftest import actor

pytestmark = pytest.mark.django_db
Sit = Callable[..., Client]
Make = Callable[..., Case]


def keep(client: Client, name: str, words: str, **more: str) -> None:
    answer = client.post(f"/desk/views/keep?{words}", {"name": name, "key": str(uuid.uuid4()), **more})
    assert answer.status_code == 302


def named(client: Client) -> list[str]:
    return re.findall(
        r'class="view" href="[^"]*"[^>]*>.*?</svg>([^<]+)</a>', client.get("/desk/?tab=open").content.decode()
    )


def test_a_list_is_kept_under_a_name_and_opens_as_it_was(sit: Sit, report: Make) -> None:
    report(channel="app")
    report(channel="hotline", text="路灯不亮三天了")
    client = sit("0217")
    keep(client, "一指通来的", "tab=received&channel=app&sort=new&look=table&col=title&col=due&after=x&case=1")
    page = client.get("/desk/?tab=open").content.decode()
    [address] = re.findall(r'class="view" href="\?([^"]+)"', page)
    assert address.replace("&amp;", "&") == "tab=received&channel=app&sort=new&look=table&col=title&col=due"
    shown = client.get(f"/desk/?{address.replace('&amp;', '&')}").content.decode()
    assert "绿化带边垃圾堆了两天" in shown
    assert "路灯不亮三天了" not in shown
    assert re.findall(r'<th scope="col">([^<]+)</th>', shown) == ["内容", "整件到期"]
    assert re.search(r'class="view"[^>]*aria-current="page"', shown)


def test_a_view_of_ones_own_is_nobody_elses_and_a_shared_one_is_the_units(sit: Sit) -> None:
    keep(sit("0217"), "我的", "tab=open&urgency=urgent")
    keep(sit("0217"), "大家的", "tab=open&channel=app", shared="on")
    assert named(sit("0217")) == ["我的", "大家的"]
    assert named(sit("0201")) == ["大家的"]
    assert named(sit("1201")) == []


def test_the_desk_opens_with_the_view_that_was_chosen_until_it_is_dropped(sit: Sit) -> None:
    client = sit("0217")
    keep(client, "紧急", "tab=open&urgency=urgent", opens="on")
    assert client.get("/desk/")["Location"] == "/desk/?tab=open&urgency=urgent"
    view = SavedView.objects.get()
    client.post(f"/desk/views/{view.pk}/open", {"not": "1"})
    assert client.get("/desk/").status_code == 200
    client.post(f"/desk/views/{view.pk}/open")
    assert client.get("/desk/").status_code == 302
    client.post(f"/desk/views/{view.pk}/drop", {"key": str(uuid.uuid4())})
    assert client.get("/desk/").status_code == 200
    assert "还没有视图" in client.get("/desk/views").content.decode()


def test_a_view_says_in_words_what_is_in_it(sit: Sit) -> None:
    client = sit("0217")
    keep(client, "夜里的", "tab=received&channel=app&urgency=urgent&q=烧烤&look=table&col=title")
    assert "待受理·一指通·紧急·“烧烤”·表格：内容" in client.get("/desk/views").content.decode()


def test_views_are_refused_without_a_name_beyond_the_number_and_to_others(sit: Sit) -> None:
    client = sit("0217")
    assert client.post("/desk/views/keep?tab=open", {"name": " "}).status_code == 409
    keep(client, "我的", "tab=open")
    assert sit("1201").post(f"/desk/views/{SavedView.objects.get().pk}/drop").status_code == 404
    for number in range(MOST_VIEWS - 1):
        keep(client, f"第{number}个", "tab=open")
    assert "先去掉一个不用的" in client.post("/desk/views/keep?tab=open", {"name": "再一个"}).content.decode()
    assert client.get("/desk/views").status_code == 200


def test_the_same_key_keeps_a_view_once_and_the_same_name_keeps_it_anew(db: None) -> None:
    by, key = actor("0217"), str(uuid.uuid4())
    words = {"tab": ["open"], "q": ["张三的店"]}
    for _ in range(2):
        view = save_view("一个", words, shared=False, opens=False, actor=by, now=now(), key=key)
    again = save_view("一个", {"tab": ["closed"]}, shared=False, opens=False, actor=by, now=now())
    assert (again.pk, SavedView.objects.get().address) == (view.pk, "tab=closed")
    first = Entry.objects.filter(kind="view.saved").earliest("id")
    assert first.data == {"unit": None, "words": ["q", "tab"]}


def test_nobody_opens_the_desk_with_a_view_that_is_not_theirs(db: None) -> None:
    view = save_view("我的", {"tab": ["open"]}, shared=False, opens=False, actor=actor("0217"), now=now())
    with pytest.raises(Refused, match="不是给您的"):
        open_with(view.pk, actor=actor("1201"), now=now())


def test_a_table_goes_on_where_the_page_ends(sit: Sit, report: Make) -> None:
    made = {report().number for _ in range(33)}
    client, url, seen = sit("0217"), "/desk/?tab=received&look=table&sort=new", []
    while url:
        page = client.get(url).content.decode()
        seen += re.findall(r'class="row-link" href="/desk/cases/([^"]+)"', page)
        more = re.search(r'class="more" href="([^"]+)"', page)
        url = f"/desk/{more[1].replace('&amp;', '&')}" if more else ""
    assert len(seen) == len(made)
    assert set(seen) == made


def taken(client: Client, words: str, **given: str) -> bytes:
    answer = client.post(
        f"/desk/export?{words}", {"purpose": "meeting", "days": "7", "key": str(uuid.uuid4()), **given}
    )
    assert answer.status_code == 200, answer.content.decode()
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_list_leaves_as_xlsx_and_csv_with_the_columns_chosen_and_without_the_reporter(sit: Sit, report: Make) -> None:
    case = report(text="=HYPERLINK(1) 沙河边护栏松动", person=Person("欧阳锋利", "13912345678"))
    report("510108016", channel="app")
    client = sit("0217")
    words = "tab=received&channel=hotline&col=number&col=title&col=unit"
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(client, words))).get_sheet_by_index(0).to_python()
    assert book == [["编号", "内容", "单位"], [case.number, case.title, ""]]
    text = taken(client, words, format="csv").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text)))[1] == [case.number, "'" + case.title, ""]
    every = taken(client, "tab=received&" + "&".join(f"col={name}" for name in COLUMNS), format="csv").decode(
        "utf-8-sig"
    )
    assert len(every.splitlines()) == 3
    assert "欧阳锋利" not in every
    assert "13912345678" not in every


def test_an_export_is_written_down_with_purpose_and_end_and_refused_without(sit: Sit, report: Make) -> None:
    report()
    client, key = sit("0217"), str(uuid.uuid4())
    assert client.post("/desk/export?tab=open", {"days": "7"}).status_code == 409
    assert client.post("/desk/export?tab=open", {"purpose": "meeting", "days": "8"}).status_code == 409
    assert Entry.objects.filter(kind="list.exported").count() == 0
    for _ in range(2):
        taken(client, "tab=open&q=王某", key=key)
    entry = Entry.objects.get(kind="list.exported")
    assert (entry.data["purpose"], entry.data["rows"], entry.data["tab"]) == ("meeting", 0, "open")
    assert "until" in entry.data
    assert "王某" not in str(entry.data)
    assert sit("0902").post("/desk/export?tab=open", {"purpose": "meeting", "days": "7"}).status_code == 403
