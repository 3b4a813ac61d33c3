"""The tables of the procedure. Codes (kind, area, grid, unit, rule) are stable words whose rows are closed, never
deleted, so they are kept as text: a case of 2017 still says what it said in 2017."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from liandong.access.models import Identity
from liandong.cases.states import ENDS, State, TwinStanding
from liandong.cases.traits import COUNTED, fell, own

# Most lists are of open cases. Indexes over these alone stay small however long the history grows.
OPEN = ~Q(state__in=sorted(ENDS))
WATCHED = Q(rung__gt=0) | Q(order_state__isnull=False)
ENDED = Q(state__in=sorted(ENDS))


def units() -> ArrayField[list[str] | None, list[str] | None]:
    """A column of unit codes. Null, which costs intake nothing, until the first is written."""
    return ArrayField(models.CharField(max_length=40), null=True)


class Kind(models.Model):
    """A class of matter: component 部件, event 事件 or complaint 诉求, with when it is filed and when it may be closed."""

    code = models.CharField(max_length=8, primary_key=True)
    category = models.CharField(max_length=10)
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80)
    parent = models.CharField(max_length=8, null=True)
    filing_condition = models.TextField(blank=True)
    closing_condition = models.TextField(blank=True)
    urgency = models.CharField(max_length=8, default="normal")
    public_name = models.CharField(max_length=40, blank=True)
    confidential = models.BooleanField(default=False)
    active = models.BooleanField(default=True)


class RoutingRule(models.Model):
    """Which unit gets a kind of matter in an area at an hour. `unit` is a template over the place's codes."""

    code = models.CharField(max_length=12, primary_key=True)
    kind = models.CharField(max_length=8, blank=True)
    area = models.CharField(max_length=15)
    hours = models.CharField(max_length=8, default="always")
    unit = models.CharField(max_length=60)
    order = models.IntegerField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    sentence = models.TextField()


class SiteRule(models.Model):
    """Which percent of the cases of units whose code begins with `unit` ('' is all) are verified at the place; from which percent
    of rework on `raised_share` holds; and from how many metres off a verification must say why."""

    unit = models.CharField(max_length=40, blank=True, unique=True)
    share = models.SmallIntegerField()
    reworked_from = models.SmallIntegerField()
    raised_share = models.SmallIntegerField()
    farthest = models.IntegerField()
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__range=(0, 100), raised_share__range=(0, 100)), name="shares_are_percent"
            )
        ]


class RecheckRule(models.Model):
    """After how many days a closed case whose kind begins with `kind` is looked at again."""

    kind = models.CharField(max_length=8, blank=True, unique=True)
    days = models.SmallIntegerField()
    source = models.CharField(max_length=200, blank=True)


class Case(models.Model):
    """A handled matter, as it stands now. How it came to stand so is in the journal under "case:<id>".

    `unit` holds it, and cannot give it back where it is `kept_by` that unit. `involved` are the units that see it beside
    that one because they take part; `awaited` those whose assist must be verified before the case can be.

    Where clocks begin: `stage_at` the stage's, `begun_at` the whole case's and the first answer's. `kept_due_at`: the end
    that the whole case's clock had when it was stopped. `rung`: how far it has
    climbed the ladder of the clock `rung_of`, and whose post must act since (`acting_unit`, `acting_role`).
    `next_alarm_at`: when the clocks want to be looked at. `order_state`: how a supervision order stands that is not settled
    yet, and until when it wants its answer (`order_due_at`).
    `stars` is the lowest that any of its `reporters` reports gave. `likely`: so many twins were found and nobody has yet
    said what they are. A merged case points at its `leading` one, which has its reports.

    `sampled`: drawn for verification at the place. `recheck_on`: the day on which it is to be looked at again after it was closed,
    and `recheck_due` once it is; `relapsed`: how often it was not good any more then.
    """

    number = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=12)
    urgency = models.CharField(max_length=8)
    kind = models.CharField(max_length=8, null=True)
    grid = models.CharField(max_length=15, null=True)
    area = models.CharField(max_length=15)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place = models.CharField(max_length=200, blank=True)
    channel = models.CharField(max_length=12)
    unit = models.CharField(max_length=40, null=True)
    rule = models.CharField(max_length=12, null=True)
    pending = models.CharField(max_length=12, null=True)
    partner = models.CharField(max_length=12, null=True)
    handled_unit = models.CharField(max_length=40, null=True)
    handled_account = models.BigIntegerField(null=True)
    returned = models.SmallIntegerField(default=0)
    reopened = models.SmallIntegerField(default=0)
    reworked = models.SmallIntegerField(default=0)
    extended = models.SmallIntegerField(default=0)
    paused = models.SmallIntegerField(db_default=0)
    promised = models.SmallIntegerField(db_default=0)
    urged = models.SmallIntegerField(db_default=0)
    supervised = models.SmallIntegerField(db_default=0)
    stars = models.SmallIntegerField(null=True)
    sampled = models.BooleanField(db_default=False)
    recheck_on = models.DateField(null=True)
    recheck_due = models.BooleanField(db_default=False)
    relapsed = models.SmallIntegerField(db_default=0)
    involved = units()
    awaited = units()
    reporters = models.SmallIntegerField(default=1, db_default=1)
    likely = models.SmallIntegerField(default=0, db_default=0)
    leading = models.ForeignKey("self", models.PROTECT, null=True, related_name="twins", db_index=False)
    kept_by = models.CharField(max_length=40, null=True)
    disputed = models.SmallIntegerField(default=0, db_default=0)
    received_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    assigned_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    stage_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    stage_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    kept_due_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    order_state = models.CharField(max_length=9, null=True)
    order_due_at = models.DateTimeField(null=True)
    urged_at = models.DateTimeField(null=True)
    next_alarm_at = models.DateTimeField(null=True)
    rung = models.SmallIntegerField(db_default=0)
    rung_of = models.CharField(max_length=8, null=True)
    acting_unit = models.CharField(max_length=40, null=True)
    acting_role = models.CharField(max_length=20, null=True)
    search = SearchVectorField(null=True)
    traits = models.GeneratedField(expression=own(), output_field=models.IntegerField(), db_persist=True)
    fell_at = models.GeneratedField(expression=fell(), output_field=models.DateTimeField(null=True), db_persist=True)

    class Meta:
        indexes = [
            models.Index(fields=["stage_due_at", "id"], name="case_open_due", include=["area", "kind"], condition=OPEN),
            models.Index(
                fields=["state", "stage_due_at", "id"], name="case_open_state", include=["area", "kind"], condition=OPEN
            ),
            models.Index(
                fields=["stage_due_at", "id"], name="case_open_pending", condition=OPEN & Q(pending__isnull=False)
            ),
            models.Index(
                fields=["stage_due_at", "id"], name="case_open_joint", condition=OPEN & Q(involved__isnull=False)
            ),
            models.Index(fields=["-received_at", "-id"], name="case_ended", condition=ENDED),
            models.Index(fields=["unit", "-received_at", "-id"], name="case_unit_ended", condition=ENDED),
            models.Index(fields=["unit", "state", "stage_due_at", "id"], name="case_unit_state", condition=OPEN),
            models.Index(fields=["unit", "stage_due_at", "id"], name="case_open_unit", condition=OPEN),
            models.Index(
                fields=["area", "stage_due_at", "id"],
                name="case_open_area",
                condition=OPEN,
                opclasses=["text_pattern_ops", "timestamptz_ops", "int8_ops"],
            ),
            models.Index(
                fields=["kind", "stage_due_at", "id"],
                name="case_open_kind",
                condition=OPEN,
                opclasses=["text_pattern_ops", "timestamptz_ops", "int8_ops"],
            ),
            models.Index(
                fields=["kind", "received_at"],
                name="case_ended_kind",
                condition=ENDED,
                opclasses=["text_pattern_ops", "timestamptz_ops"],
            ),
            models.Index(
                fields=["area", "received_at"], name="case_area", opclasses=["text_pattern_ops", "timestamptz_ops"]
            ),
            models.Index(fields=["received_at", "id"], name="case_received", include=[*COUNTED, "fell_at"]),
            models.Index(fields=["fell_at", "id"], name="case_fell", include=[*COUNTED, "received_at"]),
            models.Index(fields=["next_alarm_at", "id"], name="case_alarm", condition=Q(next_alarm_at__isnull=False)),
            models.Index(
                fields=["acting_unit", "acting_role", "stage_due_at", "id"],
                name="case_acting",
                condition=Q(acting_role__isnull=False),
            ),
            models.Index(
                fields=["stage_due_at", "id"], name="case_watched", include=["area", "kind"], condition=WATCHED
            ),
            models.Index(fields=["leading"], name="case_leading", condition=Q(leading__isnull=False)),
            models.Index(fields=["-reporters", "id"], name="case_open_many", condition=OPEN & Q(reporters__gt=1)),
            models.Index(
                fields=["recheck_on", "id"],
                name="case_recheck",
                condition=Q(recheck_on__isnull=False, recheck_due=False),
            ),
            models.Index(
                fields=["stage_due_at", "id"],
                name="case_recheck_due",
                include=["area", "kind"],
                condition=Q(recheck_due=True),
            ),
            GinIndex(fields=["search"], name="case_search"),
            GinIndex(fields=["search"], name="case_open_search", condition=OPEN),
            GinIndex(fields=["search"], name="case_nowhere_search", condition=OPEN & Q(grid__isnull=True)),
            GinIndex(fields=["involved"], name="case_involved", condition=Q(involved__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=[state.value for state in State]), name="case_state_known"),
            models.CheckConstraint(condition=Q(area__gt=""), name="case_has_an_area"),
        ]


class Report(models.Model):
    """What one reporter said through one channel. Who said it lies sealed in the vault.

    `twin` is the case that the report made, where that was merged into another; None while the report is at home.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    twin = models.ForeignKey(Case, models.PROTECT, null=True, related_name="reports_given", db_index=False)
    identity = models.ForeignKey(Identity, models.PROTECT, null=True)
    channel = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place_words = models.CharField(max_length=200, blank=True)
    reported_at = models.DateTimeField()
    received_at = models.DateTimeField()
    stars = models.SmallIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["twin"], name="report_twin", condition=Q(twin__isnull=False))]


class Twin(models.Model):
    """Two cases that may be about one matter, the older first, with what makes them alike; and what became of it."""

    one = models.ForeignKey(Case, models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey(Case, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=8, default=TwinStanding.LIKELY.value)
    score = models.FloatField()
    metres = models.FloatField(null=True)
    minutes = models.IntegerField()
    kind = models.FloatField(null=True)
    words = models.FloatField()
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_row_per_pair_of_twins"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="older_twin_first"),
            models.CheckConstraint(condition=Q(standing__in=list(TwinStanding)), name="twin_standing_known"),
        ]


class Suggestion(models.Model):
    """What the classifier proposed for a case, and what a person made of it; the next model learns from both.

    `accepted`: whether it was acted on; None where that was not asked, since the reporter had chosen or it proposed nothing.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="suggestions")
    model = models.CharField(max_length=40)
    candidates = models.JSONField()
    accepted = models.BooleanField(null=True)
    chosen = models.CharField(max_length=8, null=True)
    chosen_at = models.DateTimeField(null=True)


class Request(models.Model):
    """A unit asks for an extension or a suspension; somebody else grants or denies it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=12)
    reason = models.TextField()
    hours = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    asked_by = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(granted=None), name="one_open_request_per_case"),
        ]


class NumberDay(models.Model):
    """Where a day's running numbers begin in the sequence. A sequence never waits, so intake never queues for a number."""

    day = models.DateField(primary_key=True)
    base = models.BigIntegerField()
