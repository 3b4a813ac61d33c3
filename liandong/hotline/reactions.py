"""Because something happened: people are called back, or need not be; whoever is complained about does not get the case."""

from __future__ import annotations

from liandong.cases.models import Case
from liandong.hotline.call_back_actions import ask_for, spare
from liandong.hotline.worksheet_actions import keep_out
from liandong.journal.models import Entry
from liandong.kernel.clock import now


def case_of(entry: Entry) -> int:
    return int(entry.subject.partition(":")[2])


def ask_back(entry: Entry) -> None:
    ask_for(entry)


def spare_reporter(entry: Entry) -> None:
    spare(case_of(entry), now=entry.at, report=entry.data.get("report"))


def spare_all(entry: Entry) -> None:
    spare(case_of(entry), now=entry.at)


def keep_out_accused(entry: Entry) -> None:
    keep_out(Case.objects.get(pk=case_of(entry)), now())
