"""Writes of inlets: opened, changed and closed; their secrets go in and never come out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from liandong.access.shared_key_actions import OVERLAP, change_key
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused
from liandong.letters.models import Inlet
from liandong.letters.ports import ServicePlugin, Setup
from liandong.letters.queries import holder_of, secrets_of
from liandong.letters.services import plug_in

CODE: Final = re.compile(r"[a-z][a-z0-9-]{1,19}")
ADDRESS: Final = re.compile(r"(https?|imaps?)://\S+")


@transaction.atomic
def save_inlet(
    code: str, service: str, given: Mapping[str, str], *, overlap: timedelta = OVERLAP, actor: str, now: datetime, key: str | None = None
) -> Inlet:  # fmt: skip
    """Opens an inlet at a service, or changes one: name, name_en, address, and the options and secrets that the service asks for by
    their names. A secret that is not given stays as it was; those before go on counting for the overlap. The journal says which were
    given and not what.

    Raises:
        Refused: there is no such service, it is another one than before, or something it needs is missing or wrong.
    """
    said = {name: given[name] for name in sorted(given) if name not in plug_in(service).secrets and given[name]}
    fact = Fact("inlet.saved", {"service": service, **said})
    if written_before(key, f"inlet:{code}", fact):
        return Inlet.objects.get(pk=code)
    if not CODE.fullmatch(code):
        raise Refused("代号用小写字母、数字和短横，2 到 20 个，字母开头。", code="bad-code", field="code")
    before = Inlet.objects.select_for_update().filter(pk=code).first()
    if before is not None and before.service != service:
        raise Refused("这个代号已经用在别的服务上，请换一个。", code="taken", field="code")
    plugin = plug_in(service)
    known = next(iter(secrets_of(code, now)), {})
    setup = setup_of(code, plugin, given, known)
    plugin.connect(setup)
    values = {"name": given["name"].strip(), "name_en": given.get("name_en", "").strip(), "service": service, "active": True,
              "address": setup.address, "options": dict(setup.options)}  # fmt: skip
    row, _ = Inlet.objects.update_or_create(pk=code, defaults=values, create_defaults={**values, "created_at": now})
    if setup.secrets != known or before is None:
        box = json.dumps(dict(setup.secrets)).encode()
        change_key(holder_of(code), "", overlap, given=box, actor=actor, now=now)
    told = sorted(name for name in plugin.secrets if given.get(name))
    record(f"inlet:{code}", Fact(fact.kind, {**fact.data, "secrets": told}), actor=actor, now=now, key=key)
    return row


def setup_of(code: str, plugin: ServicePlugin, given: Mapping[str, str], known: Mapping[str, str]) -> Setup:
    """The account that a form describes.

    Raises:
        Refused: something is missing or too long.
    """
    words = {name: given.get(name, "").strip() for name in ("name", "address", *plugin.options, *plugin.secrets)}
    for name in ("name", "address", *plugin.needed):
        if not words[name] and not known.get(name):
            raise Refused("消息入口还差 {name}。", code="input-missing", field=name, name=name)
    if len(words["name"]) > 40 or any(len(word) > 300 for word in words.values()):
        raise Refused("写得太长了：名称最多 40 个字，别的最多 300 个字。", code="too-long", field="name")
    if not ADDRESS.fullmatch(words["address"]):
        raise Refused("接口地址要写成 https://… 的样子。", code="bad-url", field="address")
    secrets = {name: words[name] or known.get(name, "") for name in plugin.secrets}
    return Setup(
        code, words["address"].rstrip("/"), {name: words[name] for name in plugin.options if words[name]}, secrets
    )


@transaction.atomic
def close_inlet(code: str, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Nothing more is taken at an inlet; who wrote there before is still answered.

    Raises:
        Refused: there is none of that code.
    """
    fact = Fact("inlet.closed")
    if written_before(key, f"inlet:{code}", fact):
        return
    if not Inlet.objects.filter(pk=code, active=True).update(active=False):
        raise Refused("没有消息入口 {inlet}。", code="not-found", inlet=code)
    record(f"inlet:{code}", fact, actor=actor, now=now, key=key)
