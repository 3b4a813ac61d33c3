"""The screens of the people in the stories: a desk, a phone, and what a finger or a key does on them."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import psycopg
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from liandong.site.demo.people import PASSWORD
from tests.stories.processes import Product, liandong

WIDE: Final = {"width": 1440, "height": 900}
NARROW: Final = {"width": 390, "height": 844}
MOST_WAIT_MS: Final = 40_000
expect.set_options(timeout=MOST_WAIT_MS)
NUMBER: Final = re.compile(r"\d{6}-\d{4,}")
TOLD: Final = """addEventListener('securitypolicyviolation', each => console.error(
  'refused by the policy:', each.violatedDirective, each.sourceFile, each.lineNumber, each.sample))"""

APART: Final = """SELECT lon, lat FROM places_grid grid WHERE valid_until IS NULL AND starts_with(community, %(area)s)
  ORDER BY (SELECT min(abs(found.lon - grid.lon) + abs(found.lat - grid.lat)) FROM cases_case found WHERE found.kind = %(kind)s
    AND found.closed_at IS NULL) DESC NULLS FIRST, code LIMIT 1"""


@dataclass
class Screens:
    """Gives everybody a screen. Who has signed in once need not do it again; any error of the browser fails the story."""

    browser: Browser
    product: Product
    signed: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def desk(self, number: str, address: str = "/desk/", *, phone: bool = False) -> Iterator[Page]:
        """Somebody of the staff, by staff number, at a desk or with the same pages on a phone."""
        with self.page(phone=phone, known=self.signed.get(number)) as page:
            page.goto(address)
            if "/accounts/login" in page.url:
                page.get_by_label("工号").fill(number)
                page.get_by_label("密码", exact=True).fill(PASSWORD)
                page.keyboard.press("Enter")
                page.wait_for_url(lambda url: "/accounts/login" not in url)
                if not page.url.endswith(address):
                    page.goto(address)
            yield page
            self.signed[number] = page.context.storage_state()

    @contextmanager
    def resident(self, address: str, *, lon: float = 0, lat: float = 0) -> Iterator[Page]:
        """A resident with a phone that says where it is, if it may."""
        place = {"longitude": lon, "latitude": lat} if lon else None
        with self.page(phone=True, known=None, place=place) as page:
            page.goto(address)
            yield page

    @contextmanager
    def page(self, *, phone: bool, known: Any, place: Any = None) -> Iterator[Page]:
        size: Any = NARROW if phone else WIDE
        context = self.browser.new_context(
            base_url=self.product.address, viewport=size, has_touch=phone, locale="zh-CN", storage_state=known,
            geolocation=place, permissions=["geolocation"] if place else [],
        )  # fmt: skip
        context.add_init_script(TOLD)
        context.set_default_timeout(MOST_WAIT_MS)
        page, errors = context.new_page(), list[str]()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        try:
            yield page
        finally:
            context.close()
        assert not errors, errors

    def seat(self, number: str, name: str, unit: str, area: str = "510108") -> None:
        """Opens an account for somebody who handles cases in a unit of which nobody can sign in yet."""
        words = ("staff", number, name, "--role", "handler", "--unit", unit, "--area", area)
        liandong(self.product.data, *words, typed=f"{PASSWORD}\n")

    def clock(self, when: str) -> None:
        """Moves the product's clock to the next time that it is so, or by "true" to the true time."""
        liandong(self.product.data, "demo", "clock", when)

    def apart(self, kind: str, area: str) -> tuple[float, float]:
        """A point (lon, lat) in an area where nothing of a kind is open anywhere near, whatever the demo has made up today."""
        with psycopg.connect(self.product.server.url()) as link:
            found = link.execute(APART, {"kind": kind, "area": area}).fetchone()
        assert found is not None
        return round(found[0], 4), round(found[1], 4)

    def registered(self, number: str, text: str, kind: str, lon: float, lat: float, urgency: str = "一般") -> str:
        """Somebody at the centre registers what a caller says; gives the number of the case."""
        with self.desk(number, "/desk/register") as page:
            page.fill("#text", text)
            page.select_option("#kind", kind)
            page.locator(".segments").get_by_text(urgency, exact=True).click()
            page.fill("[name=lon]", str(lon))
            page.fill("[name=lat]", str(lat))
            page.locator("main form").get_by_role("button", name="登记", exact=False).last.click()
            page.wait_for_url(lambda url: "/desk/cases/" in url)
            return number_in(page.inner_text(".case-head"))

    def texts(self) -> dict[str, list[str]]:
        """What was sent to telephones, by their number."""
        found: dict[str, list[str]] = {}
        files = (self.product.data / "outbox").glob("[0-9]*-*.json")
        for file in sorted(files, key=lambda each: int(each.stem.partition("-")[0])):
            told = json.loads(file.read_text(encoding="utf-8"))
            found.setdefault(told["to"], []).append(told["text"])
        return found


def act(page: Page, verb: str) -> None:
    """Presses a verb in the bar of a case, under “more” where it stands there."""
    bar = page.locator(".actions")
    button = bar.locator("a, button").filter(has_text=re.compile(rf"^\s*{verb}(\s|$)")).first
    if not button.is_visible():
        bar.locator(".more-acts > summary").click()
    button.click()


def send(page: Page, said: str, **given: str) -> None:
    """Fills in the small form that is open, by the names of its fields, sends it, and reads what the product says."""
    form = page.locator("#move form")
    for name, value in given.items():
        one = form.locator(f"[name={name}]")
        one.select_option(value) if one.evaluate("each => each.tagName") == "SELECT" else one.fill(value)
    form.locator(".form-foot .btn-primary").click()
    toast(page, said)


def attach(page: Page, within: str, colour: str) -> None:
    """Takes a photo with the camera of a form, and waits until it is stored."""
    camera = page.locator(f"{within} ld-camera")
    camera.locator("input[type=file]").set_input_files(photo(colour))
    expect(camera.locator("input[name=photo][type=hidden]")).to_have_count(1)


def toast(page: Page, said: str) -> None:
    expect(page.locator(".toast").filter(has_text=said).first).to_be_visible()


def photo(colour: str) -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def number_in(words: str) -> str:
    found = NUMBER.search(words)
    assert found is not None, words
    return found[0]


def soon(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Waits until something that the worker does has been done."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def shows(page: Page, selector: str, words: str) -> None:
    """Looks at a page again until it shows what the worker was still to do."""

    def seen() -> bool:
        found = page.locator(selector, has_text=words).first.is_visible()
        if not found:
            page.reload()
        return found

    soon(seen)
