"""Where a name or a number could have got out: every row of every table, what words find in the search index, every address that
answers a GET as people of every sort, exports."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver

from liandong.kernel import bigrams
from tests.people import signed_in

SORTS: Final = (
    ("0217", "dispatcher"), ("0201", "supervisor"), ("9601", "agent"), ("3001", "handler"), ("1201", "handler"), ("1211", "head"),
    ("1203", "grid_worker"), ("1202", "verifier"), ("0001", "leader"), ("0301", "steward"), ("0901", "system_admin"),
    ("0902", "security_admin"), ("0903", "audit_admin"),
)  # fmt: skip
"""A person of the demo district for every role."""
EXPORT: Final = {"purpose": "report", "days": "30"}


def rows() -> Iterator[tuple[str, str]]:
    """(table, row as text) of the whole database; bytes are shown in hex, so what is sealed stays sealed."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from ((table, row[0]) for row in cursor.fetchall())


def indexed(secret: str) -> list[str]:
    """The tables whose search index finds a secret: an index holds words in pieces, so only a search says what it knows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE udt_name = 'tsvector' "
                       "AND table_schema = current_schema()")  # fmt: skip
        columns = cursor.fetchall()
        found = []
        for table, column in columns:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}" @@ to_tsquery(\'simple\', %s)',
                [bigrams.query(secret)],
            )
            found += [table] * bool(cursor.fetchone()[0])
    assert columns, "there is no search index in which to look"
    return found


def routes(resolver: Any = None, before: str = "") -> Iterator[str]:
    """All addresses of the product as they stand in its tables."""
    for part in (resolver or get_resolver()).url_patterns:
        route = before + str(part.pattern)
        if isinstance(part, URLPattern):
            yield route
        else:
            yield from routes(part, route)


def whole(answer: Any) -> str:
    """All of an answer, also of one that is sent piece by piece; what is packed, unpacked."""
    content = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return str(content.decode(errors="replace")) + str(answer.headers)


def answers(client: Client, addresses: Iterable[str], **headers: Any) -> Iterator[tuple[str, str]]:
    """(address, all that it answers) as one person, or program, is shown it."""
    for address in addresses:
        yield address, whole(client.get(address, headers=headers))


def shown_to_staff(addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(who and where, what is shown) for a person of every role, with the list they can take out."""
    for number, role in SORTS:
        client, wanted = signed_in(number, role), list(addresses)
        yield from ((f"{role} {address}", text) for address, text in answers(client, wanted))
        for format_ in ("csv", "xlsx"):
            yield f"{role} export {format_}", whole(client.post("/desk/export?tab=open", {**EXPORT, "format": format_}))


def leaks(secrets: Iterable[str], texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(where, secret) for everything that stands where it must not."""
    wanted = list(secrets)
    return [(where, secret) for where, text in texts for secret in wanted if secret in text]
