"""What went wrong is a page for people and a document for programmes, one and the same."""

from __future__ import annotations

import pytest


async def test_a_person_gets_a_page_in_the_face_of_the_shop(client):
    answer = await client.get("/at/voguevault/nothing-here")
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert 'data-storefront="voguevault"' in answer.text
    assert "<h1>Nothing is here</h1>" in answer.text
    assert 'href="/at/voguevault/"' in answer.text


async def test_a_programme_gets_the_document(client):
    answer = await client.get("/nothing-here", headers={"Accept": "application/json"})
    document = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (document["status"], document["code"]) == (404, "not_found")


async def test_the_api_answers_browsers_with_documents_too(client):
    answer = await client.get("/at/stagecraft/api/v1/stagings/nothing")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_fault_of_ours_says_nothing_of_its_inside(client):
    answer = await client.get("/_break")
    assert answer.status_code == 500
    assert "Something broke here" in answer.text
    assert "on purpose" not in answer.text


async def test_what_is_not_right_is_named_field_by_field(client):
    answer = await client.get("/_ui?face=no%20such%20face")
    assert answer.status_code == 422
    assert "Something in it is not right" in answer.text
    assert "query.face" in answer.text


async def test_a_shops_page_is_not_found_in_the_hall(client):
    answer = await client.get("/account")
    assert answer.status_code == 404
    assert "<h1>Nothing is here</h1>" in answer.text


@pytest.mark.parametrize("path", ["/static/css/none.css", "/static/../pages.py", "/static/"])
async def test_a_static_file_that_is_not_there_is_404(client, path):
    assert (await client.get(path)).status_code == 404
