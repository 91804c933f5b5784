"""From every first page, every link and every file: none is dead, none leaves its shop."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest

from vetrina import storefronts

PLACES = re.compile(r'(?:href|src|action|srcset)="([^"]*)"')
IN_SHEETS = re.compile(r'url\("([^")]+)"\)')
SHOPS = storefronts.load_storefronts().all
BARE = "http://localhost"
MOST = 400


def places_on(url: str, text: str, kind: str) -> list[str]:
    """Absolute addresses that a page or a style sheet names, without fragments."""
    if kind.startswith("text/css"):
        found = IN_SHEETS.findall(text)
    else:
        found = [
            one.split()[0] for place in PLACES.findall(text) for one in place.split(", ") if one
        ]
    joined = [urljoin(url, place.replace("&amp;", "&")) for place in found]
    return [place.split("#")[0] for place in joined if not place.startswith("data:")]


async def crawl(client, start: str) -> tuple[list[str], list[str], int]:
    """Dead addresses, addresses outside of *start*, and how many were looked at."""
    dead, away, seen, waiting = [], [], {start}, deque([start])
    while waiting and len(seen) < MOST:
        url = waiting.popleft()
        answer = await client.get(url, headers={"Accept": "text/html"})
        if answer.status_code >= 400 and answer.status_code != 405:
            dead.append(f"{answer.status_code} {url}")
            continue
        kind = answer.headers.get("content-type", "")
        if not kind.startswith(("text/html", "text/css")):
            continue
        for place in places_on(url, answer.text, kind):
            if not place.startswith(start):
                away.append(f"{place} on {url}")
            elif place not in seen:
                seen.add(place)
                waiting.append(place)
    return dead, away, len(seen)


@pytest.mark.parametrize("shop", SHOPS, ids=lambda shop: shop.id)
@pytest.mark.parametrize("by", ["host", "path"])
async def test_no_link_of_a_shop_is_dead_or_leaves_it(client, shop, by):
    start = f"http://{shop.hosts[0]}/" if by == "host" else f"{BARE}/at/{shop.id}/"
    dead, away, count = await crawl(client, start)
    assert (dead, away) == ([], [])
    assert count > 8


async def test_no_link_of_the_hall_is_dead_and_it_leads_into_every_shop(client):
    dead, away, _ = await crawl(client, f"{BARE}/")
    assert (dead, away) == ([], [])
    text = (await client.get("/")).text
    for shop in SHOPS:
        assert f'href="/at/{shop.id}/"' in text


def test_the_crawl_sees_what_a_page_names():
    page = '<a href="/a#b"></a><img src="c.png" srcset="/d 1x, /e 2x"><form action="/f">'
    assert [urlsplit(one).path for one in places_on("http://x/y/", page, "text/html")] == [
        *("/a", "/y/c.png", "/d", "/e", "/f"),
    ]
