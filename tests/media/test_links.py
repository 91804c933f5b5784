"""Signed links: who made them, what they give, and what they refuse."""

from __future__ import annotations

import io
from types import SimpleNamespace

import httpx
import numpy as np
import pytest
from fastapi import FastAPI
from media_pictures import MEMBER, encoded, picture, with_exif
from PIL import Image

from vetrina import media
from vetrina.infra.templating import Links
from vetrina.infra.web import install_errors
from vetrina.kernel import new_id
from vetrina.media import transforms
from vetrina.media.routes import router

LINKS = Links("/at/shop", "https://shop.example")


@pytest.fixture
async def browser(parts):
    """A browser that follows links, without the middleware around."""
    app = FastAPI()
    app.state.parts, app.state.database = parts, parts.database
    app.include_router(router)
    install_errors(app)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as client:
        yield client


def path_of(parts, view, **wanted: object) -> str:
    return media.link(parts, Links(), view, **wanted)


def opened(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200, answer.text
    return Image.open(io.BytesIO(answer.content))


async def test_a_link_gives_the_size_and_format_it_names(parts, take_in, browser) -> None:
    view = await take_in(encoded(picture(800, 600)))
    shown = opened(await browser.get(path_of(parts, view, width=320, format="jpeg")))
    assert (shown.format, shown.size) == ("JPEG", (320, 240))
    shown = opened(await browser.get(path_of(parts, view, square=160, format="webp")))
    assert (shown.format, shown.size) == ("WEBP", (160, 160))


async def test_a_picture_is_never_enlarged(parts, take_in, browser) -> None:
    view = await take_in(encoded(picture(200, 100)))
    for width in (320, 1920, None):
        shown = opened(await browser.get(path_of(parts, view, width=width)))
        assert shown.size == (200, 100)


async def test_the_browser_chooses_the_format_where_the_link_names_none(
    parts, take_in, browser
) -> None:
    path = path_of(parts, await take_in(), width=320)
    modern = await browser.get(path, headers={"Accept": "image/avif,image/webp,*/*"})
    plain = await browser.get(path, headers={"Accept": "*/*"})
    assert (modern.headers["content-type"], plain.headers["content-type"]) == (
        "image/webp",
        "image/jpeg",
    )
    assert modern.headers["vary"] == plain.headers["vary"] == "Accept"
    assert modern.headers["etag"] != plain.headers["etag"]


async def test_what_is_given_out_lets_nothing_run_and_may_be_kept(parts, take_in, browser) -> None:
    answer = await browser.get(path_of(parts, await take_in(), width=320, format="webp"))
    told = {name: answer.headers[name] for name in ("content-type", "cache-control")}
    assert told == {
        "content-type": "image/webp",
        "cache-control": "private, max-age=31536000, immutable",
    }
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cross-origin-resource-policy"] == "same-site"
    again = await browser.get(answer.url, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_nothing_of_the_metadata_is_given_out(parts, take_in, browser) -> None:
    view = await take_in(with_exif())
    for form in ("jpeg", "webp"):
        answer = await browser.get(path_of(parts, view, width=320, format=form))
        shown = opened(answer)
        assert shown.size == (72, 96)
        assert dict(shown.getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment"} & shown.info.keys()
        assert b"SN-4711" not in answer.content


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.replace("w320", "w640"),
        lambda path: path.replace("w320.webp", "w320.jpeg"),
        lambda path: path.replace("w320.webp", "w320"),
        lambda path: path.replace("w320.webp", "w321.webp"),
        lambda path: path.replace("w320.webp", "w99999.webp"),
        lambda path: path.replace("w320.webp", "w320.svg"),
        lambda path: path[:-11] + ("B" if path[-11] == "A" else "A") + path[-10:],
        lambda path: "/".join([*path.split("/")[:2], str(new_id()), *path.split("/")[3:]]),
    ],
    ids=["size", "format", "no format", "unlisted", "huge", "svg", "signature", "picture"],
)
async def test_a_changed_link_leads_nowhere_and_makes_nothing(
    parts, take_in, browser, files, change
) -> None:
    path = path_of(parts, await take_in(), width=320, format="webp")
    answer = await browser.get(change(path))
    assert (answer.status_code, answer.json()["code"]) == (404, "media_not_found")
    assert await files("derived") == []


async def test_a_link_signed_with_another_secret_leads_nowhere(parts, take_in, browser) -> None:
    view = await take_in()
    mark = transforms.signature("another secret of another installation", view.id, "w320.webp")
    answer = await browser.get(f"/media/{view.id}/{mark}/w320.webp")
    assert answer.status_code == 404


async def test_a_size_that_was_made_is_not_made_again(parts, take_in, work, browser, files) -> None:
    view = await take_in(encoded(picture(800, 600)))
    await work()
    made = await files("derived")
    assert sorted(key.rpartition("/")[2] for key in made) == sorted(
        f"w{px}.{form}" for px in (320, 640, 1280, 1920) for form in ("webp", "jpeg")
    )
    await parts.storage.delete(view.storage_key)
    shown = opened(await browser.get(path_of(parts, view, width=640, format="webp")))
    assert shown.size == (640, 480)
    missing = await browser.get(path_of(parts, view, square=320, format="webp"))
    assert missing.status_code == 404


async def test_a_mask_keeps_its_exact_values_on_the_page(parts, browser) -> None:
    values = np.zeros((600, 800), np.uint8)
    values[100:400, 200:500], values[400:450, 200:500] = 255, 128
    made = await media.store_made(parts, values, role="mask")
    async with parts.database.begin(MEMBER) as db:
        view = await media.keep_made(
            db,
            made,
            storefront_id="shop",
            space_id=MEMBER.space_ids[0],
            parent_id=None,
            now=parts.clock.now(),
        )
    shown = np.asarray(opened(await browser.get(path_of(parts, view, width=320, format="webp"))))
    assert set(np.unique(shown)) == {0, 128, 255}


def test_links_stay_inside_their_storefront(parts) -> None:
    view = SimpleNamespace(id=new_id(), width_px=4000)
    assert media.link(parts, LINKS, view, width=640).startswith(f"/at/shop/media/{view.id}/")
    with pytest.raises(ValueError, match="sizes"):
        media.link(parts, LINKS, view, width=641)
    with pytest.raises(ValueError, match="format"):
        media.link(parts, LINKS, view, format="svg")


@pytest.mark.parametrize(
    ("width_px", "described"),
    [
        (200, ["200w"]),
        (640, ["320w", "640w"]),
        (1600, ["320w", "640w", "1280w", "1600w"]),
        (4000, ["320w", "640w", "1280w", "1920w", "2560w"]),
    ],
)
def test_a_srcset_names_each_width_up_to_the_picture_itself(parts, width_px, described) -> None:
    view = SimpleNamespace(id=new_id(), width_px=width_px)
    told = media.srcset(parts, LINKS, view).split(", ")
    assert [one.split(" ")[1] for one in told] == described
