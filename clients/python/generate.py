"""Writes `liandong_client/models.py` and `client.py` from the API's document: python generate.py openapi.json

Only what programs and the public may ask is in it; operations for a session of the desk are left out.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).parent / "liandong_client"
MADE: Final = '"""{what} Made by generate.py from the API\'s document; not written by hand."""\n\nfrom __future__ import annotations\n\n'
PLAIN: Final = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
TOKENS: Final = ("/api/v1/token", "/api/v1/token/revocation")
Schema = Mapping[str, Any]


def typed(schema: Schema) -> str:
    """The Python type of a schema."""
    if "$ref" in schema:
        return f"models.{str(schema['$ref']).rpartition('/')[2]}"
    if "enum" in schema or "const" in schema:
        return f"Literal[{', '.join(map(json.dumps, schema.get('enum', [schema.get('const')])))}]"
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return " | ".join(dict.fromkeys(typed(each) for each in schema[word]))
    sort = schema.get("type")
    if isinstance(sort, list):
        return " | ".join(PLAIN[each] for each in sort)
    if sort == "array":
        return f"list[{typed(schema.get('items', {}))}]"
    if sort == "object":
        inner = schema.get("additionalProperties")
        return f"dict[str, {typed(inner) if isinstance(inner, dict) and inner else 'Any'}]"
    return PLAIN.get(str(sort), "Any")


def used(document: Schema, found: Mapping[str, Any]) -> set[str]:
    """The names of all schemas that something leads to."""
    names: set[str] = set()
    waiting = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(found)))
    while waiting:
        name = waiting.pop()
        names.add(name)
        inner = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document["components"]["schemas"][name])))
        waiting |= inner - names
    return names


def models(document: Schema, names: set[str]) -> Iterator[str]:
    """A TypedDict for each schema; what may be left out is NotRequired."""
    for name in sorted(names):
        schema = document["components"]["schemas"][name]
        if "enum" in schema:
            yield f"{name} = {typed(schema)}"
            continue
        yield f"class {name}(TypedDict):"
        yield f'    """{" ".join(schema.get("description", name).split())}"""\n'
        needed = set(schema.get("required", ()))
        answered = name.endswith("Out")
        for each, inner in schema.get("properties", {}).items():
            kind = typed(inner).replace("models.", "")
            yield f"    {each}: {kind if each in needed or answered else f'NotRequired[{kind}]'}"
        yield ""


def operations(document: Schema) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation of all that a program or anybody may ask."""
    for path, found in document["paths"].items():
        for method, operation in found.items():
            security = json.dumps(operation.get("security", []))
            if path not in TOKENS and (not operation.get("security") or "Client" in security):
                yield method.upper(), path, operation


def method_of(verb: str, path: str, operation: Schema) -> Iterator[str]:
    """One method of the client."""
    given = operation.get("parameters", [])
    inside = {each["name"]: each["schema"] for each in given if each["in"] == "path"}
    asked = {each["name"]: (each["schema"], each.get("required", False)) for each in given if each["in"] == "query"}
    contents = operation.get("requestBody", {}).get("content", {})
    answer: Schema = next(
        (each for status, each in sorted(operation["responses"].items()) if status.startswith("2")), {}
    )
    result = (
        typed(answer["content"]["application/json"]["schema"])
        if "application/json" in answer.get("content", {})
        else "bytes"
        if answer.get("content")
        else "None"
    )
    words = [f"{safe(name)}: str" for name in inside]
    if "application/json" in contents:
        words.append(f"body: {typed(contents['application/json']['schema'])}")
    if "multipart/form-data" in contents:
        words += ["file: bytes", "key: str"]
    words += [f"{safe(name)}: {typed(schema)}" for name, (schema, needed) in asked.items() if needed]
    free = [
        f"{safe(name)}: {typed(schema)}{'' if 'None' in typed(schema) else ' | None'} = None"
        for name, (schema, needed) in asked.items()
        if not needed
    ]
    yield f"    def {name_of(operation)}({', '.join(['self', *words, *free])}) -> {result}:"
    yield f'        """{operation.get("description", operation["summary"]).splitlines()[0]}"""'
    address = re.sub(r"\{(\w+)\}", lambda found: "{quote(" + safe(found[1]) + ", safe='')}", path)
    sent = [f'"{verb}"', f'f"{address}"' if inside else f'"{address}"']
    if asked:
        sent.append("query={" + ", ".join(f'"{name}": {safe(name)}' for name in asked) + "}")
    sent += ["body=body"] * ("application/json" in contents) + ['files={"file": file, "key": (None, key)}'] * (
        "multipart/form-data" in contents
    )
    call = f"self.ask({', '.join(sent)})"
    yield f"        {call}" if result == "None" else f'        return cast("{result}", {call})'
    yield ""


def safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def name_of(operation: Schema) -> str:
    """The function that answers, after which Ninja names the operation."""
    return str(operation["summary"]).lower().replace(" ", "_")


def written(document: Schema) -> dict[str, str]:
    """The files by name."""
    found = list(operations(document))
    names = used(document, {path + method: operation for method, path, operation in found})
    made = "\n".join(models(document, names)).rstrip() + "\n"
    lines = [line for method, path, operation in found for line in method_of(method, path, operation)]
    head = ["from typing import Any, Literal, cast", "from urllib.parse import quote", "",
            "from liandong_client import models", "from liandong_client.transport import Transport", "", "",
            "class Client(Transport):", '    """One method for each operation; what they raise stands at `Transport.ask`."""', ""]  # fmt: skip
    body = "\n".join([*head, *lines]).rstrip() + "\n"
    for word in ("Any", "Literal"):
        if not re.search(rf"\b{word}\b", body.partition("class Client")[2]):
            body = body.replace(f"{word}, ", "", 1)
    inner = ", ".join(
        word for word in ("Any", "Literal", "NotRequired", "TypedDict") if re.search(rf"\b{word}\b", made)
    )
    return {
        "models.py": MADE.format(what="What goes in and out.") + f"from typing import {inner}\n\n\n" + made.replace("\n\nclass", "\n\n\nclass"),
        "client.py": MADE.format(what="The operations of the open API.") + body,
    }  # fmt: skip


def main() -> int:
    document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    for name, text in written(document).items():
        (HERE / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
