"""What a reporter may see of a case that others reported too: what units did, and of the reporters only their own words,
photos and rating."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from liandong.cases.models import Case, Report
from liandong.cases.queries import subject_of
from liandong.files.models import File
from liandong.files.queries import files_of_many
from liandong.files.states import Role
from liandong.journal.models import Entry

OWN_BEFORE: Final = frozenset({"case.received", "case.merged"})
"""Facts of a merged case that its reporter is shown; what else became of it is told by the leading one."""
WORDS: Final = ("reason", "photos", "stars", "note")


def home_of(report: Report) -> Case:
    """The case that a report made: its own place and number, also after it was merged."""
    return report.twin or report.case


def entries_for(report: Report) -> list[Entry]:
    """The entries of a report's case, oldest first, without the words of other reporters."""
    home, lead = subject_of(home_of(report)), subject_of(report.case)
    found = []
    for entry in Entry.objects.filter(subject__in={home, lead}).order_by("seq"):
        merged = entry.subject == home and home != lead
        if merged and entry.kind not in OWN_BEFORE:
            continue
        if entry.subject == lead and home != lead and entry.kind in ("case.received", "case.placed"):
            continue
        if entry.data.get("report", report.pk) != report.pk:
            if entry.kind == "case.rated":
                continue
            entry.data = {name: value for name, value in entry.data.items() if name not in WORDS}
        found.append(entry)
    return found if home == lead else sorted(found, key=lambda entry: (entry.at, entry.pk))


def photos_for(report: Report, entries: Sequence[Entry]) -> list[File]:
    """The photos that a reporter is shown: those sent with their own words, and those of the units that handled and verified."""
    home, lead = subject_of(home_of(report)), subject_of(report.case)
    own = own_files(entries)
    rows = [row for subject, each in files_of_many({home, lead}).items() for row in each
            if row.role in (Role.AFTER, Role.VERIFY) or str(row.pk) in own]  # fmt: skip
    return sorted(rows, key=lambda row: (row.uploaded_at, row.pk))


def own_files(entries: Sequence[Entry]) -> set[str]:
    """The ids of the files, photos and clips, that were sent with a reporter's own words."""
    return {
        photo
        for entry in entries
        if entry.kind in ("case.received", "case.reopened")
        for photo in entry.data.get("photos") or ()
    }
