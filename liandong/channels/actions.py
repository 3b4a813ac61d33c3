"""Writes of imports: rows become cases or are quarantined with a reason, and quarantined rows get a second chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from liandong.access.actions import keep_person, person_to_tell
from liandong.cases.actions import Received, known_before, receive
from liandong.cases.intake import Draft
from liandong.channels.mapping import Mapping, restored
from liandong.channels.models import QuarantinedRow, Run
from liandong.channels.reading import draft, person_in, row_key, without_person
from liandong.channels.tables import Row
from liandong.journal.actions import record, written_before
from liandong.journal.facts import Fact
from liandong.kernel.refusals import Refused


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of rows: new cases, rows that were cases before, rows in quarantine; and of the new cases, how many were
    classified and dispatched by themselves and how many wait for a person to say the place or the kind."""

    new: int = 0
    known: int = 0
    quarantined: int = 0
    classified: int = 0
    dispatched: int = 0
    wait_place: int = 0
    wait_kind: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    @property
    def rows(self) -> int:
        return self.new + self.known + self.quarantined


@transaction.atomic
def begin_run(mapping: Mapping, *, actor: str, now: datetime) -> Run:
    """Opens the run of a source, or goes on with the one there is."""
    run, made = Run.objects.get_or_create(
        source=mapping.source, defaults={"mapping": mapping.as_json(), "begun_at": now}
    )
    if made:
        record(f"import:{run.pk}", Fact("import.begun", {"source": mapping.source}), actor=actor, now=now)
    elif run.mapping != mapping.as_json():
        run.mapping = mapping.as_json()
        run.save(update_fields=["mapping"])
    return run


@transaction.atomic
def end_run(run: Run, rows: int, *, actor: str, now: datetime) -> None:
    """Notes that a run has seen its last row."""
    run.ended_at, run.rows = now, rows
    run.save(update_fields=["ended_at", "rows"])
    record(f"import:{run.pk}", Fact("import.ended", {"rows": rows}), actor=actor, now=now)


def take(run: Run, rows: Sequence[tuple[int, Row]], *, actor: str, now: datetime) -> Tally:
    """Takes a batch of (line, row): each becomes a case, was one before, or is quarantined with the reason.

    One transaction for the batch; taking the same rows again changes nothing.
    """
    mapping = restored(run.mapping)
    drafts: list[Draft] = []
    lines: list[tuple[int, Row]] = []
    refused: list[tuple[int, Row, Refused]] = []
    for line, row in rows:
        try:
            drafts.append(draft(row, mapping, now))
            lines.append((line, row))
        except Refused as reason:
            refused.append((line, row, reason))
    with transaction.atomic():
        known = known_before(drafts)
        new = [one for one, answer in zip(drafts, known, strict=True) if answer is None]
        made = iter(receive(new, actor=actor, now=now) if new else [])
        answers = [answer or next(made) for answer in known]
        for (line, row), answer in zip(lines, answers, strict=True):
            if isinstance(answer, Refused):
                refused.append((line, row, answer))
        quarantine(run, refused, mapping, now)
    return tally(drafts, answers, len(refused))


def tally(drafts: Sequence[Draft], answers: Sequence[Received | Refused], refused: int) -> Tally:
    """Counts the answers; a key that stands twice in the batch counts as known the second time."""
    seen: set[str] = set()
    new, known = [], 0
    for one, answer in zip(drafts, answers, strict=True):
        if isinstance(answer, Refused):
            continue
        if answer.repeated or one.key in seen:
            known += 1
        else:
            new.append(answer)
        seen.add(one.key)
    return Tally(
        new=len(new), known=known, quarantined=refused,
        classified=sum(one.kind is not None for one in new),
        dispatched=sum(one.state == "assigned" for one in new),
        wait_place=sum(one.grid is None for one in new),
        wait_kind=sum(one.kind is None for one in new),
    )  # fmt: skip


def quarantine(run: Run, refused: Sequence[tuple[int, Row, Refused]], mapping: Mapping, now: datetime) -> None:
    """Keeps rows that could not be taken; what they say of who reported goes into the vault."""
    keyed = {row_key(row, mapping) + (f"#{line}" if why.code == "key-reused" else ""): (line, row, why)
             for line, row, why in refused}  # fmt: skip
    known = set(QuarantinedRow.objects.filter(run=run, key__in=keyed).values_list("key", flat=True))
    QuarantinedRow.objects.bulk_create(
        [QuarantinedRow(run=run, key=key, line=line, raw=without_person(row, mapping), code=why.code, sentence=why.sentence, at=now,
                        identity=keep_person(person_in(row, mapping), now=now))
         for key, (line, row, why) in keyed.items() if key not in known],
        ignore_conflicts=True,
    )  # fmt: skip


def with_person(kept: QuarantinedRow) -> Row:
    """The row as it came, for nobody's eyes: who reported is put back into its columns."""
    if kept.identity is None:
        return dict(kept.raw)
    person, columns = person_to_tell(kept.identity), restored(kept.run.mapping).columns
    said = {"name": person.name, "phone": person.phone}
    return {**kept.raw, **{column: said[name] for name, column in columns.items() if name in said}}


@transaction.atomic
def retry(row_id: int, corrected: Row, *, actor: str, now: datetime, key: str | None = None) -> QuarantinedRow:
    """Takes a quarantined row again with what somebody put right in it.

    Raises:
        Refused: the row is settled already, or still cannot be taken (it stays in quarantine with the new reason).
    """
    kept = QuarantinedRow.objects.select_for_update(of=("self",)).select_related("run", "identity").get(pk=row_id)
    if written_before(key, f"import:{kept.run_id}", Fact("import.row_retried", {"row": row_id})):
        return kept
    if kept.settled_at:
        raise Refused("这一行已经处理过了，案卷是 {case}。", code="settled", case=kept.case or "")
    whole = {**with_person(kept), **corrected}
    mapping = restored(kept.run.mapping)
    [answer] = receive([draft(whole, mapping, now)], actor=actor, now=now)
    if isinstance(answer, Refused):
        raise answer
    kept.raw, kept.case, kept.settled_at = without_person(whole, mapping), answer.number, now
    kept.save()
    record(
        f"import:{kept.run_id}",
        Fact("import.row_retried", {"row": kept.pk, "case": answer.number}),
        actor=actor,
        now=now,
        key=key,
    )
    return kept


@transaction.atomic
def drop(row_id: int, *, actor: str, now: datetime, key: str | None = None) -> None:
    """Settles a quarantined row as not worth a case (it stays readable)."""
    kept = QuarantinedRow.objects.select_for_update().get(pk=row_id)
    subject, fact = f"import:{kept.run_id}", Fact("import.row_dropped", {"row": row_id})
    if written_before(key, subject, fact) or kept.settled_at:
        return
    kept.dropped, kept.settled_at = True, now
    kept.save()
    record(subject, fact, actor=actor, now=now, key=key)
