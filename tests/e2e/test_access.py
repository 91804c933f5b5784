"""Every page of staging and accounts as axe-core sees it, by day and by night, wide and narrow."""

from __future__ import annotations

import browser_flows as flows
import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.browser
RULES = """async () => {
  const told = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return told.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" | ")}`);
}"""
FACES = ("light", "dark")
SIZES = ((1440, 900), (390, 844))


async def problems(page, axe: str, path: str = "") -> list[str]:
    """What axe finds on *path*, in every face and size, and whether the page is wider than seen.

    Without a path the page stays: a receipt is shown only once.
    """
    found: list[str] = []
    for face in FACES:
        for width, height in SIZES:
            await page.emulate_media(color_scheme=face, reduced_motion="reduce")
            await page.set_viewport_size({"width": width, "height": height})
            if path:
                await page.goto(path)
            # The policy forbids scripts in the page; this one comes through the debugger.
            await page.evaluate(axe + "; window.axe = axe;")
            found += [f"{path} {face} {width}: {one}" for one in await page.evaluate(RULES)]
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                found.append(f"{path} {width}: {wide} px too wide")
    return found


@pytest.mark.parametrize(
    "path",
    ["/", "/stagings", "/sign-up", "/sign-in", "/reset", "/password?token=x", "/outbox"],
)
async def test_pages_without_work_have_no_barrier(page, shop, axe, path) -> None:
    assert await problems(page, axe, shop.at(path)) == []


async def test_a_finished_room_and_its_deletion_have_no_barrier(page, shop, axe, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo)
    await flows.wait_for_result(page)
    address = page.url
    assert await problems(page, axe, address) == []
    assert await problems(page, axe, f"{address}/delete") == []
    assert await problems(page, axe, shop.at("/stagings")) == []
    await page.goto(f"{address}/delete")
    await page.get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Deleted")
    assert await problems(page, axe) == []


async def test_marking_corners_has_no_barrier(page, shop, axe, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo, seed=flows.NEEDS_CORNERS)
    await flows.wait_for_corners(page)
    assert await problems(page, axe, page.url) == []


async def test_waiting_and_failing_have_no_barrier(page, shop, axe, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo, seed=flows.SLOW)
    await page.get_by_role("button", name="Stop").wait_for()
    address = page.url
    assert await problems(page, axe, address) == []
    await page.get_by_role("button", name="Stop").click()
    await page.get_by_text("You stopped this picture.").wait_for(timeout=60_000)
    assert await problems(page, axe, address) == []


async def test_a_refused_photo_has_no_barrier(page, shop, axe, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo, seed=flows.REFUSED)
    await page.get_by_text("This room was not furnished.").wait_for(timeout=60_000)
    assert await problems(page, axe, page.url) == []


async def test_the_account_of_somebody_signed_in_has_no_barrier(page, shop, axe) -> None:
    await flows.sign_up(page, shop, "axe@example.com")
    await page.get_by_label("Name of a new key").fill("Office server")
    await page.get_by_role("button", name="Make a key").click()
    await expect(page.get_by_label("New API key")).to_be_visible()
    assert await problems(page, axe) == []
    assert await problems(page, axe, shop.at("/account")) == []
