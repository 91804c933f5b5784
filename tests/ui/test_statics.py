"""Static files: one address per content, kept for ever, and nothing asked for that is not there."""

from __future__ import annotations

import gzip
import os
import re

import pytest
from starlette.requests import Request

from vetrina import ui
from vetrina.infra.assets import AssetStore


def ask(**headers: str) -> Request:
    raw = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw})


def within(statics: ui.Statics, name: str) -> str:
    url = statics.url(name)
    assert url is not None
    return url.removeprefix("/static/")


def test_the_address_holds_the_hash_and_is_kept_for_ever(assets):
    statics = ui.Statics(assets)
    path = within(statics, "css/house.css")
    answer = statics.respond(ask(), path)
    assert re.fullmatch(r"css/house\.[0-9a-f]{12}\.css", path)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.media_type == "text/css"


def test_another_hash_gives_todays_file_and_is_not_kept(assets):
    statics = ui.Statics(assets)
    answer = statics.respond(ask(), "css/base.0123456789ab.css")
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.body == statics.find("css/base.css").content


def test_a_file_the_browser_has_is_not_sent_again(assets):
    statics = ui.Statics(assets)
    first = statics.respond(ask(), "css/base.css")
    again = statics.respond(ask(if_none_match=first.headers["etag"]), "css/base.css")
    assert (again.status_code, again.body) == (304, b"")


def test_text_is_compressed_for_who_can_read_it(assets):
    statics = ui.Statics(assets)
    plain = statics.respond(ask(), "css/base.css")
    small = statics.respond(ask(accept_encoding="br, gzip"), "css/base.css")
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == small.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "../pages.py",
        "css/../../pages.py",
        "/etc/passwd",
        "css//base.css",
        "",
        "css",
        "css\\base.css",
    ],
)
def test_nothing_outside_the_folder_is_served(assets, path):
    assert ui.Statics(assets).respond(ask(), path) is None


def test_a_fetched_font_is_served_and_a_missing_one_has_no_address(assets):
    statics = ui.Statics(assets)
    found = statics.respond(ask(), within(statics, "fonts/figtree-latin-wght-normal.woff2"))
    assert (found.body, found.media_type) == (b"a font", "font/woff2")
    assert statics.url("fonts/jost-latin-wght-normal.woff2") is None


def test_a_name_of_ours_that_no_file_has_is_a_mistake(assets):
    with pytest.raises(LookupError, match=r"js/nothing\.js"):
        ui.Statics(assets).url("js/nothing.js")


def test_the_fonts_sheet_names_only_fonts_that_are_there(assets):
    statics = ui.Statics(assets)
    sheet = statics.find("css/fonts.css").content.decode()
    hashed = statics.find("fonts/figtree-latin-wght-normal.woff2").hashed_name
    assert re.findall(r'url\("([^"]+)"\)', sheet) == [f"../{hashed}"]
    assert 'font-family: "Jost fallback"' in sheet


def test_without_any_asset_no_font_is_asked_for_and_fallbacks_stay(tmp_path):
    sheet = ui.Statics(AssetStore(tmp_path)).find("css/house.css").content.decode()
    assert "url(" not in sheet
    assert 'src: local("Arial")' in sheet


def test_the_house_sheet_begins_with_the_order_of_the_layers(assets):
    sheet = ui.Statics(assets).find("css/house.css").content.decode()
    order = "@layer reset, tokens, base, components, pages;"
    assert sheet.index(order) < sheet.index("@layer tokens {")


def test_added_files_and_bundles_have_addresses_too(assets, tmp_path):
    (tmp_path / "a.css").write_text("a{}")
    (tmp_path / "b.css").write_text("b{}")
    added = {"shops/a.css": tmp_path / "a.css", "shops/b.css": tmp_path / "b.css"}
    bundles = {"css/both.css": ["shops/b.css", "shops/a.css"]}
    statics = ui.Statics(assets, added=added, bundles=bundles)
    answer = statics.respond(ask(), within(statics, "css/both.css"))
    assert answer.body == b"b{}\na{}"


def test_an_edited_file_is_read_again_only_while_somebody_edits(assets, tmp_path):
    sheet = tmp_path / "a.css"
    sheet.write_text("a{}")
    for is_reloading, expected in ((True, b"edited{}"), (False, b"a{}")):
        sheet.write_text("a{}")
        statics = ui.Statics(assets, added={"a.css": sheet}, is_reloading=is_reloading)
        first = statics.find("a.css")
        assert statics.find("a.css") is first
        sheet.write_text("edited{}")
        os.utime(sheet, (1, 1))
        assert statics.find("a.css").content == expected
