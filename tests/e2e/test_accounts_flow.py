"""Making an account, and what a visitor made moving into it."""

from __future__ import annotations

import re

import browser_flows as flows
import httpx
import pytest
from playwright.async_api import expect

pytestmark = pytest.mark.browser


async def status_of(shop, key: str) -> int:
    """What the API answers to *key*."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        answer = await client.get(shop.by_path("/api/v1/stagings"), headers={"X-API-Key": key})
    return answer.status_code


async def test_a_visitors_rooms_move_into_the_account(page, shop, photo) -> None:
    await page.goto(shop.at("/"))
    await flows.order(page, photo)
    await flows.wait_for_result(page)
    await flows.sign_up(page, shop, "maria@example.com")
    await expect(page.get_by_text("maria@example.com").first).to_be_visible()
    await page.goto(shop.at("/stagings"))
    await expect(page.locator(".room")).to_have_count(1)

    await page.goto(shop.at("/account"))
    await page.get_by_role("button", name="Sign out").click()
    await page.goto(shop.at("/stagings"))
    await expect(page.locator(".room")).to_have_count(0)
    await expect(page.get_by_text("Nothing here yet")).to_be_visible()

    await page.goto(shop.at("/account"))
    await page.get_by_label("E-mail").fill("maria@example.com")
    await page.get_by_label("Password").fill(flows.PASSWORD)
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    await page.goto(shop.at("/stagings"))
    await expect(page.locator(".room")).to_have_count(1)


async def test_a_wrong_password_keeps_the_address_and_says_one_thing(page, shop) -> None:
    await page.goto(shop.at("/sign-in"))
    await page.get_by_label("E-mail").fill("nobody@example.com")
    await page.get_by_label("Password").fill("not the password")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_contain_text("do not fit together")
    await expect(page.get_by_label("E-mail")).to_have_value("nobody@example.com")
    await expect(page.get_by_label("E-mail")).to_have_attribute("aria-invalid", "true")


async def test_a_key_is_shown_once_works_and_can_be_replaced_and_ended(page, shop) -> None:
    await flows.sign_up(page, shop, "key@example.com")
    await page.get_by_label("Name of a new key").fill("Office server")
    await page.get_by_role("button", name="Make a key").click()
    key = await page.get_by_label("New API key").input_value()
    assert re.fullmatch(r"vk_[0-9a-f]{8}_[\w-]{43}", key)
    assert await status_of(shop, key) == 200

    await page.goto(shop.at("/account"))
    await expect(page.get_by_label("New API key")).to_have_count(0)
    await page.get_by_role("button", name="Replace the key Office server").click()
    other = await page.get_by_label("New API key").input_value()
    assert other != key
    assert await status_of(shop, key) == 401
    assert await status_of(shop, other) == 200

    await page.get_by_role("button", name="End the key Office server").click()
    await expect(page.get_by_text("No key yet.")).to_be_visible()
    assert await status_of(shop, other) == 401


async def test_a_session_elsewhere_can_be_ended(page, shop, browser) -> None:
    await flows.sign_up(page, shop, "two@example.com")
    context = await browser.new_context()
    elsewhere = await context.new_page()
    await elsewhere.goto(shop.at("/sign-in?next=/account"))
    await elsewhere.get_by_label("E-mail").fill("two@example.com")
    await elsewhere.get_by_label("Password").fill(flows.PASSWORD)
    await elsewhere.get_by_role("button", name="Sign in").click()
    await expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Your account")

    await page.goto(shop.at("/account"))
    await page.get_by_role("button", name=re.compile("End the session")).click()
    await elsewhere.goto(shop.at("/account"))
    await expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Sign in")
    await context.close()


async def test_a_spent_link_says_so_and_offers_a_new_one(page, shop) -> None:
    await page.goto(shop.at("/password?token=not-a-token"))
    await page.get_by_label("Password").fill(flows.PASSWORD)
    await page.get_by_role("button", name="Set the password and sign in").click()
    await expect(page.get_by_text("This link does not work any more.")).to_be_visible()
    await page.get_by_role("link", name="Send me a new link").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Choose a new password")
