"""What a person does, step by step, as the tests of the browser use it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

NEEDS_CORNERS, REFUSED, SLOW = 1001, 1002, 1005
"""Seeds that are signals to the engine for tests."""
LONG_MS = 90_000
PASSWORD = "three plain words"
ADD_SEED = """seed => document.querySelector("#order").insertAdjacentHTML(
    "beforeend", `<input type="hidden" name="seed" value="${seed}">`)"""


async def order(page: Page, photo: Path, *, style: str = "Classic Elegance", seed: int = 0) -> None:
    """Pick the photo, the style and the room, and start."""
    await page.set_input_files("#photo", photo)
    await page.get_by_role("radio", name=style).check()
    await page.get_by_role("radio", name="Dining room").check()
    if seed:
        await page.evaluate(ADD_SEED, seed)
    await page.get_by_role("button", name="Furnish this room").click()


async def wait_for_result(page: Page) -> None:
    """Until the page of the finished room is there."""
    title = page.get_by_role("heading", name="In this room")
    await expect(title).to_be_visible(timeout=LONG_MS)


async def wait_for_corners(page: Page) -> None:
    """Until the page asks for the corners."""
    title = page.get_by_role("heading", name="Where are the corners of the floor?")
    await expect(title).to_be_visible(timeout=LONG_MS)


async def sign_up(page: Page, shop: Any, email: str) -> None:
    """Ask for an account, follow the link in the outbox, choose a password."""
    await page.goto(shop.at("/sign-up"))
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_role("button", name="Send the link").click()
    await page.get_by_role("link", name="Open the outbox").click()
    mail = page.get_by_role("article").filter(has_text=email).first
    await mail.get_by_role("link").click()
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Set the password and sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
