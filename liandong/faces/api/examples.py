"""Examples for the API's document: one for every body that is sent or answered, put together from those of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from liandong.faces.api.problems import TITLES

Schema = Mapping[str, Any]
FORMATS: Final = {
    "date-time": "2026-06-12T14:30:00+08:00", "date": "2026-06-12", "uuid": "6f1c2f0e-0d1a-4a57-9d0e-2f4f4d3c1b2a", "binary": "",
}  # fmt: skip
TYPES: Final[Mapping[str, Any]] = {"string": "", "integer": 1, "number": 1.5, "boolean": True, "null": None}
NAMES: Final[Mapping[str, Any]] = {
    "number": "260612-0417", "token": "k3Jd9sPq2mXw7RtA", "title": "路灯不亮", "text": "建设北路一段路灯不亮，晚上看不见路。",
    "place": "建设北路一段76号", "place_words": "建设北路一段76号", "name": "区照明所", "code": "510108-zhaoming", "reason": "不归我们管",
    "note": "灯已修好", "unit": "510108-zhaoming", "kind": "C0401", "area": "510108012", "grid": "510108012002003", "task": "清理现场",
    "name_en": "Street light out", "level": "subdistrict", "parent": "510108", "bbox": "104.1,30.66,104.12,30.68", "q": "建设北路",
    "lon": 104.1093, "lat": 30.6731, "community": "510108012002", "stars": 5, "access_token": "n2Zb…", "state": "accepted", "scope": "reports.write",
    "client_secret": "x7Qk…", "answer": "confirmed", "outcome": "现场清理完毕，三天后复查", "urgency": "normal", "channel": "hotline", "words": "路灯",
    "track_url": "/t/k3Jd9sPq2mXw7RtA", "track_token": "k3Jd9sPq2mXw7RtA", "key": "20260612-000417", "phone": "13800000000",
    "after": "2026-06-12T14:30:00+08:00~17", "field": "key", "lead": "260612-0417", "precision_m": 20.0, "confidence": 0.93,
    "reporters": 1, "Idempotency-Key": "20260612-000417", "sentence": "路灯由区照明所负责", "named": "510108-zhaoming", "required": True,
}  # fmt: skip
"""What a field of a name usually holds, where its schema gives no example of its own."""
REFUSED: Final[Mapping[int, tuple[str, str, str | None]]] = {
    400: ("not-json", "请求的内容不是 UTF-8 编码的 JSON。", None),
    401: ("no-key", "没有有效的密钥。请在 Authorization 里写 Bearer 和登记时得到的密钥。", None),
    403: ("no-scope", "这个密钥没有权限 cases.read。", None), 404: ("not-found", "没有找到。", None),
    409: ("key-reused", "这个提交编号已经用过，内容却不一样。请刷新页面再提交。", "key"), 413: ("too-large", "内容最多 1 MB。", None),
    415: ("not-json-type", "内容要是 application/json。", None), 422: ("missing", "缺少 key。", "key"),
    429: ("too-often", "一分钟最多 600 次，请过 42 秒再试；用同一个编号，不会重复。", None),
    500: ("unexpected", "我们这边出错了，已经记下。请稍后用同一个编号再试一次，不会重复。", None),
    503: ("unavailable", "暂时存不进去。请稍后用同一个编号再试一次，不会重复。", None),
}  # fmt: skip
"""A refusal as it may be met, for each status."""


def problem(status: int) -> dict[str, Any]:
    """Problem details with this status."""
    code, detail, field = REFUSED[status]
    return {"type": f"urn:liandong:problem:{code}", "title": TITLES[status], "status": status, "detail": detail, "code": code, "field": field}  # fmt: skip


def example(schema: Schema, parts: Mapping[str, Schema], name: str = "") -> Any:
    """A value that a schema allows; `parts` are the document's schemas by name."""
    if "$ref" in schema:
        return example(parts[str(schema["$ref"]).rpartition("/")[2]], parts, name)
    for word in ("examples", "example", "const", "enum", "default"):
        if word in schema and (word != "default" or schema[word]):
            return schema[word][0] if word in ("examples", "enum") else schema[word]
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return example(
                next((each for each in schema[word] if each.get("type") != "null"), schema[word][0]), parts, name
            )
    return plain(schema, parts, name)


def plain(schema: Schema, parts: Mapping[str, Schema], name: str) -> Any:
    """The same where the schema names neither an example nor a choice."""
    sort = schema.get("type", "object")
    sort = sort[0] if isinstance(sort, list) else sort
    if sort == "object":
        inner: Schema = schema.get("properties", {})
        return {each: example(found, parts, each) for each, found in inner.items()}
    if sort == "array":
        return [example(schema.get("items", {}), parts, name)]
    if (found := FORMATS.get(schema.get("format", ""))) is not None:
        return found
    usual = NAMES.get(name)
    return usual if isinstance(usual, str) == (sort == "string") and usual is not None else bounded(sort, schema)


def bounded(sort: str, schema: Schema) -> Any:
    """A value of a plain type inside its bounds."""
    if sort == "string":
        return "字" * int(schema.get("minLength", 1))
    return max(TYPES[sort], schema["minimum"]) if "minimum" in schema else TYPES[sort]


def complete(document: dict[str, Any]) -> None:
    """Puts an example beside every schema of a parameter, a body or an answer that has none."""
    parts = document["components"]["schemas"]
    for path in document["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if "example" not in parameter and "examples" not in parameter:
                    parameter["example"] = example(parameter["schema"], parts, parameter["name"])
            bodies = [operation["requestBody"]] if "requestBody" in operation else []
            for status, said in (
                *((0, each) for each in bodies),
                *((int(key), found) for key, found in operation["responses"].items()),
            ):
                for kind, content in said.get("content", {}).items():
                    exact = problem(status) if "problem" in kind else example(content.get("schema", {}), parts)
                    content.setdefault("example", exact)
