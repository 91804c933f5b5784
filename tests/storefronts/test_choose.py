"""Every request knows its shop before anything looks at it: by host, by path, or by setting."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.requests import Request

from vetrina import storefronts
from vetrina.infra.settings import Settings, Web
from vetrina.infra.templating import Links
from vetrina.storefronts import ChooseStorefront, HereOf

ALIASES = """
[aliases]
"/api/old" = "/api/v1/new"
"/api/admin/things/{id}/models" = "/api/v1/things/{id}/models"
"""


@pytest.fixture
def shelf(tmp_path: Path) -> storefronts.Storefronts:
    """Two shops: `north` with paths of a plan, `south` without."""
    source = next(iter(storefronts.load_storefronts())).folder
    for name in ("north", "south"):
        shutil.copytree(source, tmp_path / name)
        file = tmp_path / name / "storefront.toml"
        text = file.read_text().replace(f"{source.name}.localhost", f"{name}.example")
        file.write_text(text + (ALIASES if name == "north" else ""))
    return storefronts.load_storefronts(tmp_path)


@pytest.fixture
def ask(shelf):
    """Asks for a URL and gets what the route behind the middleware saw."""

    def ask(url: str, settings: Settings | None = None, **more):
        app = FastAPI()

        @app.get("/{path:path}")
        def see(request: Request, here: HereOf) -> dict[str, str | None]:
            return {
                "shop": here.storefront.id if here.storefront else None,
                "path": request.scope["path"],
                "link": here.links.link("/x"),
                "absolute": here.links.absolute("/x"),
            }

        wrapped = ChooseStorefront(app, settings or Settings(), shelf)

        async def get():
            async with AsyncClient(transport=ASGITransport(wrapped)) as client:
                return await client.get(url, **more)

        return asyncio.run(get())

    return ask


def test_a_host_chooses_its_shop_and_links_need_no_prefix(ask):
    seen = ask("http://north.example:8000/things?a=1").json()
    assert seen == {
        "shop": "north",
        "path": "/things",
        "link": "/x",
        "absolute": "http://north.example:8000/x",
    }


def test_a_path_chooses_its_shop_and_is_taken_off(ask):
    seen = ask("http://127.0.0.1:8000/at/south/things").json()
    assert seen == {
        "shop": "south",
        "path": "/things",
        "link": "/at/south/x",
        "absolute": "http://127.0.0.1:8000/at/south/x",
    }


@pytest.mark.parametrize("path", ["/", "/things", "/at/nobody/things", "/at/", "/attic"])
def test_everything_else_on_the_bare_host_is_the_hall(ask, path):
    seen = ask(f"http://localhost{path}").json()
    assert (seen["shop"], seen["path"]) == (None, path)


def test_a_shop_without_its_slash_is_sent_there(ask):
    answer = ask("http://localhost/at/south?face=day")
    assert (answer.status_code, answer.headers["location"]) == (308, "/at/south/?face=day")


def test_one_shop_alone_is_at_the_root_of_every_host(ask):
    seen = ask("http://anything.example/things", Settings(storefront="south")).json()
    assert (seen["shop"], seen["path"], seen["link"]) == ("south", "/things", "/x")


def test_a_shop_that_is_not_there_stops_the_boot(shelf):
    with pytest.raises(storefronts.StorefrontUnreadable, match="no storefront called west"):
        ChooseStorefront(FastAPI(), Settings(storefront="west"), shelf)


def test_the_paths_of_a_plan_become_ours_with_and_without_prefix(ask):
    for base in ("http://north.example", "http://localhost/at/north"):
        assert ask(f"{base}/api/old").json()["path"] == "/api/v1/new"
        found = ask(f"{base}/api/admin/things/7%20a/models").json()["path"]
        assert found == "/api/v1/things/7 a/models"
    assert ask("http://south.example/api/old").json()["path"] == "/api/old"
    assert (
        ask("http://north.example/api/admin/things/7/8/models").json()["path"].endswith("/8/models")
    )


def test_the_public_address_is_used_under_the_bare_host(ask):
    settings = Settings(web=Web(public_url="https://shops.example/"))
    assert ask("http://localhost/at/south/", settings).json()["absolute"] == (
        "https://shops.example/at/south/x"
    )


def test_what_is_no_host_gets_into_no_link(ask):
    seen = ask("http://localhost/", headers={"Host": 'evil"><b>'}).json()
    assert seen["absolute"] == "/x"


def test_a_page_of_a_shop_is_not_found_in_the_hall():
    with pytest.raises(storefronts.NotInTheHall):
        _ = storefronts.Here(None, Links()).shop


def test_an_alias_that_gives_nothing_for_its_target_is_named(tmp_path):
    source = next(iter(storefronts.load_storefronts())).folder
    shutil.copytree(source, tmp_path / "north")
    file = tmp_path / "north" / "storefront.toml"
    file.write_text(file.read_text() + '\n[aliases]\n"/a" = "/b/{id}"\n')
    with pytest.raises(storefronts.StorefrontUnreadable, match="gives no id"):
        storefronts.load_storefronts(tmp_path)
