"""What templates of all faces say: icons, stored values in words, times, areas, units and kinds by name."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from html import escape
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from liandong.deadlines.words import due_words, exact_words, past_words, stopped_words
from liandong.faces.shared.areas import area_name, area_path
from liandong.faces.shared.names import chinese, kind_said, unit_said
from liandong.faces.shared.words import TABLES
from liandong.kernel.clock import LOCAL, now

register = template.Library()

SETTINGS = {"theme": ("light", "dark"), "density": ("normal", "tight"), "keys": ("on", "off")}
TONES = {"late": "i-alert", "soon": "i-clock", "hold": "i-pause"}
BACKWARD = ("returned", "reopened", "reworked")
SHAPES = {
    "verified": "done",
    "closed": "done",
    "suspended": "hold",
    "void": "hold",
    "refused": "hold",
    "merged": "hold",
}


@register.simple_tag
@cache
def icon(name: str, classes: str = "") -> SafeString:
    """A line icon ("i-list") or a state's shape ("s-triaged"), without words."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>',
                       classes if name == "logo" else f"{name[0]} {classes}".strip(), static("icons.svg"), name)  # fmt: skip


@register.simple_tag
def state_icon(case: Any) -> SafeString:
    """The shape of a case's state; amber with an arrow when it went backwards and waits for dispatch again."""
    if case.state == "triaged" and (case.returned or case.reopened):
        return icon("s-reopened" if case.reopened else "s-returned", "warn")
    return icon(f"s-{case.state}", SHAPES.get(case.state, ""))


@register.filter
def said(value: Any, table: str) -> str:
    """A stored value in words: {{ case.channel|said:"channel" }}."""
    found = TABLES[table].get(value)  # type: ignore[attr-defined]
    return gettext(found) if found else str(value or "")


@register.simple_tag
def clock(due_at: datetime | None, prefix: str = "", classes: str = "", stopped: str = "") -> SafeString | str:
    """The pill of a running deadline; of one that stands still when `stopped` says why; nothing without one."""
    if stopped:
        return format_html(
            '<span class="clock hold {}">{}{}</span>', classes, icon("i-pause"), stopped_words(stopped).text
        )
    if due_at is None:
        return ""
    words = due_words(due_at, now())
    sign = icon(TONES[words.tone]) if words.tone in ("late", "soon") else ""
    look = words.tone if words.tone in ("late", "soon") else ""
    at, before = due_at.isoformat(), escape(prefix)
    # Lists have dozens, and Django's own escape takes three times as long.
    return mark_safe(f'<time class="clock {look} {escape(classes)}" datetime="{at}" data-due="{at}" data-prefix="{before}" '
                     f'title="{escape(exact_words(due_at))}">{sign}{before}{escape(words.text)}</time>')  # fmt: skip


@register.filter
def past(at: datetime | None) -> SafeString | str:
    """When something happened, with the exact time on hover."""
    if at is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact_words(at), past_words(at, now()).text
    )


@register.filter
def brief(at: datetime | None) -> SafeString | str:
    """A past instant where there is little room: 10:32 today, 06-03 before; the whole on hover."""
    if at is None:
        return ""
    local = at.astimezone(LOCAL)
    today = local.date() == now().astimezone(LOCAL).date()
    words = f"{local:%H:%M}" if today else f"{local:%m-%d}"
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact_words(at), words)


@register.filter
def moment(at: datetime) -> SafeString:
    """A past instant in a narrow column, never without its time: 10:32 today, 06-03 10:32 before."""
    local = at.astimezone(LOCAL)
    today = local.date() == now().astimezone(LOCAL).date()
    words = f"{local:%H:%M}" if today else f"{local:%m-%d %H:%M}"
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact_words(at), words)


@register.filter
def ahead(at: datetime | None) -> str:
    """Until when: 今天 17:48 前办结, or the day."""
    if at is None:
        return ""
    words = due_words(at, now())
    return words.beside or words.text


@register.filter
def exact(at: datetime | None) -> str:
    return exact_words(at) if at else ""


@register.filter
def unit(code: str | None) -> str:
    return unit_said(code)


@register.filter
def kind(code: str | None) -> str:
    return kind_said(code)


@register.filter
def area(code: str | None) -> str:
    return area_name(code)


@register.filter
def area_full(code: str | None) -> str:
    return area_path(code)


@register.simple_tag
def in_sandbox() -> bool:
    """Whether nothing here is real."""
    return bool(settings.LIANDONG_SANDBOX)


@register.simple_tag
def district_name() -> str:
    """The district this installation is for."""
    return gettext(settings.LIANDONG_DISTRICT_NAME) if settings.LIANDONG_DISTRICT_NAME else ""


@register.filter
def percent(share: float) -> str:
    return f"{round(share * 100)}%"


@register.filter
def drawn(field: BoundField) -> SafeString:
    """A form's field in our looks."""
    plain = isinstance(field.field, forms.BooleanField)
    return field.as_widget(attrs={} if plain else {"class": "input"})


@register.simple_tag(takes_context=True)
def page_settings(context: template.Context) -> SafeString:
    """The attributes of <html>: the language, and what the person chose for this device."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES if request else {}
    language = "zh-CN" if chinese() else "en"
    marks = [f'data-{name}="{chosen[f"ld_{name}"]}"' for name, allowed in SETTINGS.items()
             if chosen.get(f"ld_{name}") in allowed]  # fmt: skip
    return mark_safe(" ".join([f'lang="{language}"', *marks]))


@register.simple_tag
def on_load(function: str, **ids: str) -> SafeString:
    """Tells allauth's scripts which function to run on which elements; data, not a script."""
    return format_html('<script data-allauth-onload="{}" type="application/json">{}</script>', function,
                       mark_safe('{"ids": {' + ", ".join(f'"{k}": "{v}"' for k, v in ids.items()) + "}}"))  # fmt: skip
