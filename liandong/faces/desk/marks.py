"""Pieces of HTML that stand in many places of a page and are drawn in Python: tags of a case, long lists of choices."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop

from liandong.cases.models import Case
from liandong.cases.states import MOVES, Move
from liandong.exchange.queries import danger
from liandong.faces.shared.templatetags.ld import icon
from liandong.faces.shared.words import URGENCIES

BACKWARD = (
    ("reopened", gettext_noop("重开第 %(n)s 次")), ("returned", gettext_noop("退回 %(n)s 次")),
    ("disputed", gettext_noop("争议 %(n)s 次")), ("reworked", gettext_noop("返工 %(n)s 次")),
)  # fmt: skip
Choices = tuple[tuple[str, str], ...]


def tags(case: Case, reports: int) -> SafeString:
    """How urgent a case is, how often it went backwards, and how many reported it; nothing of what is usual. A mass demand,
    which has made the case more urgent, is told apart from two or three who saw the same."""
    found = []
    if case.state in MOVES[Move.HAND_OVER].sources and danger(case.title):
        found.append(format_html('<span class="tag urgent critical">{}</span>', gettext("险情")))
    if case.urgency != "normal":
        found.append(
            format_html('<span class="tag urgent {}">{}</span>', case.urgency, gettext(URGENCIES[case.urgency]))
        )
    for name, words in BACKWARD:
        if times := getattr(case, name):
            found.append(format_html('<span class="tag">{}</span>', gettext(words) % {"n": times}))
    if case.rung:
        found.append(format_html('<span class="tag warn">{}</span>', gettext("升级 %(n)s 级") % {"n": case.rung}))
    if case.urged:
        found.append(format_html('<span class="tag">{}</span>', gettext("催办 %(n)s 次") % {"n": case.urged}))
    if case.supervised:
        found.append(format_html('<span class="tag">{}</span>', gettext("督办 %(n)s 次") % {"n": case.supervised}))
    if reports > 1:
        words = gettext("%(reports)s 人上报") % {"reports": reports}
        many = "warn" if reports >= min(settings.LIANDONG_MANY_REPORTERS, default=reports + 1) else ""
        found.append(format_html('<span class="tag {}">{}{}</span>', many, icon("i-users"), words))
    return mark_safe("".join(found))


def options(choices: Iterable[tuple[str, str]], chosen: object) -> SafeString:
    """The <option>s of (value, word); several hundred of them on every page, so they are drawn once and kept."""
    return picked(drawn(tuple(choices)), chosen)


def option_groups(groups: Iterable[tuple[str, Choices]], chosen: object) -> SafeString:
    """<optgroup>s of (word, choices)."""
    return picked(drawn_groups(tuple(groups)), chosen)


@lru_cache(maxsize=256)
def drawn(choices: Choices) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', choices)


@lru_cache(maxsize=64)
def drawn_groups(groups: tuple[tuple[str, Choices], ...]) -> SafeString:
    parts = ((word, drawn(choices)) for word, choices in groups)
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', parts)


def picked(html: SafeString, chosen: object) -> SafeString:
    """The same list with one option marked."""
    if chosen in (None, ""):
        return html
    value = f'<option value="{escape(str(chosen))}"'
    return mark_safe(html.replace(f"{value}>", f"{value} selected>", 1))
