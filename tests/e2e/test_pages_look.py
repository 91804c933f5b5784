"""The pages of the shell in a real browser: no fault that axe finds, nothing wider than the screen,
by day and by night, on a phone and on a desk.  The server runs in this process, without a database.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn
from fastapi import FastAPI, HTTPException
from playwright.async_api import Browser, Page, expect

from vetrina import storefronts
from vetrina.infra import settings, web
from vetrina.infra.assets import AssetStore
from vetrina.web import pages, routes, shell

pytestmark = pytest.mark.browser

ASSETS = Path(__file__).resolve().parents[2] / "data" / "assets"
SHOPS = storefronts.load_storefronts().all
CLOSED = [shop.id for shop in SHOPS if not shop.modules]
PATHS = [
    *("/", "/_ui", "/capabilities", "/api/docs", "/nothing-here", "/_break"),
    *(f"/at/{shop}/" for shop in CLOSED),
]
FACES = [f"/at/{shop.id}/_ui" for shop in SHOPS]
"""Every component in every face; the colours are the same at every width."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONG = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung রসায়নেরকার্ডহাতেনিয়ে"
STRETCH = """words => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const inside = node.parentElement.closest("svg, script, select, [aria-hidden=true]");
    if (node.data.trim() && !inside) node.data = words;
  }
}"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
async def address(tmp_path_factory, loopback) -> AsyncIterator[str]:
    """The shell alone, as the web process wraps it."""
    whole = settings.Settings(data_dir=tmp_path_factory.mktemp("look"))
    app = FastAPI(docs_url=None, redoc_url=None)
    parts = SimpleNamespace(settings=whole, assets=AssetStore(ASSETS))
    app.state.parts = parts
    web.install_errors(app, page=shell.show_problem)
    app.add_api_route("/_break", broken)
    app.include_router(routes.router)
    app.include_router(pages.router)
    shell.install(app, parts)
    port = loopback.free_port()
    config = uvicorn.Config(
        web.wrap(storefronts.ChooseStorefront(app, whole), whole), port=port, log_config=None
    )
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext
    running = asyncio.create_task(server.serve())
    await asyncio.to_thread(loopback.wait_for, port)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running


async def broken() -> None:
    raise HTTPException(500)


async def open_page(browser: Browser, address: str, face: str, width: int) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, reduced_motion="reduce", bypass_csp=True
    )
    cookie = {"name": "vetrina_face", "value": face, "url": address}
    await context.add_cookies([cookie])
    return await context.new_page()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("face", ["day", "night"])
async def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(
    browser, address, face, width
):
    engine = ASSETS / "tests" / "axe.min.js"
    if not engine.is_file():
        pytest.skip("axe-core is not here: vetrina assets pull tests")
    page = await open_page(browser, address, face, width)
    faults, looked_at = [], 0
    looked_for = [*PATHS, *(FACES if width == 1440 else [])]
    for path in looked_for:
        await page.goto(address + path)
        await page.evaluate(engine.read_text())
        found = await page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        looked_at += len(found["passes"])
        faults += [
            f"{path}: {fault['id']} at {fault['nodes'][0]['target']}"
            for fault in found["violations"]
        ]
        if await page.evaluate(WIDER) > 0:
            faults.append(f"{path} is wider than {width} px")
    await page.context.close()
    assert faults == []
    assert looked_at > 20 * len(looked_for)


@pytest.mark.parametrize("width", [390, 834])
async def test_long_words_do_not_break_a_page(browser, address, width):
    page = await open_page(browser, address, "day", width)
    wider = []
    for path in PATHS:
        await page.goto(address + path)
        await page.evaluate(STRETCH, LONG)
        if await page.evaluate(WIDER) > 0:
            wider.append(path)
    await page.context.close()
    assert wider == []


async def test_the_policy_refuses_nothing_that_a_page_needs(page, address):
    for path in PATHS[:4]:
        answer = await page.goto(address + path)
        assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_the_switch_changes_the_face_at_once_and_keeps_it(page, address):
    await page.goto(f"{address}/")
    root = page.locator("html")
    await page.get_by_role("button", name="Change to light").click()
    await expect(root).to_have_attribute("data-face", "day")
    await page.get_by_role("button", name="Change to dark").click()
    await expect(root).to_have_attribute("data-face", "night")
    await page.goto(f"{address}/at/{CLOSED[0]}/")
    await expect(root).to_have_attribute("data-face", "night")


async def test_the_switch_works_without_script(browser, address):
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{address}/capabilities")
    await page.get_by_role("button", name="Change to light").click()
    await expect(page).to_have_url(f"{address}/capabilities")
    await expect(page.locator("html")).to_have_attribute("data-face", "day")
    await context.close()


async def test_the_first_tab_leads_past_the_head(page, address):
    await page.goto(f"{address}/")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_be_focused()


async def test_a_window_is_entered_by_keyboard(page, address):
    await page.goto(f"{address}/")
    await page.get_by_role("link", name=SHOPS[1].name).focus()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{address}/at/{SHOPS[1].id}/")


async def test_tabs_and_dialog_follow_the_keyboard(page, address):
    await page.goto(f"{address}/_ui")
    await page.get_by_role("tab", name="Plan").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="List")).to_be_focused()
    await expect(page.locator("#tab-list")).to_be_visible()
    await expect(page.locator("#tab-plan")).to_be_hidden()
    await page.get_by_role("button", name="Open a dialog").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()


async def test_things_on_the_first_screens_can_be_touched(page, address):
    await page.goto(f"{address}/at/closetgpt/")
    await page.get_by_label("14 °C, rain").check()
    await expect(page.locator(".garment.is-dress")).to_have_css("opacity", "0.14")
    await page.goto(f"{address}/at/modera/")
    await page.get_by_label("Wave").check()
    await expect(page.locator(".wears-wave")).to_have_css("opacity", "1")
    await page.goto(f"{address}/at/voguevault/")
    turn = page.get_by_role("slider")
    await turn.focus()
    await page.keyboard.press("ArrowRight")
    await expect(turn).to_have_attribute("aria-valuetext", "-31 degrees")
    await page.goto(f"{address}/at/chemouflage/")
    card = page.get_by_label("Turn Gold over")
    await card.focus()
    await page.keyboard.press("Space")
    await expect(card).to_be_checked()
