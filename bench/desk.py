"""How long the desk's lists and pages take in a long history, beside the bare SQL statements behind each."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from random import Random
from statistics import quantiles
from typing import Any, Final

from bench.browsing import Browser
from bench.district import district
from bench.million import build
from bench.report import spread
from liandong.site.postgres import Cluster

CASES: Final = 1_000_000
SMALL: Final = 20_000
OPEN_SHARE: Final = 20
ROUNDS: Final = 3
ASKED: Final = 40
GOAL_MS: Final = 60.0
DISPATCHER: Final = "0217"
PEOPLE: Final = {
    DISPATCHER: "", "0201": "a supervisor", "1201": "a unit", "1202": "a verifier", "0001": "a leader", "0901": "", "0902": "",
    "0903": "",
}  # fmt: skip
"""Staff numbers of the demo; with a name where their inbox is measured. The last three are the administrators."""
WORDS: Final = ("井盖", "路灯", "垃圾", "噪音", "占道", "漏水", "电梯", "停车", "油烟", "树枝", "府青", "建设")
"""Two characters each, some of them frequent, some rare."""


def run(small: bool = False) -> dict[str, Any]:
    """p95 in ms of the slowest of five views, three rounds of forty askings each, at the query layer, and of every screen
    of the desk over HTTP (forty askings, those that people look at all day a hundred and twenty).

    The limit of each view is the same statements sent as text on one open connection and fetched. The goal is met when
    every screen over HTTP (or, where the desk is not served, at the query layer) stays under 60 ms.
    """
    cases = SMALL if small else CASES
    with district() as server:
        tenth, whole = (at_size(server, number) for number in (cases // 10, cases))
    slowest = max(whole["views"], key=lambda view: whole["views"][view])
    figure, limit = whole["views"][slowest], whole["bare"][slowest]
    pages = whole["pages"] or whole["views"]
    worst = max(pages, key=lambda page: pages[page])
    return {
        "name": "desk", "figure": figure, "unit": "ms p95", "limit": limit, "ratio": round(limit / figure, 2), "goal": GOAL_MS,
        "met": max(*pages.values(), figure) < GOAL_MS, "spread": whole["spread"][slowest], "cases": cases,
        "open": cases // OPEN_SHARE, "slowest": slowest, "figure_at_a_tenth": tenth["views"][slowest],
        "slowest_page": worst, "slowest_page_ms": pages[worst], "slowest_page_ms_at_a_tenth": tenth["pages"].get(worst),
        "views": whole["views"], "bare": whole["bare"], "pages": whole["pages"], "views_at_a_tenth": tenth["views"],
        "pages_at_a_tenth": tenth["pages"], "built_in_s": whole["built"],
    }  # fmt: skip


def at_size(server: Cluster, cases: int) -> dict[str, Any]:
    """All views at one size: p95 in ms of ours, of the bare statements, and of the pages over HTTP."""
    built = round(build(server.url(), cases, cases // OPEN_SHARE), 1)
    # As the job of every hour does. Its module brings the models, which wait for the settings.
    from liandong.kernel.clock import now
    from liandong.learning.actions import recount

    recount(now())
    ours, bare, apart = {}, {}, {}
    for name, asks in views().items():
        rounds = [timed(asks, Random(turn)) for turn in range(ROUNDS)]
        ours[name] = ms([took for one in rounds for took, _ in one])
        bare[name] = ms([took for one in rounds for _, took in one])
        apart[name] = spread([ms([took for took, _ in one]) for one in rounds])
    return {"views": ours, "bare": bare, "spread": apart, "pages": pages(server), "built": built}


def views() -> dict[str, Callable[[Random], Callable[[], Any]]]:
    """Name of a view to what gives one asking of it."""
    # All of this brings the models, which wait for the settings.
    from liandong.access.models import Post
    from liandong.access.queries import actor_of
    from liandong.cases.queries import TABS, Filters, case_seen_by, counts, inbox, subject_of
    from liandong.faces.desk.lists.tabs import tabs_of
    from liandong.journal.queries import timeline

    dispatcher = actor_of(Post.objects.get(account__username=DISPATCHER))
    units = [actor_of(post) for post in Post.objects.filter(role="handler").order_by("id")]
    numbers = sampled_numbers()

    def listed(actor: Any, filters: Filters) -> None:
        inbox(actor, filters)
        counts(actor, {name: TABS[name] for name in tabs_of(actor) if name != "closed"}, most=999)

    def page(number: str) -> None:
        case = case_seen_by(dispatcher, number)
        list(timeline(subject_of(case)))
        list(case.reports.select_related("identity").order_by("id"))

    def of_unit(dice: Random) -> Callable[[], Any]:
        actor = dice.choice(units)
        return lambda: listed(actor, Filters(dice.choice(tabs_of(actor))))

    return {
        "inbox of the district": lambda dice: lambda: listed(dispatcher, Filters(dice.choice(tabs_of(dispatcher)))),
        "inbox of a unit": of_unit,
        "search among the open": lambda dice: lambda: inbox(dispatcher, Filters("open", words=dice.choice(WORDS))),
        "search among the closed": lambda dice: lambda: inbox(dispatcher, Filters("closed", words=dice.choice(WORDS))),
        "case page": lambda dice: lambda: page(dice.choice(numbers)),
    }


def sampled_numbers() -> list[str]:
    from liandong.cases.models import Case  # a model waits for the settings

    last = Case.objects.order_by("-id").values_list("id", flat=True)[0]
    wanted = Random(2).sample(range(1, last + 1), 200)
    return list(Case.objects.filter(pk__in=wanted).values_list("number", flat=True))


def timed(asks: Callable[[Random], Callable[[], Any]], dice: Random) -> list[tuple[float, float]]:
    """(seconds of ours, seconds of the bare statements) for so many askings, one after the other."""
    from django.db import connection  # a connection waits for the settings
    from django.test.utils import CaptureQueriesContext

    found = []
    for _ in range(ASKED):
        ask = asks(dice)
        state = dice.getstate()
        with CaptureQueriesContext(connection) as sent:
            ask()
        dice.setstate(state)  # the same choice again, now without the record of what is sent
        begun = time.perf_counter()
        ask()
        ours = time.perf_counter() - begun
        begun = time.perf_counter()
        with connection.connection.cursor() as cursor:
            for query in sent.captured_queries:
                cursor.execute(query["sql"])
                cursor.fetchall()
        found.append((ours, time.perf_counter() - begun))
    return found


def ms(seconds: list[float]) -> float:
    """The 95th of a hundred, in ms."""
    return round(1000 * quantiles(seconds, n=20)[-1], 2)


def pages(server: Cluster) -> dict[str, float]:
    """p95 in ms of every screen of the desk over HTTP, each as somebody to whom it opens; empty where the desk does not
    answer. What people look at all day is asked three times as often as the rest."""
    found: dict[str, float] = {}
    with Browser(server.url()) as browser:
        cookies = seats(browser)
        if not cookies:
            return {}
        for name, make in [*daily(sampled_numbers()), *((path, always(path)) for path in screens())]:
            times = ASKED if name.startswith("/") else ROUNDS * ASKED
            dice, browser.cookie = Random(3), whose(browser, cookies, name, make(Random(3)))
            took = [browser.seconds(make(dice)) for _ in range(times)] if browser.cookie else []
            if took and None not in took:
                found[name] = ms([each for each in took if each is not None])
    return found


def seats(browser: Browser) -> dict[str, str]:
    """A session of each of `PEOPLE`."""
    found = {}
    for number in PEOPLE:
        browser.signed_in(number)
        found[number] = browser.cookie
    browser.cookie = found[DISPATCHER]
    return found if browser.seconds("/desk/") is not None else {}


def whose(browser: Browser, cookies: dict[str, str], name: str, path: str) -> str:
    """The session that opens a page: that of the person it is named after, else of the first to whom it opens."""
    named = [cookie for number, cookie in cookies.items() if name.endswith(f"({number})")]
    for cookie in named or cookies.values():
        browser.cookie = cookie
        if browser.seconds(path) is not None:
            return cookie
    return ""


def always(path: str) -> Callable[[Random], str]:
    return lambda _dice: path


def screens() -> list[str]:
    """All addresses of the desk that name nothing; those that are no page (forms, data) fall out when they are asked."""
    from liandong.faces.desk.urls import urlpatterns  # its views wait for the settings

    return [f"/desk/{each.pattern}" for each in urlpatterns if "<" not in str(each.pattern) and str(each.pattern)]


def daily(numbers: list[str]) -> Iterator[tuple[str, Callable[[Random], str]]]:
    """What people look at all day."""
    tabs = ("received", "triaged", "assigned", "accepted", "handled", "suspended", "open", "closed")
    yield "inbox of the district", lambda dice: f"/desk/?tab={dice.choice(tabs)}"
    for number, who in PEOPLE.items():
        if who:
            yield f"inbox of {who} ({number})", always("/desk/")
    yield "search among the open", lambda dice: f"/desk/?tab=open&q={dice.choice(WORDS)}"
    yield "inbox by reporters", always("/desk/?tab=open&sort=many")
    yield "search among the closed", lambda dice: f"/desk/?tab=closed&q={dice.choice(WORDS)}"
    yield "case page", lambda dice: f"/desk/cases/{dice.choice(numbers)}"
    yield "preview", lambda dice: f"/desk/cases/{dice.choice(numbers)}/preview"
    yield (
        "figures of the month",
        lambda dice: f"/desk/figures?period=month&by={dice.choice(('subdistrict', 'kind', 'unit'))}",
    )
    yield (
        "cases behind a figure",
        lambda dice: f"/desk/figures/cases?part={dice.choice(('received', 'closed', 'late'))}",
    )
