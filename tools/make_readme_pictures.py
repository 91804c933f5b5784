"""Makes every picture of the README anew, in docs/pictures.

    python tools/make_readme_pictures.py

before_after.jpg comes from the demo's own room and its shipped result.  hall.jpg and result.jpg
are what a browser shows of an installation that this starts, with the true engine, and ends: some
minutes, and a Chromium or Chrome.  Run `vetrina assets pull` before: fonts and the renderer.
"""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from installed import Installed, installed  # noqa: E402 - it lies beside, not in a package

ROOMS = ROOT / "src" / "vetrina" / "staging" / "showrooms" / "pictures"
TARGET = ROOT / "docs" / "pictures"
PHOTO, STYLE, ROOM = "bright_living_room", "Modern Luxury", "Living room"
MOST_BYTES = 200_000
WIDTH_PX = 1200
LINE_PX = 4
WINDOW = {"width": 1200, "height": 800}
PATIENCE_MS = 600_000
BROWSERS = ("chromium", "google-chrome", "chromium-browser")


def main() -> None:
    """Make all, or none where a step fails."""
    pictures = {"before_after": before_after()}
    with running_house() as house, a_browser() as browser:
        page = browser.new_page(viewport=WINDOW, color_scheme="light")
        pictures["hall"] = hall(page, house)
        pictures["result"] = result(page, house)
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        content = as_jpeg(picture)
        (TARGET / f"{name}.jpg").write_bytes(content)
        told = f"{picture.width} x {picture.height}, {len(content)} bytes"
        sys.stdout.write(f"docs/pictures/{name}.jpg: {told}\n")


def before_after() -> Image.Image:
    """Left of a white line the photo, right of it what was made of it."""
    shipped = ROOMS / "staged" / f"{PHOTO}.modern_luxury.jpg"
    with Image.open(ROOMS / f"{PHOTO}.jpg") as photo, Image.open(shipped) as staged:
        height = round(WIDTH_PX * photo.height / photo.width)
        left, right = (image.convert("RGB").resize((WIDTH_PX, height)) for image in (photo, staged))
    middle = WIDTH_PX // 3
    right.paste(left.crop((0, 0, middle, height)), (0, 0))
    ImageDraw.Draw(right).rectangle((middle, 0, middle + LINE_PX, height), fill="white")
    return right


def hall(page: Page, house: Installed) -> Image.Image:
    """The first screen of the hall."""
    page.goto(house.base)
    return seen(page)


def result(page: Page, house: Installed) -> Image.Image:
    """The page of a room that was furnished just now, by a person's way through the pages."""
    page.goto(f"{house.shop}/")
    page.set_input_files("#photo", ROOMS / f"{PHOTO}.jpg")
    page.get_by_role("radio", name=STYLE).check()
    page.get_by_role("radio", name=ROOM).check()
    page.get_by_role("button", name="Furnish this room").click()
    page.get_by_role("heading", name="In this room").wait_for(timeout=PATIENCE_MS)
    return seen(page)


def seen(page: Page) -> Image.Image:
    """What the window shows once fonts and pictures are there."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.evaluate("Promise.all([...document.images].map(image => image.decode().catch(() => 0)))")
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def as_jpeg(picture: Image.Image) -> bytes:
    """As fine as fits into the size that is worth committing."""
    for quality in (88, 82, 76, 70, 60):
        file = io.BytesIO()
        picture.save(file, "JPEG", quality=quality, optimize=True, progressive=True)
        if file.tell() <= MOST_BYTES:
            return file.getvalue()
    raise ValueError(f"a picture of {picture.size} does not fit into {MOST_BYTES} bytes")


@contextmanager
def running_house() -> Iterator[Installed]:
    """An installation with the fonts and the renderer of this checkout, and data of its own."""
    folder = Path(tempfile.mkdtemp(prefix="vetrina-pictures-"))
    folder.chmod(0o711)  # the database's own user passes through
    data = folder / "data"
    try:
        data.mkdir(mode=0o711)
        shutil.copytree(ROOT / "data" / "assets", data / "assets")
        (data / "native").symlink_to(ROOT / "data" / "native")
        with installed(VETRINA_DATA_DIR=str(data), VETRINA_STUDIO__ENGINE="local") as house:
            yield house
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """The Chromium or Chrome of this machine."""
    program = next(found for name in BROWSERS if (found := shutil.which(name)))
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


if __name__ == "__main__":
    main()
