"""Takes a list out as a file: what for and until when is written into the journal before the first row leaves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_POST

from liandong.access.roles import Sight
from liandong.cases.models import Case
from liandong.cases.queries import listed
from liandong.desks.actions import note_export
from liandong.faces.desk.lists.columns import chosen, heads, texts
from liandong.faces.desk.lists.tabs import asked
from liandong.faces.desk.lists.workbook import workbook
from liandong.faces.desk.pages import DeskRequest, desk, key_of
from liandong.kernel.clock import local_day, now
from liandong.kernel.refusals import Refused

MOST = 50_000
AT_ONCE = 500
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8",
}  # fmt: skip


@require_POST
@desk()
def export(request: DeskRequest) -> HttpResponseBase:
    """The list in the address with its columns, as xlsx or csv.

    Raises:
        Refused: there is no purpose or no time to keep it, or the list is too long for one file.
    """
    actor, at = request.actor, now()
    if actor.role.sight is Sight.NONE:
        raise Refused("您的岗位看不到案卷，也就没有可以导出的。", code="no-permission")
    names, found = chosen(request.GET), listed(actor, asked(request.GET, actor))
    number = found.order_by()[: MOST + 1].count()
    if number > MOST:
        raise Refused("一次最多导出 {most} 件，请先缩小范围。", code="too-many", most=MOST)
    purpose, days = request.POST.get("purpose", ""), request.POST.get("days", "")
    note_export(dict(request.GET.lists()), names, purpose=purpose, rows=number, days=int(days) if days.isdecimal() else 0,
                actor=actor, now=at, key=f"{key_of(request)}:{purpose}:{days}")  # fmt: skip
    form = "csv" if request.POST.get("format") == "csv" else "xlsx"
    lines = rows(found[:MOST].iterator(chunk_size=AT_ONCE), names)
    pieces = workbook(lines) if form == "xlsx" else csv_pieces(lines)
    name = f"cases-{local_day(at)}.{form}"
    return StreamingHttpResponse(pieces, content_type=FORMATS[form], headers={
        "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"})  # fmt: skip


def rows(cases: Iterable[Case], names: Sequence[str]) -> Iterator[Sequence[str]]:
    yield heads(names)
    for case in cases:
        yield texts(case, names)


def csv_pieces(lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Excel reads UTF-8 only behind a byte order mark; a text that it would take for a formula gets an apostrophe."""
    text = io.StringIO("\ufeff")
    text.seek(1)
    writer = csv.writer(text)
    for line in lines:
        writer.writerow([f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in line])
        if text.tell() > 64 * 1024:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
