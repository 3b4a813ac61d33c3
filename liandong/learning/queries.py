"""Reads of learning: what people settled, the trainings, and how well the classifier's proposals did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Left, TruncWeek

from liandong.access.roles import Sight
from liandong.access.rules import Actor
from liandong.cases.models import Case, Report, Suggestion
from liandong.cases.queries import seen_by
from liandong.cases.states import State
from liandong.kernel.clock import LOCAL
from liandong.learning.models import Training, WeekCount, WeekWords
from liandong.learning.states import Part

WEEKS: Final = 8
"""So many weeks, this one included, the quality of proposals is shown of."""
PART_DIGITS: Final = 9
"""Digits of a subdistrict's code."""
SUBJECT: Final = "reference:classifier"
MOST_TEXTS: Final = 50_000
"""The newest so many are learned from; more would take longer than a night is long."""
PROPOSED_KIND: Final = KeyTextTransform("kind", KeyTransform("0", "suggestions__candidates"))
SETTLED: Final = Q(kind__isnull=False) & (Q(verified_at__isnull=False) | Q(suggestions__chosen__isnull=False))


@dataclass(frozen=True, slots=True)
class Example:
    """A report's text, as intake reads it, and the kind that people settled on."""

    text: str
    kind: str


def settled_cases(start: datetime | None, end: datetime) -> QuerySet[Case]:
    """Cases whose kind people settled, received from `start` until before `end`."""
    chosen = Exists(Suggestion.objects.filter(case=OuterRef("pk"), chosen__isnull=False))
    found = Case.objects.filter(chosen | Q(verified_at__isnull=False), kind__isnull=False, received_at__lt=end)
    found = found.exclude(state=State.VOID)
    return found.filter(received_at__gte=start) if start else found


def examples(start: datetime | None, end: datetime) -> Iterator[Example]:
    """The first report of each settled case, the newest cases of at most `MOST_TEXTS`."""
    numbers = settled_cases(start, end).order_by("-received_at", "-id").values("pk")[:MOST_TEXTS]
    reports = Report.objects.filter(case__in=numbers).order_by("case", "id").distinct("case")
    for title, text, kind in reports.values_list("title", "text", "case__kind"):
        yield Example(whole(title, text), kind or "")


def whole(title: str, text: str) -> str:
    """A report as intake reads it: one without a title is headed by its own first words, which do not count twice."""
    return text if text.startswith(title.rstrip("…")) else f"{title} {text}"


SAMPLE: Final = 500
"""Reports of a week that the model in use is asked about."""


def sample(start: datetime, end: datetime) -> list[str]:
    """Reports of a stretch of time, evenly spread and at most `SAMPLE`."""
    cases = Case.objects.filter(received_at__gte=start, received_at__lt=end)
    step = -(-cases.count() // SAMPLE) or 1
    chosen = cases.annotate(turn=F("id") % step).filter(turn=0).values("pk")
    reports = Report.objects.filter(case__in=chosen).order_by("case", "id").distinct("case")
    return [whole(title, text) for title, text in reports.values_list("title", "text")[:SAMPLE]]


def unseen(at: datetime) -> dict[datetime, float]:
    """For each of the last weeks (its Monday) the share of its words that the model which was asked does not know."""
    return dict(WeekWords.objects.filter(week__gte=span(at)[0]).values_list("week", "unseen"))


def settled_since(at: datetime | None, end: datetime) -> int:
    """How many cases could be learned from that could not before."""
    return settled_cases(at, end).count()


def in_use() -> Training | None:
    """The training whose model is in use."""
    return Training.objects.filter(in_use=True).first()


def trainings(most: int = 12) -> list[Training]:
    """The newest trainings, and the one in use."""
    found = list(Training.objects.select_related("former").order_by("-id")[:most])
    used = next((each for each in found if each.in_use), None) or in_use()
    return found if used is None or used in found else [*found, used]


PARTS: Final = {
    Part.PROPOSED: Q(),
    Part.ACCEPTED: Q(suggestions__accepted=True),
    Part.LEFT: Q(suggestions__accepted=False),
    Part.SETTLED: SETTLED,
    Part.RIGHT: SETTLED & Q(kind=F("proposed")),
    Part.WRONG: SETTLED & ~Q(kind=F("proposed")),
    Part.ACCEPTED_WRONG: Q(suggestions__accepted=True) & SETTLED & ~Q(kind=F("proposed")),
}
"""One condition a part, for its number and for the list of its cases alike."""
NUMBERS: Final = [f"n_{part}" for part in Part]


def asked(cases: QuerySet[Any, Any], start: datetime, end: datetime) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = cases.filter(
        suggestions__accepted__isnull=False, received_at__gte=start, received_at__lt=end
    )
    return found


def asked_about(actor: Actor, start: datetime, end: datetime) -> QuerySet[Any, Any]:
    """The cases in the actor's area for which the classifier was asked. Who sees no cases gets them for counting only."""
    blind = actor.role.sight is Sight.NONE
    cases = Case.objects.filter(area__startswith=actor.area) if blind else seen_by(actor)
    found = asked(cases, start, end)
    return grouped(found)


def grouped(cases: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = cases.annotate(
        proposed=PROPOSED_KIND, week=TruncWeek("received_at", tzinfo=LOCAL), district_part=Left("area", PART_DIGITS)
    )
    return found


def span(at: datetime) -> tuple[datetime, datetime]:
    """From the Monday of the eighth week, this one included, until now."""
    today = at.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=today.weekday() + 7 * (WEEKS - 1)), at


def counted(cases: QuerySet[Any, Any], *dimensions: str) -> list[dict[str, Any]]:
    """One row for each combination of the dimensions (`week`, `district_part`, `proposed`), with the number of each part."""
    numbers = {f"n_{part}": Count("pk", filter=condition or None) for part, condition in PARTS.items()}
    return list(cases.order_by().values(*dimensions).annotate(**numbers))


def summed(weeks: QuerySet[WeekCount], *dimensions: str) -> list[dict[str, Any]]:
    """The same of what was counted before."""
    return list(weeks.order_by().values(*dimensions).annotate(**{name: Sum(name) for name in NUMBERS}))


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by week and proposed kind, and by week and subdistrict; when they were counted, None where it was just now."""

    by_kind: list[dict[str, Any]]
    by_part: list[dict[str, Any]]
    counted_at: datetime | None


def counts(actor: Actor, at: datetime) -> Counts:
    """The numbers of the last weeks in the actor's area: those of the last hourly count, because eight weeks of a large
    district take seconds to count. Counted now where there is none yet, or where the area is smaller than a subdistrict."""
    start, end = span(at)
    weeks = WeekCount.objects.filter(week__gte=start, district_part__startswith=actor.area)
    last = weeks.aggregate(last=Max("counted_at"))["last"]
    if last is None or len(actor.area) > PART_DIGITS or actor.role.sight is Sight.UNIT:
        cases = asked_about(actor, start, end)
        return Counts(counted(cases, "week", "proposed"), counted(cases, "week", "district_part"), None)
    return Counts(summed(weeks, "week", "proposed"), summed(weeks, "week", "district_part"), last)


def behind(
    actor: Actor, part: Part, start: datetime, end: datetime, *, week: datetime | None, area: str, kind: str
) -> QuerySet[Any, Any]:
    """The cases behind one number, newest first."""
    found = asked_about(actor, start, end).filter(PARTS[part])
    if week:
        found = found.filter(received_at__gte=week, received_at__lt=week + timedelta(days=7))
    if area:
        found = found.filter(district_part=area)
    if kind:
        found = found.filter(proposed=kind)
    return found.defer("search").order_by("-received_at", "-pk")
