"""Programs that ask the product again when it was not there to answer, and others that talk to it all the while."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from http.cookiejar import CookieJar
from threading import Event, Thread
from typing import Any

from liandong.site.demo.people import PASSWORD
from tests.stories.processes import Product


class Asker:
    """A program that asks again, with the same key, whenever the server was not there to answer."""

    def __init__(self, product: Product, **headers: str) -> None:
        self.product, self.headers, self.cookies, self.again = product, headers, CookieJar(), 0
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def sign_in(self, number: str) -> Asker:
        self.asked("/accounts/login/")
        words = {"login": number, "password": PASSWORD, "csrfmiddlewaretoken": self.token}
        self.asked("/accounts/login/", urllib.parse.urlencode(words).encode())
        return self

    @property
    def token(self) -> str:
        return next((str(each.value) for each in self.cookies if each.name == "csrftoken"), "")

    def post(self, path: str, given: dict[str, Any]) -> dict[str, Any]:
        """Sends JSON; gives the JSON of the answer."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token, **self.headers}
        return dict(json.loads(self.until_answered(path, json.dumps(given).encode(), headers)))

    def fill_in(self, path: str, **given: str) -> str:
        """Sends a form of a page; gives the page that answers."""
        words = {**given, "csrfmiddlewaretoken": self.token}
        return self.until_answered(path, urllib.parse.urlencode(words).encode(), {}).decode()

    def until_answered(self, path: str, body: bytes, headers: dict[str, str]) -> bytes:
        while True:
            try:
                return self.asked(path, body, headers)
            except urllib.error.HTTPError as answer:
                if answer.code != 503:
                    raise AssertionError((self.product.data / "log" / "server.log").read_text()[-3000:]) from answer
            except (OSError, HTTPException):
                pass
            self.again += 1
            time.sleep(0.2)

    def asked(self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> bytes:
        request = urllib.request.Request(self.product.address + path, body, headers or {})
        with self.opener.open(request, timeout=20) as answer:
            return bytes(answer.read())


@contextmanager
def speaking(say: Callable[[], None]) -> Iterator[None]:
    """Another centre at the other end of the line says what it has to say, five times a second, until it is left."""
    over = Event()

    def speak() -> None:
        while not over.wait(0.2):
            say()

    speaker = Thread(target=speak)
    speaker.start()
    try:
        yield
    finally:
        over.set()
        speaker.join()
