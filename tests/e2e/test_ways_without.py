"""The same work without scripts, without a mouse, and at phone size."""

from __future__ import annotations

import re

import browser_flows as flows
import httpx
import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.browser


async def test_everything_works_without_scripts(browser, shop, photo) -> None:
    context = await browser.new_context(java_script_enabled=False)
    context.set_default_timeout(60_000)
    page = await context.new_page()
    await page.goto(shop.at("/"))
    await page.set_input_files("#photo", photo)
    await page.get_by_role("button", name="Furnish this room").click()
    # The page asks again by itself every three seconds until the room is ready.
    await flows.wait_for_result(page)
    after = page.get_by_alt_text(re.compile("The same room, furnished"))
    before = page.get_by_alt_text("The same room, empty")
    await expect(after).to_be_visible()
    await expect(before).to_be_visible()
    tops = [(await picture.bounding_box())["y"] for picture in (after, before)]
    assert tops[1] > tops[0] + 100
    await page.get_by_role("link", name="Delete this room").click()
    await page.get_by_role("button", name="Delete for good").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Deleted.")
    await context.close()


async def test_corners_can_be_typed_without_scripts(browser, shop, photo) -> None:
    context = await browser.new_context(java_script_enabled=False)
    context.set_default_timeout(60_000)
    page = await context.new_page()
    # The seed that is a signal to the engine is not on the form, so a programme sends it.
    fields = {"style": "modern_luxury", "room_type": "living_room"}
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        answer = await client.post(
            shop.by_path("/stagings"),
            data={**fields, "seed": str(flows.NEEDS_CORNERS)},
            files={"photo": ("room.jpg", photo.read_bytes(), "image/jpeg")},
        )
        await context.add_cookies(
            [
                {"name": c.name, "value": c.value, "domain": "127.0.0.1", "path": c.path}
                for c in client.cookies.jar
            ]
        )
    await page.goto(str(answer.next_request.url))
    await flows.wait_for_corners(page)
    numbers = ((100, 1000), (400, 620), (1100, 620), (1500, 1000))
    for index, (x, y) in enumerate(numbers, 1):
        await page.fill(f"#p{index}x", str(x))
        await page.fill(f"#p{index}y", str(y))
    await page.get_by_role("button", name="Furnish it from these corners").click()
    await flows.wait_for_result(page)
    assert page.url.startswith(shop.by_path("/stagings/"))
    await context.close()


async def test_a_room_is_ordered_and_judged_with_the_keyboard_alone(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await _tab_to(page, page.get_by_role("slider"))
    await _tab_to(page, page.locator("#photo"))
    # What the browser's own file dialog does, no script can; the file is put there.
    await page.set_input_files("#photo", photo)
    await _tab_to(page, page.get_by_role("radio", name="Modern Luxury"))
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("radio", name="Classic Elegance")).to_be_checked()
    await _tab_to(page, page.get_by_role("radio", name="Living room"))
    await _tab_to(page, page.get_by_role("button", name="Furnish this room"))
    await page.keyboard.press("Enter")
    await flows.wait_for_result(page)
    slider = page.get_by_role("slider", name="Before and after")
    await _tab_to(page, slider)
    await page.keyboard.press("ArrowRight")
    assert float(await slider.input_value()) > 36
    await _tab_to(page, page.get_by_role("checkbox", name="What changed"))
    await page.keyboard.press("Space")
    await expect(page.get_by_role("checkbox", name="What changed")).to_be_checked()


async def test_on_a_phone_the_main_action_lies_under_the_thumb(browser, shop, photo) -> None:
    context = await browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = await context.new_page()
    await page.goto(shop.at("/"))
    pick = page.locator(".first-act")
    await expect(pick).to_be_in_viewport()
    box = await pick.bounding_box()
    assert box is not None
    assert box["y"] > 844 * 0.6
    assert box["height"] >= 44
    await page.set_input_files("#photo", photo)
    await expect(page.get_by_role("button", name="Furnish this room")).to_be_in_viewport()
    await expect(pick).to_be_hidden()
    slider = page.get_by_role("slider")
    pair = await page.locator("[data-compare]").first.bounding_box()
    assert pair is not None
    await page.touchscreen.tap(pair["x"] + pair["width"] * 0.8, pair["y"] + 40)
    assert abs(float(await slider.first.input_value()) - 80) < 2
    await context.close()


async def _tab_to(page, target, presses: int = 40) -> None:
    """Press Tab until *target* has the focus; it must come within *presses*."""
    for _ in range(presses):
        await page.keyboard.press("Tab")
        if await target.first.evaluate("one => one === document.activeElement"):
            break
    await expect(target.first).to_be_focused()
