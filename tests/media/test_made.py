"""What engines make is kept exactly; what people download says how it came to be."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from media_pictures import MEMBER, SHOP, SPACE
from PIL import Image

from vetrina import media
from vetrina.infra import settings

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
EXT = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
DC = "{http://purl.org/dc/elements/1.1/}"
FORMS = ("jpeg", "png", "webp")


def noise(height: int = 70, width: int = 90) -> np.ndarray:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)


async def keep_result(parts, pixels: np.ndarray) -> media.MediaView:
    made = await media.store_made(parts, pixels, role="result", filename="staged.png")
    async with parts.database.begin(MEMBER) as db:
        return await media.keep_made(
            db,
            made,
            storefront_id=SHOP,
            space_id=SPACE,
            parent_id=None,
            now=parts.clock.now(),
        )


def said_inside(content: bytes) -> tuple[str, str, str]:
    """(digital source type, description in XMP, description in EXIF)."""
    image = Image.open(io.BytesIO(content))
    held = image.info.get("xmp") or image.info["XML:com.adobe.xmp"]
    text = held if isinstance(held, str) else held.decode()
    root = ET.fromstring(text[text.index("<x:xmpmeta") : text.rindex("<?xpacket")])
    about = root.find(f"{RDF}RDF/{RDF}Description")
    line = about.find(f"{DC}description/{RDF}Alt/{RDF}li")
    return about.get(f"{EXT}DigitalSourceType"), line.text, image.getexif()[0x010E]


async def test_pixels_come_back_exactly(parts) -> None:
    pixels = noise()
    view = await keep_result(parts, pixels)
    assert np.array_equal((await media.load_pixels(parts, view)).pixels, pixels)
    assert (view.width_px, view.height_px, view.content_type) == (90, 70, "image/png")
    assert view.pixel_hash == hashlib.sha256(b"90x70:" + pixels.tobytes()).hexdigest()


async def test_a_job_that_runs_again_stores_nothing_twice(parts, files) -> None:
    first = await media.store_made(parts, noise(), role="result")
    again = await media.store_made(parts, noise(), role="result", media_id=first.id)
    assert again == first
    assert await files() == [first.storage_key]


@pytest.mark.parametrize("form", FORMS)
async def test_a_download_says_that_it_is_virtually_staged(parts, form: str) -> None:
    view = await keep_result(parts, noise())
    content = await media.load_download(parts, view, form)
    assert said_inside(content) == (
        "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic",
        "Virtually staged",
        "Virtually staged",
    )
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == (form.upper(), (90, 70))


@pytest.mark.parametrize("form", FORMS)
def test_a_statement_of_any_words_stays_readable(form: str) -> None:
    words = 'Aménagé <à neuf> & "sur écran"'
    content = media.encode_download(
        noise(), form, statement=words, digital_source_type="https://x.example/a?b&c"
    )
    source, told, _ = said_inside(content)
    assert (source, told) == ("https://x.example/a?b&c", words)


async def test_a_png_download_holds_the_very_pixels(parts) -> None:
    pixels = noise()
    content = await media.load_download(parts, await keep_result(parts, pixels), "png")
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(content))), pixels)
    assert content == media.encode_download(pixels, "png")


async def test_a_download_is_made_once_for_each_statement(parts, files) -> None:
    view = await keep_result(parts, noise())
    first = await media.load_download(parts, view, "jpeg")
    assert await media.load_download(parts, view, "jpeg") == first
    await media.load_download(parts, view, "jpeg", statement="Aménagement virtuel")
    assert len(await files("derived")) == 2


def test_the_web_process_loads_no_decoder_through_the_door() -> None:
    code = (
        "import sys, vetrina.media, vetrina.media.routes;"
        "print(sorted({'PIL', 'numpy', 'cv2', 'pi_heif', 'scipy'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


async def test_a_lower_quality_by_setting_gives_smaller_downloads_and_the_same_png(parts) -> None:
    view = await keep_result(parts, noise())
    sizes, lossless = [], set()
    for quality in ("high", "medium", "low"):
        studio = settings.Studio(image_quality=quality)
        own = replace(parts, settings=parts.settings.model_copy(update={"studio": studio}))
        sizes.append(len(await media.load_download(own, view, "jpeg")))
        lossless.add(await media.load_download(own, view, "png"))
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3
    assert len(lossless) == 1
