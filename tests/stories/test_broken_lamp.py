"""A broken lamp, from a resident's phone over three desks to closed: the shortest whole way through the product."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from liandong.site.demo.people import PASSWORD
from tests.stories.processes import Product

PHONE = {"width": 390, "height": 844}
LAMP = {"longitude": 104.1142, "latitude": 30.6935}
DISPATCHER, HANDLER, VERIFIER = "0217", "3001", "1202"


def photo(colour: str) -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), colour).save(out, "JPEG")
    return {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


@contextmanager
def phone(browser: Browser, product: Product, *, script: bool = True) -> Iterator[Page]:
    """A resident's phone that stands beside the lamp and may be asked where it is."""
    context = browser.new_context(
        base_url=product.address, viewport=PHONE, has_touch=True, locale="zh-CN", java_script_enabled=script,  # type: ignore[arg-type]
        geolocation=LAMP, permissions=["geolocation"],  # type: ignore[arg-type]
    )  # fmt: skip
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda said: errors.append(said.text) if said.type == "error" and "status of 422" not in said.text else None,
    )
    yield page
    context.close()
    assert errors == []


@contextmanager
def desk(browser: Browser, product: Product, number: str) -> Iterator[Page]:
    """Somebody of the staff, signed in at a desk."""
    context = browser.new_context(base_url=product.address, viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto("/desk/")
    page.fill("#id_login", number)
    page.fill("#id_password", PASSWORD)
    page.click("form button.btn-primary")
    page.wait_for_url("**/desk/**")
    yield page
    context.close()


def press(page: Page, word: str) -> None:
    """Presses a verb of the bar of moves."""
    page.locator(".actions").get_by_text(word, exact=False).first.click()


def fill_move(page: Page, note: str, picture: FilePayload) -> None:
    """Fills in the small form of a move and sends it."""
    page.locator("#move textarea[name=note]").fill(note)
    page.locator("#move input[type=file]").set_input_files(picture)
    page.wait_for_selector("#move input[name=photo][type=hidden]", state="attached")
    page.locator("#move button.btn-primary").click()


@pytest.mark.timeout(400)
def test_a_broken_lamp_is_reported_in_four_taps_handled_verified_rated_and_closed(
    browser: Browser, product: Product
) -> None:
    with phone(browser, product) as resident:
        address = reported(resident)
        number = re.search(r"\d{6}-\d{4}", resident.inner_text(".done-mark"))
        assert number is not None
        handled(browser, product, number[0])
        verified(browser, product, number[0])
        resident.goto(address)
        expect(resident.locator(".journey")).to_contain_text("换了灯珠，已经亮了")
        expect(resident.locator("figure[data-role=after] img")).to_be_visible()
        expect(resident.locator(".now")).to_contain_text("核查通过，请您评价")
        resident.get_by_role("button", name="满意", exact=True).click()
        expect(resident.locator(".now")).to_contain_text("已经办结")
        expect(resident.locator(".track-rate")).to_contain_text("您评的是：满意")
        resident.goto("/")
        expect(resident.locator("main")).to_contain_text("已经办结")


def reported(page: Page) -> str:
    """Four taps: the big button, the photo, the kind, the sending. Gives the address of the case's page."""
    page.goto("/")
    page.locator(".hero").tap()
    expect(page.locator("input[name=lon]")).to_have_value(re.compile(r"104\.1142"))
    page.locator("ld-camera input[type=file]").set_input_files(photo("midnightblue"))
    page.wait_for_selector("ld-camera input[name=photo]", state="attached")
    page.locator(".kinds").get_by_text("路灯不亮").tap()
    page.locator("footer .btn-primary").tap()
    page.wait_for_url("**/track/*?new=1")
    receipt = page.locator("main")
    for words in ("收到了，谢谢您", "谁在办", "照明监管所", "最晚什么时候", "前办结"):
        expect(receipt).to_contain_text(words)
    return page.url.partition("?")[0]


def handled(browser: Browser, product: Product, number: str) -> None:
    with desk(browser, product, HANDLER) as page:
        page.goto(f"/desk/cases/{number}")
        press(page, "签收")
        page.wait_for_load_state()
        press(page, "反馈处置结果")
        fill_move(page, "换了灯珠，已经亮了", photo("gold"))
        expect(page.locator(".toast")).to_contain_text("已反馈")


def verified(browser: Browser, product: Product, number: str) -> None:
    with desk(browser, product, VERIFIER) as page:
        page.goto(f"/desk/cases/{number}")
        press(page, "核查通过")
        fill_move(page, "晚上去看过，亮的", photo("khaki"))
        expect(page.locator(".toast")).to_contain_text("核查通过")


def test_without_script_the_same_form_makes_the_same_receipt(browser: Browser, product: Product) -> None:
    with phone(browser, product, script=False) as page:
        page.goto("/report")
        page.set_input_files("ld-camera input[type=file]", [photo("navy"), photo("black")])
        page.locator(".kinds").get_by_text("路灯不亮").tap()
        page.locator("footer .btn-primary").tap()
        expect(page.locator("#words-wrong")).to_contain_text("还不知道在哪里")
        expect(page.locator(".shot img")).to_have_count(2)
        page.fill("#words", "建设北路一段与府青路一段交叉口")
        page.locator("footer .btn-primary").tap()
        expect(page.locator("h1")).to_have_text("收到了，谢谢您")


@pytest.mark.timeout(400)
def test_a_lamp_whose_place_is_only_told_in_words_goes_over_three_desks(browser: Browser, product: Product) -> None:
    with phone(browser, product, script=False) as resident:
        resident.goto("/report")
        resident.locator(".kinds").get_by_text("路灯不亮").tap()
        resident.fill("#words", "我们单元楼背后那条小路")
        resident.locator("footer .btn-primary").tap()
        expect(resident.locator("h1")).to_have_text("收到了，谢谢您")
        address = resident.url.partition("?")[0]
        number = re.search(r"\d{6}-\d{4}", resident.inner_text(".done-mark"))
        assert number is not None
        dispatched(browser, product, number[0])
        handled(browser, product, number[0])
        verified(browser, product, number[0])
        resident.goto(address)
        resident.get_by_role("button", name="非常满意", exact=True).click()
        expect(resident.locator(".now")).to_contain_text("已经办结")


def dispatched(browser: Browser, product: Product, number: str) -> None:
    """The dispatcher asked where it is, writes it down, and sends the case to the unit that the rules name."""
    with desk(browser, product, DISPATCHER) as page:
        page.goto(f"/desk/?q={number}")
        expect(page.locator("#suggest")).to_contain_text("还没定")
        page.fill("#suggest #words", "文德9号院")
        page.locator(".actions").get_by_text("派遣").first.click()
        expect(page.locator(".toast")).to_contain_text("已派遣")
