"""Every page: one frame, the reader's language, links that stay, fragments for those who ask."""

from __future__ import annotations

import re

import pytest

from vetrina import ui


def test_a_page_stands_in_the_frame_of_its_shop(make_client):
    answer = make_client().get("/")
    text = answer.text
    assert answer.status_code == 200
    assert "<title>Things · Corner</title>" in text
    assert '<html lang="en" dir="ltr" data-storefront="corner" data-face="auto">' in text
    assert '<a class="skip" href="#main">' in text
    assert "<p>Hello Ada</p>" in text


def test_the_hall_has_no_shop(make_client):
    text = make_client(None).get("/").text
    assert "data-storefront" not in text
    assert "<title>Things · Vetrina</title>" in text


def test_htmx_gets_the_fragment_and_a_restored_history_the_page(make_client):
    client = make_client()
    part = client.get("/", headers={"HX-Request": "true"})
    whole = client.get("/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert part.text == "Hello Ada"
    assert whole.text.startswith("<!doctype html>")
    assert "HX-Request" in part.headers["vary"]
    assert "HX-Request" in whole.headers["vary"]


def test_the_language_is_that_of_the_browser_unless_the_reader_chose(make_client):
    client = make_client()
    assert client.get("/", headers={"Accept-Language": "ru-RU, en;q=0.5"}).text.count("Привет") == 1
    client.cookies.set(ui.LANGUAGE_COOKIE, "en")
    chosen = client.get("/", headers={"Accept-Language": "ru"})
    assert 'lang="en"' in chosen.text
    assert "Привет" not in chosen.text
    assert "Accept-Language" in chosen.headers["vary"]


def test_a_language_without_words_is_not_offered(make_client, tmp_path):
    client = make_client()
    assert 'value="ru"' in client.get("/").text
    (tmp_path / "locale" / "ru" / "LC_MESSAGES" / "messages.po").unlink()
    (tmp_path / "locale" / "ru" / "LC_MESSAGES").rmdir()
    assert 'action="/language"' not in client.get("/").text


@pytest.mark.parametrize(
    ("cookie", "face", "following"),
    [
        ("", "auto", "day"),
        ("day", "day", "night"),
        ("night", "night", "auto"),
        ("x", "auto", "day"),
    ],
)
def test_light_and_dark_are_chosen_without_script(make_client, cookie, face, following):
    client = make_client()
    client.cookies.set(ui.FACE_COOKIE, cookie)
    text = client.get("/things").text
    assert f'data-face="{face}"' in text
    assert f'name="face" value="{following}"' in text
    assert '<input type="hidden" name="back" value="/things">' in text


def test_every_link_of_the_frame_knows_the_prefix(make_client):
    text = make_client(prefix="/at/corner").get("/").text
    places = re.findall(r'(?:href|src|action)="([^"]+)"', text)
    assert [place for place in places if not place.startswith(("/at/corner/", "#"))] == []


def test_the_navigation_says_where_one_is(make_client):
    text = make_client().get("/things/7").text
    assert '<a href="/things" aria-current="true">Things</a>' in text
    assert '<a href="/">Start</a>' in text


def test_a_visitor_can_sign_in_and_a_person_finds_the_account(make_client):
    assert '<a class="bar-link" href="/sign-in">Sign in</a>' in make_client().get("/").text
    person = ui.Person("ada@example.org", "Ada <L>", is_signed_in=True)
    text = make_client(person=person).get("/").text
    assert '<a class="bar-link" href="/account">Ada &lt;L&gt;</a>' in text


def test_only_fonts_that_are_there_are_preloaded(make_client):
    assert make_client().get("/").text.count('rel="preload"') == 1
    assert make_client(None).get("/").text.count('rel="preload"') == 0


def test_no_page_has_inline_style_or_script(make_client):
    text = make_client().get("/").text
    assert re.findall(r"\sstyle=|<style|\son\w+=", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
