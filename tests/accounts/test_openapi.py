"""The document says which calls need a key, and the calls agree."""

from __future__ import annotations

import pytest

from vetrina.app import describe_api

NEEDED = [{"key": []}, {"token": []}, {"session": []}]


@pytest.fixture(scope="module")
def document():
    return describe_api()


@pytest.mark.parametrize(
    ("method", "path", "security"),
    [
        ("post", "/api/v1/keys", NEEDED),
        ("get", "/api/v1/stagings/{staging_id}", NEEDED),
        ("delete", "/api/v1/media/{media_id}", NEEDED),
        ("post", "/api/v1/stagings", [*NEEDED, {}]),
        ("post", "/api/v1/media", [*NEEDED, {}]),
        ("get", "/api/v1/me", [*NEEDED, {}]),
        ("get", "/api/v1/styles", [*NEEDED, {}]),
        ("post", "/api/v1/sessions", None),
        ("get", "/health/live", None),
    ],
)
def test_a_call_says_whether_a_key_is_needed(document, method, path, security):
    assert document["paths"][path][method].get("security") == security


def test_every_way_to_prove_who_acts_is_described(document):
    ways = document["components"]["securitySchemes"]
    assert ways["key"]["name"] == "X-API-Key"
    assert (ways["token"]["type"], ways["token"]["scheme"]) == ("http", "bearer")
    assert ways["session"]["in"] == "cookie"
    assert all(way["description"] for way in ways.values())
