"""The hall, the homes, the small files every site has, and the choices a reader makes."""

from __future__ import annotations

import re

import pytest

from vetrina import storefronts

SHOPS = storefronts.load_storefronts().all


async def test_the_hall_shows_every_shop_with_its_window_and_a_way_in(client):
    answer = await client.get("/")
    found = re.findall(r'<article class="window[^"]*" data-storefront="(\w+)">', answer.text)
    assert answer.status_code == 200
    assert found == [shop.id for shop in SHOPS]
    for shop in SHOPS:
        assert f'<a href="/at/{shop.id}/">{shop.name}</a>' in answer.text


async def test_only_a_shop_with_work_says_that_it_is_open(client):
    text = (await client.get("/")).text
    open_shops = re.findall(r'class="window is-open" data-storefront="(\w+)"', text)
    assert open_shops == [shop.id for shop in SHOPS if shop.modules]
    assert text.count("Opens with a later release") == sum(not shop.modules for shop in SHOPS)


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.id)
async def test_every_shop_has_a_home_of_its_own_by_host_and_by_path(client, shop):
    by_host = await client.get("/", headers={"Host": shop.hosts[0]})
    by_path = await client.get(f"/at/{shop.id}/")
    for answer in (by_host, by_path):
        assert answer.status_code == 200
        assert f'data-storefront="{shop.id}"' in answer.text
        assert answer.text.count("<h1") == 1
    assert by_host.text.replace('"/', f'"/at/{shop.id}/') != by_host.text
    assert f'href="/at/{shop.id}/"' in by_path.text


@pytest.mark.parametrize("shop", [s for s in SHOPS if not s.modules], ids=lambda shop: shop.id)
async def test_a_shop_without_work_says_so_and_takes_nothing(client, shop):
    text = (await client.get(f"/at/{shop.id}/")).text
    assert "Opens with a later release." in text
    assert re.findall(r'<form[^>]*action="([^"]+)"', text) == [f"/at/{shop.id}/face"]
    assert "Sign in" not in text


async def test_choosing_dark_keeps_it_and_comes_back_without_script(client):
    answer = await client.post("/at/modera/face", data={"face": "day", "back": "/capabilities"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/at/modera/capabilities")
    assert "vetrina_face=day" in answer.headers["set-cookie"]
    assert 'data-face="day"' in (await client.get("/at/modera/capabilities")).text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example/", "/\\evil.example"])
async def test_a_choice_never_leads_away(client, back):
    answer = await client.post("/face", data={"face": "night", "back": back})
    assert answer.headers["location"] == "/"


async def test_every_shop_and_the_hall_have_a_sign_of_their_own(client):
    signs = [await client.get("/favicon.svg")]
    signs += [await client.get(f"/at/{shop.id}/favicon.ico") for shop in SHOPS]
    assert {sign.headers["content-type"] for sign in signs} == {"image/svg+xml"}
    assert len({sign.text for sign in signs}) == len(SHOPS) + 1


async def test_search_engines_are_told_what_is_for_everybody(client):
    robots = await client.get("/robots.txt", headers={"Host": SHOPS[0].hosts[0]})
    assert "Disallow: /stagings" in robots.text
    assert f"Sitemap: http://{SHOPS[0].hosts[0]}/sitemap.xml" in robots.text
    places = re.findall(r"<loc>([^<]+)</loc>", (await client.get("/sitemap.xml")).text)
    assert places[0] == "http://localhost/"
    for place in places:
        assert (await client.get(place)).status_code == 200


@pytest.mark.parametrize("path", ["/_ui", *(f"/_ui?face={shop.id}" for shop in SHOPS)])
async def test_every_component_is_shown_in_every_face(client, path):
    answer = await client.get(path)
    missing = [
        name
        for name in (
            *("button", "field", "note bad", "choice", "bar-progress", "stages", "meter", "pair"),
            *("facts", "row pager", "tabs", "empty", "sheet-dialog", "score-figure", "icon"),
        )
        if f'class="{name}' not in answer.text
    ]
    assert (answer.status_code, missing) == (200, [])


async def test_static_files_answer_below_every_prefix(client):
    text = (await client.get("/at/closetgpt/")).text
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)
    assert len(sheets) >= 3
    for sheet in sheets:
        answer = await client.get(sheet)
        assert (answer.status_code, answer.headers["cache-control"]) == (
            200,
            "public, max-age=31536000, immutable",
        )


async def test_one_process_answers_pages_the_api_and_health(client):
    shop = f"/at/{SHOPS[0].id}"
    for prefix in ("", shop):
        page = await client.get(f"{prefix}/")
        assert page.headers["content-type"].startswith("text/html")
        health = await client.get(f"{prefix}/health")
        assert health.json()["service"] == "vetrina"
    assert (await client.get(f"{shop}/api/v1/styles")).json()["items"]


async def test_looking_at_a_shop_sets_no_cookie(client):
    for path in ("/", *(f"/at/{shop.id}/" for shop in SHOPS)):
        answer = await client.get(path)
        assert (answer.status_code, answer.headers.get("set-cookie")) == (200, None)
