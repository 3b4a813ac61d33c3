"""Two people at two desks: what one does the other sees; many cases at once, undone, and not even kill -9 does one twice."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from playwright.sync_api import Browser, Page, expect

from liandong.kernel.bigrams import document
from liandong.site.demo.people import PASSWORD
from tests.stories.processes import Product

TOLD = """addEventListener('securitypolicyviolation', each => console.error(
  'refused by the policy:', each.violatedDirective, each.sourceFile, each.lineNumber, each.sample))"""
MOST_WAIT_MS = 40_000


@contextmanager
def desk(browser: Browser, product: Product, number: str, *, away: str = "no such address") -> Iterator[Page]:
    """A person at the desk; every complaint of the browser fails the story, but those about what is `away` on purpose."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.add_init_script(TOLD)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda said: complaints.append(f"{said.text} {said.location['url']}") if said.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_default_timeout(MOST_WAIT_MS)
    page.goto(f"{product.address}/accounts/login/")
    page.get_by_label("工号").fill(number)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/**")
    yield page
    context.close()
    assert [one for one in complaints if away not in one] == []


def fresh(product: Product, number: int, mark: str, kind: str | None = "E0102") -> None:
    """So many cases that wait at the desk, their place known; with a kind they can be dispatched by the rules."""
    with psycopg.connect(product.server.url(), autocommit=True) as link:
        link.execute(
            "INSERT INTO cases_case (number, title, state, urgency, kind, grid, area, lon, lat, place, channel, returned, reopened,"
            " reworked, extended, received_at, stage_due_at, search) SELECT %(mark)s || '-' || n, %(mark)s || '第' || n || '件', 'received',"
            " 'critical', %(kind)s, code, code, lon, lat, '路口', 'app', 0, 0, 0, 0, now() - interval '9 days',"
            " now() - interval '8 days' + n * interval '1 second', to_tsvector('simple', %(words)s) FROM generate_series(1, %(number)s) AS n,"
            " (SELECT * FROM places_grid WHERE code LIKE '510108012%%' AND valid_until IS NULL ORDER BY code LIMIT 1) AS g",
            {"mark": mark, "words": document(mark), "number": number, "kind": kind})  # fmt: skip


def waited(true: Callable[[], bool], seconds: float = 90.0) -> bool:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.2)
    return true()


def test_what_one_dispatches_the_other_sees_without_losing_the_place(browser: Browser, product: Product) -> None:
    fresh(product, 4, "同桌")
    words = "/desk/?tab=received&urgency=critical&q=同桌"
    with desk(browser, product, "0201") as other, desk(browser, product, "0217") as page:
        for each in (other, page):
            each.goto(product.address + words)
        other.keyboard.press("j")
        other.keyboard.press("j")
        expect(other.locator('.row[aria-current="true"] .row-title')).to_contain_text("同桌第3件")
        page.locator(".row", has_text="同桌第1件").locator("input.check").check()
        page.get_by_role("button", name="照建议派遣").click()
        expect(page.locator(".batch")).to_contain_text("办成 1 件")
        expect(other.locator(".row.gone")).to_contain_text("同桌第1件")
        expect(other.locator('.row[aria-current="true"] .row-title')).to_contain_text("同桌第3件")
        assert other.evaluate("document.activeElement.closest('.row')?.dataset.case") == other.locator(
            '.row[aria-current="true"]').get_attribute("data-case")  # fmt: skip
        fresh(product, 2, "同桌又")
        expect(other.get_by_role("button", name="2 件新的，点一下显示")).to_be_visible()
        other.keyboard.press(".")
        expect(other.locator(".row")).to_have_count(5)
        expect(other.locator('.row[aria-current="true"] .row-title')).to_contain_text("同桌第3件")


def test_the_stream_is_killed_and_comes_back_and_the_page_works_meanwhile(browser: Browser, product: Product) -> None:
    fresh(product, 1, "断线")
    with desk(browser, product, "0217", away="/desk/live") as page:
        page.goto(f"{product.address}/desk/?tab=received&q=断线")
        expect(page.locator(".row")).to_have_count(1)
        assert product.kill("asgi") > 0
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("/desk/cases/"))
        page.go_back()
        expect(page.locator(".row")).to_have_count(1)
        assert waited(product.listening)
        page.wait_for_timeout(4000)
        fresh(product, 1, "断线后")
        expect(page.get_by_role("button", name="1 件新的，点一下显示")).to_be_visible()


def test_forty_are_dispatched_at_once_and_taken_back(browser: Browser, product: Product) -> None:
    fresh(product, 40, "四十")
    with desk(browser, product, "0217") as page:
        page.goto(f"{product.address}/desk/bulk/choose?all=1&tab=received&q=四十&back=/desk/?tab=received")
        expect(page.get_by_text("40 件").first).to_be_visible()
        page.keyboard.press("d")
        expect(page.locator(".batch")).to_contain_text("办成 40 件", timeout=60_000)
        states = "SELECT count(*) FROM cases_case WHERE number LIKE '四十-%' AND state = "
        assert product.number(f"{states} 'assigned'") == 40
        page.keyboard.press("z")
        expect(page.locator(".batch")).to_contain_text("撤销照建议派遣", timeout=60_000)
        assert waited(lambda: product.number(f"{states} 'triaged'") == 40)


def test_a_worker_killed_in_the_middle_of_many_finishes_them_and_does_nothing_twice(
    browser: Browser, product: Product
) -> None:
    fresh(product, 150, "断电")
    done = "SELECT count(*) FROM desks_batchcase WHERE number LIKE '断电-%' AND outcome = "
    with desk(browser, product, "0217") as page:
        page.goto(f"{product.address}/desk/bulk/choose?all=1&tab=received&q=断电")
        page.keyboard.press("d")
        assert waited(lambda: product.number(f"{done} 'done'") > 5)
    assert product.kill("worker") > 0
    assert waited(lambda: product.number(f"{done} 'done'") == 150, 240)
    assert product.number("SELECT count(*) FROM cases_case WHERE number LIKE '断电-%' AND state = 'assigned'") == 150
    twice = """SELECT count(*) FROM (SELECT e.subject FROM journal_entry e JOIN cases_case c ON e.subject = 'case:' || c.id
               WHERE c.number LIKE '断电-%' AND e.kind = 'case.assigned' GROUP BY e.subject HAVING count(*) > 1) AS found"""
    assert product.number(twice) == 0


def test_a_view_that_one_shares_the_other_opens(browser: Browser, product: Product) -> None:
    name = f"夜市{uuid.uuid4().hex[:4]}"
    fresh(product, 1, name)
    with desk(browser, product, "0217") as page, desk(browser, product, "0201") as other:
        page.goto(f"{product.address}/desk/?tab=received&q={name}&look=table&col=number&col=title")
        page.locator("summary", has_text="视图").click()
        page.get_by_label("存为视图").fill(name)
        page.get_by_label("本单位的人都能用").check()
        page.get_by_role("button", name="存下").click()
        expect(page.locator(".tabs .view[aria-current]")).to_contain_text(name)
        other.goto(f"{product.address}/desk/?tab=open")
        other.locator(".tabs .view", has_text=name).click()
        expect(other.locator("table thead th")).to_have_count(3)
        expect(other.locator("tr.row")).to_have_count(1)
