"""The reference data of the procedure, kept in the process under the versions of their chains in the journal."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import connection

from liandong.access.queries import vault_key
from liandong.cases.clocks import Office
from liandong.cases.intake import District, KindRow
from liandong.cases.models import Kind, NumberDay, RoutingRule
from liandong.cases.ports import PORTS
from liandong.cases.routing import Route
from liandong.deadlines.queries import calendar, limits
from liandong.forces.queries import SUBJECT as UNITS
from liandong.forces.queries import units
from liandong.journal.queries import version_of
from liandong.kernel.clock import local_day, now
from liandong.kernel.versions import versioned

KINDS: Final = "reference:kinds"
RULES: Final = "reference:rules"


def load_kinds() -> dict[str, Kind]:
    return {kind.code: kind for kind in Kind.objects.order_by("code")}


KIND_TABLE: Final = versioned(load_kinds, version_of(KINDS))


def kinds() -> dict[str, Kind]:
    """All kinds by code, closed ones too (old cases name them)."""
    return KIND_TABLE.get()


def kind_name(code: str | None) -> str:
    """A kind with the class above it, as people read it; empty for none."""
    if not code:
        return ""
    kind = kinds().get(code)
    if kind is None:
        return code
    above = kinds().get(kind.parent or "")
    return f"{above.name} › {kind.name}" if above else kind.name


def load_routes() -> list[Route]:
    rules = RoutingRule.objects.filter(valid_until=None, valid_from__lte=local_day(now())).order_by("order", "code")
    return [Route(one.code, one.kind, one.area, one.hours, one.unit, one.sentence) for one in rules]


ROUTES: Final = versioned(load_routes, version_of(RULES))


def load_rules() -> dict[str, RoutingRule]:
    return {rule.code: rule for rule in RoutingRule.objects.all()}


RULE_TABLE: Final = versioned(load_rules, version_of(RULES))


def rules() -> dict[str, RoutingRule]:
    """All routing rules by code, ended ones too (old cases name them)."""
    return RULE_TABLE.get()


def office() -> Office:
    """The working calendar, the limits and the alarms that hold now."""
    return Office(calendar(), limits(), PORTS.alarms())


def load_district() -> District:
    rows = {
        kind.code: KindRow(kind.code, kind.name, kind.urgency, kind.confidential)
        for kind in kinds().values()
        if kind.active
    }
    labels = {kind.name: kind.code for kind in reversed(rows.values())} | {code: code for code in rows}
    there = frozenset(code for code, unit in units().items() if unit.active)
    model = PORTS.classifier
    thresholds = {labels[label]: limit for label, limit in model.thresholds.items() if label in labels}
    return District(
        rows, labels, ROUTES.get(), there, office(), vault_key(), model.version, model.threshold, thresholds
    )


REFERENCE: Final = version_of(KINDS, RULES, UNITS)
DISTRICT: Final = versioned(
    load_district,
    lambda: (
        REFERENCE(),
        id(calendar()),
        id(limits()),
        id(PORTS.alarms()),
        PORTS.classifier.version,
    ),
)


def district() -> District:
    """All that intake knows."""
    return DISTRICT.get()


BASES: dict[date, int] = {}


def number_base(day: date) -> int:
    """The number in the sequence at which the day's running numbers begin."""
    if day not in BASES:
        if connection.in_atomic_block:  # a rolled-back base must not stay in the process
            return stored_base(day)
        BASES[day] = stored_base(day)
    return BASES[day]


def stored_base(day: date) -> int:
    found = NumberDay.objects.filter(day=day).first()
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT last_value - (NOT is_called)::int FROM cases_number_seq")
            found, _ = NumberDay.objects.get_or_create(day=day, defaults={"base": cursor.fetchone()[0]})
    return found.base
