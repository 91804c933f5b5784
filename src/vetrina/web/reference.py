"""The API's OpenAPI document in the words of a page: what to send, what comes back.

Everything is read from the document that programmes get, so the page cannot say anything else.
Source: OpenAPI Specification 3.1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
JSON = "application/json"
DEEPEST = 4
"""How far an example follows schemas into schemas."""

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a field of a body.  place: path, query, header, cookie or body."""

    name: str
    place: str
    kind: str
    is_required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One status that may come.  schema: name of what it holds, empty without one."""

    status: str
    meaning: str
    schema: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path.

    sends: media type of the body.  key: needed, optional or none.  curl, example: ready to copy.
    """

    id: str
    method: str
    path: str
    title: str
    description: str
    sends: str
    fields: tuple[Field, ...]
    answers: tuple[Answer, ...]
    key: str
    curl: str
    example: str


@dataclass(frozen=True, slots=True)
class Section:
    """The operations of one part of the house."""

    name: str
    operations: tuple[Operation, ...]


def sections(document: Node, origin: str) -> tuple[Section, ...]:
    """All operations in the order of *document*, by their first tag.

    origin: scheme, host and prefix that the lines for curl begin with.
    """
    found: dict[str, list[Operation]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                told = item[method]
                part = (told.get("tags") or ["other"])[0]
                found.setdefault(part, []).append(_operation(document, origin, path, method, told))
    return tuple(Section(name, tuple(operations)) for name, operations in found.items())


def _operation(document: Node, origin: str, path: str, method: str, told: Node) -> Operation:
    key, (sends, body) = _key(told), _body(document, told)
    answers = tuple(_answers(told))
    fields = (*_parameters(document, told), *_fields(document, body))
    return Operation(
        id=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        method=method.upper(),
        path=path,
        title=str(told.get("summary", path)).capitalize(),
        description=" ".join(str(told.get("description", "")).split()),
        sends=sends,
        fields=fields,
        answers=answers,
        key=key,
        curl=_curl(origin, path, method, sends, fields, _sample(document, body), key),
        example=_example(document, told),
    )


def _key(told: Node) -> str:
    ways = told.get("security")
    if not ways:
        return "none"
    return "optional" if {} in ways else "needed"


def _body(document: Node, told: Node) -> tuple[str, Node]:
    content: Node = told.get("requestBody", {}).get("content", {})
    for kind, holds in content.items():
        return kind, _resolved(document, holds.get("schema", {}))
    return "", {}


def _parameters(document: Node, told: Node) -> Iterator[Field]:
    for one in told.get("parameters", []):
        schema = one.get("schema", {})
        words = one.get("description") or schema.get("description", "")
        needed = bool(one.get("required"))
        yield Field(one["name"], one["in"], kind_of(document, schema), needed, words)


def _fields(document: Node, schema: Node) -> Iterator[Field]:
    needed = set(schema.get("required", ()))
    for name, one in schema.get("properties", {}).items():
        words = one.get("description") or _resolved(document, one).get("description", "")
        yield Field(name, "body", kind_of(document, one), name in needed, " ".join(words.split()))


def _answers(told: Node) -> Iterator[Answer]:
    for status, one in sorted(told.get("responses", {}).items()):
        schema: Node = {}
        for holds in one.get("content", {}).values():
            schema = holds.get("schema", {})
            break
        meaning = one.get("description", "")
        if meaning == "Successful Response":
            meaning = HTTPStatus(int(status)).phrase
        yield Answer(status, meaning, _name(schema))


def kind_of(document: Node, schema: Node) -> str:
    """The type of a value in a few words: "text or nothing", "list of PieceAnswer"."""
    if "$ref" in schema:
        target = _resolved(document, schema)
        return _name(schema) if "properties" in target else kind_of(document, target)
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            kinds = dict.fromkeys(
                kind_of(document, one) for one in schema[choice] if one.get("type") != "null"
            )
            return " or ".join(kinds)
    if "const" in schema or "enum" in schema:
        return " | ".join(str(one) for one in schema.get("enum", [schema.get("const")]))
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"list of {kind_of(document, schema.get('items', {}))}"
    if kind == "string" and (schema.get("format") == "binary" or "contentMediaType" in schema):
        return "file"
    words = {"string": "text", "null": "nothing", "boolean": "yes or no", "object": "object"}
    return str(schema.get("format") or words.get(kind, kind))


def _name(schema: Node) -> str:
    """The name of a referenced schema, without the module that two of one name carry before it."""
    return str(schema.get("$ref", "")).rpartition("/")[2].rpartition("__")[2]


def _resolved(document: Node, schema: Node) -> Node:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def _sample(document: Node, schema: Node, depth: int = 0) -> Any:
    """A value of *schema*: its example or default where it has one, else the simplest."""
    schema = _resolved(document, schema)
    for source in (schema.get("example"), *schema.get("examples", ())[:1], schema.get("default")):
        if source is not None:
            return source
    for choice in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(choice, ()):
            return _sample(document, one, depth)
    if "enum" in schema or "const" in schema:
        return schema.get("enum", [schema.get("const")])[0]
    if schema.get("type") == "array":
        return [] if depth > DEEPEST else [_sample(document, schema.get("items", {}), depth + 1)]
    if "properties" in schema and depth <= DEEPEST:
        needed = schema.get("required") or list(schema["properties"])
        return {
            name: _sample(document, one, depth + 1)
            for name, one in schema["properties"].items()
            if name in needed
        }
    plain = {"uuid": "01932c5e-7a10-7d44-9f5c-0b6e5a3d2f10", "date-time": "2026-01-31T12:00:00Z"}
    kinds = {"string": "…", "integer": 1, "number": 1.0, "boolean": True}
    return plain.get(schema.get("format", ""), kinds.get(schema.get("type", "")))


def _example(document: Node, told: Node) -> str:
    """What a good answer looks like, as JSON in lines; empty where no JSON comes."""
    for status, one in sorted(told.get("responses", {}).items()):
        holds = one.get("content", {}).get(JSON)
        if status.startswith("2") and holds:
            given = holds.get("example")
            value = _sample(document, holds.get("schema", {})) if given is None else given
            if value is not None:
                return json.dumps(value, indent=2, ensure_ascii=False)
    return ""


def _curl(
    origin: str,
    path: str,
    method: str,
    sends: str,
    fields: tuple[Field, ...],
    sample: Any,
    key: str,
) -> str:
    """The call as a line to copy; a person fills in the key and what stands in capitals."""
    for one in fields:
        path = path.replace(f"{{{one.name}}}", one.name.upper())
    parts = [f"curl {'' if method == 'get' else f'-X {method.upper()} '}{origin}{path}"]
    if key != "none":
        parts.append('-H "X-API-Key: $VETRINA_KEY"')
    if sends == JSON:
        body = json.dumps(sample, ensure_ascii=False).replace("'", "'\\''")
        parts += ['-H "Content-Type: application/json"', f"-d '{body}'"]
    elif sends:
        given = [one for one in fields if one.place == "body"]
        shown = [one for one in given if one.is_required or one.kind == "file"] or given
        parts += [
            f"-F {one.name}={'@photo.jpg' if one.kind == 'file' else one.name.upper()}"
            for one in shown
        ]
    return " \\\n  ".join(parts)
