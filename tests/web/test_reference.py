"""The page of the API says what its document says."""

from __future__ import annotations

import json

import pytest

from vetrina.app import describe_api
from vetrina.web.reference import Operation, kind_of, sections

ORIGIN = "http://localhost:8000/at/shop"


@pytest.fixture(scope="module")
def document():
    return describe_api()


def call(document, name: str) -> Operation:
    return {one.id: one for part in sections(document, ORIGIN) for one in part.operations}[name]


def test_every_operation_is_told_once(document):
    told = [
        (one.method.lower(), one.path)
        for part in sections(document, ORIGIN)
        for one in part.operations
    ]
    there = [(method, path) for path, item in document["paths"].items() for method in item]
    assert sorted(told) == sorted(there)
    assert len(told) > 25


def test_ids_are_fit_for_links(document):
    ids = [one.id for part in sections(document, ORIGIN) for one in part.operations]
    assert len(set(ids)) == len(ids)
    assert all(set(one) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.") for one in ids)


def test_what_is_needed_is_marked(document):
    fields = {one.name: one for one in call(document, "post-api-v1-stagings").fields}
    assert fields["style"].is_required
    assert not fields["photo"].is_required
    assert fields["photo"].kind == "file"
    assert fields["Idempotency-Key"].place == "header"


def test_examples_are_json_that_follows_references(document):
    shown = [one for part in sections(document, ORIGIN) for one in part.operations if one.example]
    values = {one.id: json.loads(one.example) for one in shown}
    assert values["get-api-v1-stagings-staging_id"]["links"]["self"].startswith("/api/v1/stagings/")
    assert len(values) > 15


def test_a_line_to_copy_names_the_key_the_place_and_the_body(document):
    line = call(document, "post-api-v1-keys").curl
    assert line.startswith(f"curl -X POST {ORIGIN}/api/v1/keys")
    assert "X-API-Key: $VETRINA_KEY" in line
    assert json.loads(line.partition("-d '")[2].removesuffix("'"))["name"]
    assert "STAGING_ID" in call(document, "get-api-v1-stagings-staging_id").curl


def test_a_call_says_whether_it_needs_a_key(document):
    assert call(document, "get-api-v1-keys").key == "needed"
    assert call(document, "post-api-v1-stagings").key == "optional"
    assert call(document, "get-health-live").key == "none"
    assert "X-API-Key" not in call(document, "get-health-live").curl


def test_kinds_are_named_in_words():
    inner = {"type": "object", "properties": {}}
    document = {"components": {"schemas": {"a__B": inner, "C": {"type": "integer"}}}}
    assert kind_of(document, {"anyOf": [{"type": "string"}, {"type": "null"}]}) == "text"
    assert kind_of(document, {"type": "array", "items": {"$ref": "#/components/schemas/a__B"}}) == (
        "list of B"
    )
    assert kind_of(document, {"$ref": "#/components/schemas/C"}) == "integer"
    assert kind_of(document, {"enum": ["jpeg", "png"]}) == "jpeg | png"


async def test_the_page_shows_the_document_of_the_same_app(client):
    page = await client.get("/at/modera/api/docs")
    document = (await client.get("/api/openapi.json")).json()
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    for path in document["paths"]:
        assert path in page.text
    assert 'href="/at/modera/api/openapi.json"' in page.text
