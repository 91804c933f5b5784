"""Every page of staging and accounts as axe-core sees it, by day and by night, wide and narrow."""

from __future__ import annotations

import browser_flows as flows
import pytest

pytestmark = pytest.mark.browser
RULES = """async () => {
  const told = await axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return told.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" | ")}`);
}"""
FACES = ("light", "dark")
SIZES = ((1440, 900), (390, 844))


async def problems(page, axe: str, path: str) -> list[str]:
    """What axe finds on *path*, in every face and size, and whether the page is wider than seen."""
    found: list[str] = []
    for face in FACES:
        for width, height in SIZES:
            await page.emulate_media(color_scheme=face, reduced_motion="reduce")
            await page.set_viewport_size({"width": width, "height": height})
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
