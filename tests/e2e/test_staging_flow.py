"""From an empty room to a furnished one and to nothing left of it, in a real browser."""

from __future__ import annotations

import io
import re
from pathlib import Path

import browser_flows as flows
import pytest
from PIL import Image
from playwright.async_api import expect

pytestmark = pytest.mark.browser


async def test_a_photo_is_furnished_looked_at_downloaded_and_deleted(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    await expect(page.get_by_text("3 of 3 trial pictures left")).to_be_visible()
    await flows.order(page, photo)
    await page.wait_for_url(re.compile(r"/stagings/[0-9a-f-]{36}"))
    await flows.wait_for_result(page)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Dining room, classic elegance")
    await expect(page.get_by_role("row", name=re.compile(r"Box 90 . 60 . 45"))).to_be_visible()

    async with page.expect_download() as started:
        await page.get_by_role("link", name="Download JPEG").click()
    saved = _read(Path(await (await started.value).path()))
    assert _size(saved) == _size(_read(photo))
    assert b"irtually staged" in saved

    address = page.url
    await page.get_by_role("link", name="Delete this room").click()
    await page.get_by_role("button", name="Delete for good").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Deleted.")
    await expect(page.get_by_text(re.compile("SHA-256 [0-9a-f]{64}")).first).to_be_visible()
    gone = await page.goto(address)
    assert gone is not None
    assert gone.status == 404


async def test_the_photo_is_seen_before_it_is_sent(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    await page.set_input_files("#photo", photo)
    seen = page.get_by_alt_text("The photo you chose")
    await expect(seen).to_be_visible()
    width = await seen.evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert width == _size(_read(photo))[0]
    await expect(page.get_by_text(re.compile(r"long_hall\.jpg · \d\.\d MB"))).to_be_visible()


async def test_a_photo_can_be_dropped(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    content = list(_read(photo))
    dropped = await page.evaluate_handle(
        """bytes => {
          const held = new DataTransfer();
          held.items.add(new File([new Uint8Array(bytes)], "hall.jpg", { type: "image/jpeg" }));
          return held;
        }""",
        content,
    )
    await page.dispatch_event("[data-drop]", "drop", {"dataTransfer": dropped})
    await expect(page.get_by_alt_text("The photo you chose")).to_be_visible()
    assert await page.locator("#photo").evaluate("input => input.files[0].name") == "hall.jpg"


async def test_before_and_after_move_by_keys_and_by_dragging(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo)
    await flows.wait_for_result(page)
    slider = page.get_by_role("slider", name="Before and after")
    await slider.focus()
    await page.keyboard.press("End")
    await expect(slider).to_have_value("100")
    await page.keyboard.press("Home")
    await expect(slider).to_have_value("0")
    told = await slider.get_attribute("aria-valuetext")
    assert told == "0 % of the picture shows the room before"
    box = await page.locator("[data-compare]").bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 5, box["y"] + 50)
    await page.mouse.down()
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 60, steps=5)
    await page.mouse.up()
    assert abs(float(await slider.input_value()) - 50) < 1
    edge = await page.locator("[data-compare]").evaluate("p => p.style.getPropertyValue('--at')")
    assert abs(float(edge.rstrip("%")) - 50) < 1


async def test_an_unsure_room_is_furnished_from_corners_that_are_dragged(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo, seed=flows.NEEDS_CORNERS)
    await flows.wait_for_corners(page)
    await expect(page.get_by_text("nothing was charged")).to_be_visible()
    before = int(await page.locator("#p2x").input_value())
    point = page.get_by_role("button", name=re.compile("Back left"))
    await point.hover()  # which waits until it stands still and nothing lies over it
    box = await point.bounding_box()
    assert box is not None
    await page.mouse.down()
    await page.mouse.move(box["x"] + 80, box["y"] + 10, steps=4)
    await page.mouse.up()
    dragged = int(await page.locator("#p2x").input_value())
    assert dragged > before + 40
    await point.focus()
    await page.keyboard.press("ArrowLeft")
    assert int(await page.locator("#p2x").input_value()) < dragged
    await page.get_by_role("button", name="Furnish it from these corners").click()
    await flows.wait_for_result(page)


async def test_work_under_way_can_be_stopped_and_costs_nothing(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo, seed=flows.SLOW)
    await expect(page.get_by_role("button", name="Stop")).to_be_visible()
    await page.get_by_role("button", name="Stop").click()
    await expect(page.get_by_text("You stopped this picture.")).to_be_visible(timeout=60_000)
    await page.goto(shop.at("/"))
    await expect(page.get_by_text("3 of 3 trial pictures left")).to_be_visible()


async def test_a_refusal_says_why_what_it_cost_and_what_to_do(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo, seed=flows.REFUSED)
    await expect(page.get_by_text("This room was not furnished.")).to_be_visible(timeout=60_000)
    await expect(page.get_by_text("This is no photo of a room.")).to_be_visible()
    await expect(page.get_by_text("It cost nothing.")).to_be_visible()
    await expect(page.get_by_text("Take a photo of the whole empty room")).to_be_visible()


async def test_a_file_that_is_no_picture_is_told_beside_the_field_and_nothing_is_lost(
    page, shop, tmp_path
) -> None:
    wrong = tmp_path / "room.jpg"
    wrong.write_text("this is no picture")
    await page.goto(shop.at("/"))
    await flows.order(page, wrong, style="Contemporary Chic")
    await expect(page.get_by_role("alert").first).to_be_visible()
    await expect(page.locator("#photo")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_role("radio", name="Contemporary Chic")).to_be_checked()
    await expect(page.get_by_role("radio", name="Dining room")).to_be_checked()


async def test_a_file_that_is_too_large_is_not_even_sent(page, shop, tmp_path) -> None:
    large = tmp_path / "large.jpg"
    large.write_bytes(b"\xff\xd8" + bytes(10_485_760))
    await page.goto(shop.at("/"))
    await page.set_input_files("#photo", large)
    await expect(page.get_by_text("This photo is larger than 10 MB")).to_be_visible()
    assert await page.locator("#photo").evaluate("input => input.files.length") == 0


async def test_a_sample_room_starts_with_one_press(page, shop) -> None:
    await page.goto(shop.at("/"))
    await page.get_by_role("button", name="Carpet, one green wall").click()
    await flows.wait_for_result(page)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Bedroom")
    await page.goto(shop.at("/stagings"))
    await expect(
        page.get_by_role("link", name=re.compile("Bedroom, modern luxury"))
    ).to_be_visible()


async def test_another_arrangement_is_another_picture(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo)
    await flows.wait_for_result(page)
    first = page.url
    await page.get_by_role("button", name="Another arrangement").click()
    await page.wait_for_url(lambda url: "/stagings/" in url and url != first)
    await flows.wait_for_result(page)
    await page.goto(shop.at("/stagings"))
    await expect(page.locator(".room")).to_have_count(2)


async def test_a_picture_that_was_sent_in_png_comes_back_in_png(
    page, shop, tmp_path, photo
) -> None:
    with Image.open(photo) as room:
        room.resize((900, 600)).save(tmp_path / "room.png")
    await page.goto(shop.at("/"))
    await flows.order(page, tmp_path / "room.png")
    await flows.wait_for_result(page)
    async with page.expect_download() as started:
        await page.get_by_role("link", name="PNG").click()
    saved = await started.value
    assert saved.suggested_filename.endswith(".png")
    content = _read(Path(await saved.path()))
    assert _size(content) == (900, 600)
    assert content.startswith(b"\x89PNG")


def _read(file: Path) -> bytes:
    return file.read_bytes()


def _size(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size
