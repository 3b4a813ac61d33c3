"""A grid worker's telephone: everything is done without a network, nothing is lost, nothing comes twice."""

from __future__ import annotations

import io
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from liandong.site.demo.people import PASSWORD
from tests.stories.network import Network, network_to
from tests.stories.processes import Product
from tests.stories.screens import Screens

WORKER, VERIFIER, HANDLER = "1203", "1202", "3001"
STATION = {"longitude": 104.1142, "latitude": 30.6935}
STAIRWELL, STAIRWELL_KIND = "楼道堆物", "E0514"
HYDRANT = "5101080109000001"
STEP = 0.0012
"""Degrees between two reports: far enough apart for two matters."""
OURS = "cases_case c JOIN journal_entry e ON e.subject = 'case:' || c.id AND e.kind = 'case.received' AND e.key LIKE 'account:%'"
"""The cases that came from telephones of the staff; the demo's own life goes on beside them."""


def photo(colour: str) -> FilePayload:
    """A photo as a telephone takes it, with where it was taken inside."""
    out, image = io.BytesIO(), Image.new("RGB", (2400, 1800), colour)
    exif = Image.Exif()
    exif[0x010F] = "made-by-secret-phone"
    image.save(out, "JPEG", exif=exif)
    return {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def noise() -> FilePayload:
    """A photo that cannot be made small."""
    out = io.BytesIO()
    Image.frombytes("RGB", (1600, 1200), random.Random(1).randbytes(1600 * 1200 * 3)).save(out, "JPEG", quality=90)
    return {"name": "noise.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


COUNTED = """() => new Promise((done) => { indexedDB.open("ld-field").onsuccess = (event) => {
    const kept = event.target.result.transaction(["outbox", "photos"]);
    const counts = ["outbox", "photos"].map((name) => kept.objectStore(name).count());
    kept.oncomplete = () => { event.target.result.close(); done(counts.map((each) => each.result)); };
}; })"""
"""How many entries and photographs the telephone keeps."""


@dataclass
class Phone:
    """A telephone with a browser whose profile outlives it."""

    browser: Browser
    network: Network
    profile: Path
    context: BrowserContext | None = None

    def start(self) -> Page:
        self.context = self.browser.browser_type.launch_persistent_context(
            self.profile, executable_path=os.environ["LIANDONG_CHROMIUM"], args=["--no-sandbox"], base_url=self.network.address,
            viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN", geolocation=STATION,  # type: ignore[arg-type]
            permissions=["geolocation"],
        )  # fmt: skip
        return self.context.pages[0]

    def stand(self, at: int) -> None:
        assert self.context
        self.context.set_geolocation({"longitude": STATION["longitude"] + at * STEP, "latitude": STATION["latitude"]})

    def stand_apart(self, product: Product) -> None:
        """In the worker's own community, where no stairwell is full of things yet."""
        lon, lat = Screens(self.browser, product).apart(STAIRWELL_KIND, "510108012002")
        assert self.context
        self.context.set_geolocation({"longitude": lon, "latitude": lat})

    def offline(self) -> None:
        assert self.context
        self.network.cut()
        self.context.set_offline(True)

    def online(self) -> None:
        assert self.context
        self.network.restore()
        self.context.set_offline(False)

    def kill(self) -> None:
        """kill -9 to every process of this browser."""
        for folder in Path("/proc").iterdir():
            try:
                ours = folder.name.isdecimal() and str(self.profile).encode() in (folder / "cmdline").read_bytes()
                if ours:
                    os.kill(int(folder.name), signal.SIGKILL)
            except OSError:
                continue
        self.context = None


@pytest.fixture
def phone(browser: Browser, product: Product, tmp_path: Path) -> Iterator[Phone]:
    with network_to(product.port) as network:
        made = Phone(browser, network, tmp_path / "profile")
        yield made
        if made.context:
            made.context.close()


def sign_in(page: Page, number: str) -> None:
    page.get_by_role("link", name="登录").first.click()
    page.fill("#id_login", number)
    page.fill("#id_password", PASSWORD)
    page.click("form button.btn-primary")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def installed(page: Page) -> None:
    """Signed in, with the day kept and the worker in charge: from now on no network is needed."""
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    expect(page.get_by_text("更新于")).to_be_visible(timeout=60_000)


def report(page: Page, kind: str, colour: str = "grey") -> None:
    """Four taps: report, shutter, kind, send."""
    page.get_by_role("link", name="上报", exact=True).click()
    page.locator("input[type=file]").set_input_files(photo(colour))
    expect(page.locator(".shot img")).to_be_visible()
    if page.locator(".kinds").get_by_text(kind, exact=True).count():
        page.locator(".kinds").get_by_text(kind, exact=True).click()
    else:
        page.get_by_label("全部类别").select_option(label=kind)
    page.locator(".thumb .btn-primary").click()
    page.wait_for_url("**#/outbox")
    page.get_by_role("link", name="今天").click()


def left(page: Page) -> int:
    words = page.locator(".tabbar a[href='#/outbox']").inner_text().split()
    return int(words[1]) if len(words) > 1 else 0


def until(true: Callable[[], bool], patience: float = 90.0) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def newest(product: Product) -> int:
    return product.number("SELECT max(id) FROM journal_entry")


def arrived(product: Product, since: int) -> int:
    """How many cases came from telephones since an entry."""
    return product.number(f"SELECT count(*) FROM {OURS} WHERE e.id > {since}")


def row(product: Product, query: str) -> tuple[object, ...]:
    with psycopg.connect(product.server.url()) as link:
        found = link.execute(query).fetchone()
    assert found
    return tuple(found)


KINDS = (
    "暴露垃圾",
    "路灯",
    "机动车乱停",
    "车行道破损",
    "噪声扰民",
    "路面积水",
    "非机动车乱停",
    "乱堆物料",
    "暴露垃圾",
    "路灯",
)


def ten_without_a_network(phone: Phone, page: Page) -> None:
    phone.offline()
    for at, kind in enumerate(KINDS):
        phone.stand(at)
        report(page, kind)
    assert left(page) == 10


@pytest.mark.timeout(300)
def test_ten_reports_without_a_network_survive_a_killed_browser_and_become_ten_cases(
    phone: Phone, product: Product
) -> None:
    since = newest(product)
    page = phone.start()
    page.goto("/field/")
    sign_in(page, WORKER)
    installed(page)
    ten_without_a_network(phone, page)
    phone.kill()
    page = phone.start()
    page.goto("/field/")
    expect(page.get_by_role("heading", name="今天")).to_be_visible()
    assert left(page) == 10
    assert arrived(product, since) == 0
    page.get_by_role("link", name="发件箱").click()
    expect(page.locator(".mail-thumb")).to_have_count(10)
    phone.online()
    page.get_by_role("button", name="现在发").click()
    door = page.get_by_role("link", name="登录")
    expect(door.or_(page.get_by_text("都发出了"))).to_be_visible(timeout=60_000)
    if door.count():  # a browser that was killed has lost its session
        sign_in(page, WORKER)
        page.get_by_role("link", name="发件箱").click()
    expect(page.get_by_text("都发出了")).to_be_visible(timeout=60_000)
    assert arrived(product, since) == 10
    reports = f"{OURS} JOIN cases_report r ON coalesce(r.twin_id, r.case_id) = c.id WHERE e.id > {since}"
    assert row(
        product, f"SELECT count(DISTINCT (c.lon, c.title)), bool_and(r.reported_at < c.received_at) FROM {reports}"
    ) == (10, True)
    photos = f"{OURS} JOIN files_file f ON f.subject = 'case:' || c.id WHERE e.id > {since}"
    assert row(product, f"SELECT count(*), max(f.width), count(f.taken_at), count(f.lon) FROM {photos}") == (
        10,
        1600,
        10,
        10,
    )


@pytest.mark.timeout(300)
def test_a_server_that_is_killed_in_the_middle_of_the_replay_gets_every_report_once(
    phone: Phone, product: Product
) -> None:
    page = phone.start()
    page.goto("/field/")
    sign_in(page, WORKER)
    installed(page)
    since = newest(product)
    ten_without_a_network(phone, page)
    phone.online()
    until(lambda: arrived(product, since) >= 3)
    assert product.kill("wsgi") > 0
    assert arrived(product, since) < 10
    page.get_by_role("link", name="发件箱").click()
    expect(page.get_by_text("都发出了")).to_be_visible(timeout=120_000)
    assert arrived(product, since) == 10
    assert row(product, f"SELECT count(DISTINCT (c.lon, c.title)) FROM {OURS} WHERE e.id > {since}") == (10,)


def reported_own(phone: Phone, product: Product) -> tuple[Page, str]:
    """Reports a full stairwell; gives the list of today with its job, the network gone again, and the number of the case."""
    page = phone.start()
    page.goto("/field/")
    sign_in(page, WORKER)
    installed(page)
    phone.stand_apart(product)
    since = newest(product)
    report(page, STAIRWELL)
    until(lambda: arrived(product, since) == 1)
    [number] = row(product, f"SELECT c.number FROM {OURS} WHERE e.id > {since}")
    expect(page.locator(f".job[href='#/case/{number}']")).to_contain_text("签收", timeout=90_000)
    phone.offline()
    return page, str(number)


def accepted_without_a_network(phone: Phone, product: Product) -> tuple[Page, str]:
    """The page of a case that the worker reported and, with the network gone, accepted; and its number."""
    page, number = reported_own(phone, product)
    page.locator(f".job[href='#/case/{number}']").click()
    page.get_by_role("button", name="签收").click()
    return page, number


@pytest.mark.timeout(300)
def test_a_case_is_accepted_handled_with_a_pair_of_photos_and_verified_without_a_network(
    phone: Phone, product: Product
) -> None:
    page, number = accepted_without_a_network(phone, product)
    expect(page.get_by_text("存好了，等网络发出")).to_be_visible()
    page.get_by_role("link", name="反馈处置结果").click()
    for at, colour in enumerate(("brown", "green")):
        page.locator("input[type=file]").nth(at).set_input_files(photo(colour))
        expect(page.locator(".shot img")).to_have_count(at + 1)
    page.get_by_label("怎么处置的").fill("和住户一起清走了")
    page.get_by_role("button", name="反馈处置结果").click()
    expect(page.locator(".job", has_text="待发出")).to_be_visible()
    assert left(page) == 3
    assert row(product, f"SELECT state FROM cases_case WHERE number = '{number}'") == ("assigned",)
    phone.online()
    until(lambda: row(product, f"SELECT state FROM cases_case WHERE number = '{number}'") == ("handled",))
    page.get_by_role("link", name="我的").click()
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/accounts/login/**")
    page.goto("/field/")
    sign_in(page, VERIFIER)
    installed(page)
    phone.offline()
    page.locator(f".job[href='#/case/{number}']").click()
    expect(page.locator(".slider")).to_be_visible()
    page.get_by_role("link", name="去核查").click()
    expect(page.get_by_text("与案卷位置相距")).to_be_visible()
    page.locator("input[type=file]").set_input_files(photo("blue"))
    expect(page.locator(".shot img")).to_be_visible()
    page.get_by_role("button", name="核查通过").click()
    phone.online()
    until(lambda: row(product, f"SELECT state FROM cases_case WHERE number = '{number}'") == ("verified",))
    roles = f"SELECT string_agg(DISTINCT role, ' ' ORDER BY role) FROM files_file f JOIN cases_case c ON f.subject = 'case:' || c.id WHERE number = '{number}'"
    assert row(product, roles) == ("after before report verify",)


@pytest.mark.timeout(300)
def test_what_the_server_refuses_is_shown_in_words_and_neither_side_is_lost(
    phone: Phone, product: Product, browser: Browser
) -> None:
    page, number = accepted_without_a_network(phone, product)
    page.get_by_role("link", name="反馈处置结果").click()
    page.get_by_label("怎么处置的").fill("我在现场清走了")
    page.get_by_role("button", name="反馈处置结果").click()
    colleague = browser.new_context(base_url=product.address, locale="zh-CN").new_page()
    colleague.goto("/field/")
    sign_in(colleague, WORKER)
    expect(colleague.get_by_text("更新于")).to_be_visible()
    for name, inputs in (("accept", "{}"), ("handle", '{"note": "同事先办了"}')):
        assert colleague.evaluate(
            f"""async () => (await fetch("/api/v1/cases/{number}/moves", {{method: "POST",
                headers: {{"Content-Type": "application/json", "X-CSRFToken": (await (await fetch("/api/v1/me")).json()).csrf}},
                body: JSON.stringify({{move: "{name}", inputs: {inputs}, key: "colleague-{name}"}})}})).status"""
        ) == 200  # fmt: skip
    colleague.context.close()
    phone.online()
    page.get_by_role("link", name="发件箱").click()
    card = page.locator(".conflict")
    expect(card).to_contain_text("这件案卷是“待核查”，现在不能签收。", timeout=90_000)
    expect(page.locator(".mail", has_text="反馈处置结果")).to_contain_text("等前一件定下来")
    page.once("dialog", lambda asked: asked.accept())
    card.get_by_role("button", name="不发了").click()
    page.get_by_role("button", name="现在发").click()
    expect(card).to_contain_text("您写的：我在现场清走了", timeout=90_000)
    card.get_by_role("button", name="作为备注发出").click()
    expect(page.get_by_text("都发出了")).to_be_visible(timeout=90_000)
    noted = f"SELECT data->>'note' FROM journal_entry e JOIN cases_case c ON e.subject = 'case:' || c.id WHERE number = '{number}' AND e.kind = 'case.noted'"
    assert "我在现场清走了" in str(row(product, noted)[0])
    assert row(product, f"SELECT state FROM cases_case WHERE number = '{number}'") == ("handled",)


@pytest.mark.timeout(200)
def test_a_full_phone_says_so_keeps_nothing_half_and_takes_it_when_there_is_room(phone: Phone) -> None:
    page = phone.start()
    assert phone.context
    quota = phone.context.new_cdp_session(page)
    quota.send("Storage.overrideQuotaForOrigin", {"origin": phone.network.address, "quotaSize": 700_000})
    page.goto("/field/")
    sign_in(page, WORKER)
    installed(page)
    phone.offline()
    page.get_by_role("link", name="上报", exact=True).click()
    page.locator("input[type=file]").set_input_files(noise())
    expect(page.get_by_text("手机快满了，这一页先不要关")).to_be_visible()
    page.locator(".kinds").get_by_text("路灯", exact=True).click()
    page.locator(".thumb .btn-primary").click()
    expect(page.get_by_text("手机存满了，这一件没有存下")).to_be_visible()
    expect(page.locator(".shot img")).to_be_visible()
    assert page.evaluate(COUNTED) == [0, 0]
    quota.send("Storage.overrideQuotaForOrigin", {"origin": phone.network.address})
    page.locator(".thumb .btn-primary").click()
    page.wait_for_url("**#/outbox")
    expect(page.locator(".mail-thumb")).to_have_count(1)
    assert page.evaluate(COUNTED) == [1, 1]


@pytest.mark.timeout(200)
def test_a_form_that_was_not_sent_is_back_after_the_camera_closed_the_browser(phone: Phone) -> None:
    page = phone.start()
    page.goto("/field/")
    sign_in(page, WORKER)
    installed(page)
    phone.offline()
    page.get_by_role("link", name="上报", exact=True).click()
    page.locator("input[type=file]").set_input_files(photo("grey"))
    expect(page.locator(".shot img")).to_be_visible()
    page.get_by_label("补充说明，可以不写").fill("三楼")
    page.wait_for_timeout(500)
    phone.kill()
    page = phone.start()
    page.goto("/field/#/report")
    expect(page.locator(".shot img")).to_be_visible()
    expect(page.get_by_label("补充说明，可以不写")).to_have_value("三楼")


@pytest.mark.timeout(300)
def test_a_worker_clocks_in_without_a_network_is_followed_until_clocking_out_and_sees_the_own_track(
    phone: Phone, product: Product, browser: Browser
) -> None:
    desk = browser.new_context(base_url=product.address, locale="zh-CN").new_page()
    desk.goto("/desk/roster")
    desk.fill("#id_login", "0201")
    desk.fill("#id_password", PASSWORD)
    desk.click("form button.btn-primary")
    desk.locator("select[name=post]").select_option(label="王磊 区照明所")
    desk.fill("input[name=from]", "00:00")
    desk.fill("input[name=to]", "00:00")
    desk.get_by_role("button", name="保存").click()
    expect(desk.locator("tbody tr", has_text="王磊")).to_have_count(1)
    desk.context.close()
    page = phone.start()
    page.goto("/field/")
    sign_in(page, HANDLER)
    installed(page)
    positions = "SELECT count(*) FROM forces_position"
    page.wait_for_timeout(1500)
    assert product.number(positions) == 0
    phone.offline()
    page.get_by_role("button", name="上班打卡").click()
    expect(page.get_by_text("在岗，")).to_be_visible()
    page.wait_for_timeout(1500)
    phone.stand(1)
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="下班").click()
    expect(page.get_by_role("button", name="上班打卡")).to_be_visible()
    assert left(page) == 3
    phone.stand(2)
    phone.online()
    until(lambda: product.number("SELECT count(*) FROM forces_stint WHERE ended_at IS NOT NULL") == 1)
    assert product.number(positions) >= 1
    page.get_by_role("link", name="我的").click()
    page.locator("a[href^='#/track/']").click()
    expect(page.get_by_role("img", name="我的轨迹")).to_be_visible()


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("language", "scheme"), [("zh-CN", "light"), ("en-GB", "dark")])
def test_the_field_app_is_accessible(browser: Browser, product: Product, language: str, scheme: str) -> None:
    context = browser.new_context(base_url=product.address, viewport={"width": 360, "height": 780}, locale=language,
                                  color_scheme=scheme, bypass_csp=True, geolocation=STATION, permissions=["geolocation"])  # type: ignore[arg-type]  # fmt: skip
    page = context.new_page()
    page.goto("/field/")
    page.locator(".btn-primary").click()
    page.fill("#id_login", WORKER)
    page.fill("#id_password", PASSWORD)
    page.click("form button.btn-primary")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.wait_for_timeout(1500)
    for address in (
        "#/",
        "#/report",
        "#/outbox",
        "#/me",
        "#/rounds",
        "#/round/1",
        "#/stop/3",
        "#/scan",
        f"#/asset/{HYDRANT}",
    ):
        page.goto(f"/field/{address}")
        page.wait_for_timeout(400)
        found = Axe().run(page).response["violations"]
        assert [
            (each["id"], each["nodes"][0]["html"][:160]) for each in found if each["impact"] in ("serious", "critical")
        ] == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    context.close()


def photographed_code(phone: Phone) -> FilePayload:
    """The QR code that the desk prints, photographed a little askew."""
    assert phone.context
    desk = phone.context.new_page()
    desk.goto(f"/desk/assets/{HYDRANT}/qr.svg")
    printed = Image.open(io.BytesIO(desk.screenshot(clip={"x": 0, "y": 0, "width": 220, "height": 220}))).convert("RGB")
    desk.close()
    out = io.BytesIO()
    printed.resize((880, 880)).rotate(7, expand=True, fillcolor="white").save(out, "JPEG")
    return {"name": "code.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@pytest.mark.timeout(300)
def test_a_patrol_is_ticked_a_code_scanned_and_an_answer_signed_for_without_a_network(
    phone: Phone, product: Product
) -> None:
    page, number = reported_own(phone, product)
    phone.online()
    checks, code = product.number("SELECT count(*) FROM ledger_check"), photographed_code(phone)
    phone.offline()
    page.locator(f".job[href='#/case/{number}']").click()
    page.get_by_role("link", name="答复上报人").click()
    page.get_by_label("当面说了什么").fill("社区已约住户，今天下午清走")
    pad = page.locator(".sign-pad").bounding_box()
    assert pad
    page.mouse.move(pad["x"] + 40, pad["y"] + 40)
    page.mouse.down()
    page.mouse.move(pad["x"] + 200, pad["y"] + 90, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="答复上报人").click()
    page.get_by_role("link", name="巡查").click()
    page.locator(".job", has_text="文德社区每日巡查").click()
    page.get_by_role("button", name="菜市场后门：完好").click()
    expect(page.locator(".tick-row", has_text="菜市场后门")).to_contain_text("待发出")
    page.get_by_role("link", name="返回").click()
    page.get_by_role("link", name="扫码检查").click()
    page.locator("input[type=file]").set_input_files(code)
    expect(page.get_by_text("消火栓 1 号").first).to_be_visible(timeout=60_000)
    page.locator("input[type=file]").set_input_files(photo("red"))
    page.get_by_label("有什么问题").fill("栓口一直漏水")
    page.get_by_role("button", name="有问题，上报").click()
    assert left(page) == 3
    phone.online()
    until(lambda: left(page) == 0)
    assert product.number("SELECT count(*) FROM ledger_check") == checks + 2
    found = f"SELECT c.kind, r.text LIKE '栓口一直漏水%' FROM ledger_check k JOIN cases_case c ON c.number = k.case JOIN cases_report r ON r.case_id = c.id WHERE k.asset_id = '{HYDRANT}' AND k.finding = 'fault'"
    assert row(product, found) == ("C0109", True)
    signed = f"SELECT f.role, f.media_type FROM files_file f JOIN cases_case c ON f.subject = 'case:' || c.id WHERE c.number = '{number}' AND f.role = 'signed'"
    assert row(product, signed) == ("signed", "image/jpeg")
