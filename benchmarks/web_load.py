"""How fast does the house come up and answer, and how much memory does each process hold?

    python benchmarks/web_load.py
    python benchmarks/web_load.py --connections 20 --reads 2000

Cold start beside a bare uvicorn that says hello; reads of the API by connections that ask again as
soon as they are answered, beside /health/live by as many; a photo of 12 megapixels until it is
taken in and until all its sizes are made, beside Pillow making the same in this process.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import psutil
from installed import (
    PATIENCE_S,
    SHOP,
    Answered,
    Installed,
    Line,
    free_port,
    installed,
    join,
    wait_until_answered,
    wait_until_over,
    wish,
)
from PIL import Image

MIB = 1024 * 1024
HELLO = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})
"""
WIDTHS = (1920, 1280, 640, 320)
STAGINGS = 3


def main() -> int:
    args = _arguments()
    hello_s = _start_hello()
    with installed() as house:
        print(
            f"cold `up` until ready: {house.cold_s:.1f} s,"
            f" {house.cold_s / hello_s:.1f} times a bare uvicorn ({hello_s:.2f} s)"
        )
        return asyncio.run(_measure(house, args.connections, args.reads))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--reads", type=int, default=2_000)
    return parser.parse_args()


def _start_hello() -> float:
    """Seconds from the command until a bare uvicorn answers."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hello.py").write_text(HELLO)
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "hello:app", "--port", str(port)]
        begin = time.monotonic()
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_until_answered(f"http://127.0.0.1:{port}/", process)
            return time.monotonic() - begin
        finally:
            process.terminate()
            process.wait(10)


async def _measure(house: Installed, connections: int, reads: int) -> int:
    _print_memory("idle", house)
    async with house.browser() as browser:
        key = await join(browser, house, "load@example.com")
        made = []
        for seed in range(STAGINGS):
            answer = await browser.post("/api/v1/stagings", **wish(seed))
            answer.raise_for_status()
            made.append(answer.json()["id"])
            await wait_until_over(browser, made[-1])
    paths = [
        "/api/v1/stagings",
        *(f"/api/v1/stagings/{one}" for one in made),
        "/api/v1/styles",
        "/api/v1/me",
    ]
    peer = await _load(house, connections, reads, ["/health/live"], "")
    told = await _load(house, connections, reads, [SHOP + path for path in paths], key)
    _print_reads("/health/live", peer)
    _print_reads("API reads", told)
    ratios = [_share(told, q) / _share(peer, q) for q in (50, 95)]
    print(f"API reads / live: p50 {ratios[0]:.1f}, p95 {ratios[1]:.1f}")
    _print_memory("after the reads", house)
    await _upload(house, key)
    return 1 if _errors(told) else 0


async def _load(
    house: Installed, connections: int, reads: int, paths: list[str], key: str
) -> list[Answered]:
    """*reads* answers, asked for by *connections* that never wait between two."""
    answers: list[Answered] = []
    wanted = iter([paths[number % len(paths)] for number in range(reads)])

    async def ask() -> None:
        headers = {"X-API-Key": key} if key else {}
        async with Line(house.port, **headers) as line:
            for path in wanted:
                answers.append(await line.get(path))

    await asyncio.gather(*(ask() for _ in range(connections)))
    return answers


def _share(answers: Sequence[Answered], percent: int) -> float:
    """Within how many milliseconds *percent* of *answers* came."""
    return 1000 * statistics.quantiles([one.seconds for one in answers], n=100)[percent - 1]


def _errors(answers: Sequence[Answered]) -> int:
    return sum(one.status != 200 for one in answers)


def _print_reads(name: str, answers: Sequence[Answered]) -> None:
    statuses = dict(Counter(one.status for one in answers))
    share = 100 * _errors(answers) / len(answers)
    print(
        f"{name:<13} {len(answers)} reads  p50 {_share(answers, 50):6.1f} ms"
        f"  p95 {_share(answers, 95):6.1f} ms  errors {share:.2f} %  {statuses}"
    )


def _print_memory(when: str, house: Installed) -> None:
    """RSS counts shared pages in every process, PSS shares them out."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0, 0, 0])
    for part, process in house.family():
        try:
            told = process.memory_full_info()
        except psutil.Error:
            continue
        for place, value in enumerate((1, told.rss / MIB, told.pss / MIB)):
            sums[part][place] += value
    print(f"memory, {when}:")
    for part, (count, rss, pss) in sums.items():
        print(f"  {part:<16}{count:3.0f} process(es)  RSS {rss:6.0f} MiB  PSS {pss:6.0f} MiB")
    print(f"  together PSS {sum(values[2] for values in sums.values()):.0f} MiB")


async def _upload(house: Installed, key: str) -> None:
    """Send a photo of 12 megapixels and wait for every size of it."""
    photo = _large_photo()
    async with house.browser(**{"X-API-Key": key}) as browser:
        begin = time.perf_counter()
        made = await browser.post("/api/v1/media", files={"file": ("p.jpg", photo, "image/jpeg")})
        taken_s = time.perf_counter() - begin
        made.raise_for_status()
        await _wait_for_sizes(house, made.json()["id"])
        all_s = time.perf_counter() - begin
    decode_s, sizes_s = _by_pillow(photo)
    print(
        f"12 MP JPEG of {len(photo) / MIB:.1f} MiB: taken in after {taken_s:.2f} s"
        f" ({taken_s / decode_s:.1f} times Pillow's decoding), all sizes after {all_s:.2f} s"
        f" ({all_s / sizes_s:.1f} times Pillow making the same: {sizes_s:.2f} s)"
    )


def _large_photo() -> bytes:
    """4000 x 3000 pixels with a photo's grain, so that it is as large as one."""
    rows, columns = np.mgrid[0:3000, 0:4000].astype(np.float32)
    light = 120 + 60 * np.sin(columns / 700) + 40 * np.cos(rows / 500)
    grain = np.random.default_rng(7).normal(0, 6, (3000, 4000, 3)).astype(np.float32)
    file = io.BytesIO()
    pixels = np.clip(light[..., None] + grain, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


async def _wait_for_sizes(house: Installed, media_id: str) -> None:
    """Until both formats of every width lie in the store."""
    wanted = {f"w{width}.{form}" for width in WIDTHS for form in ("webp", "jpeg")}
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        found = {path.name for path in (house.folder / "data" / "files").rglob(f"*{media_id}*/*")}
        if wanted <= found:
            return
        await asyncio.sleep(0.05)
    raise RuntimeError("the sizes were not made in time")


def _by_pillow(photo: bytes) -> tuple[float, float]:
    """Seconds of decoding, and of decoding and making the same sizes."""
    begin = time.perf_counter()
    picture = Image.open(io.BytesIO(photo)).convert("RGB")
    decode_s = time.perf_counter() - begin
    for width in WIDTHS:
        small = picture.resize((width, width * 3 // 4), Image.Resampling.LANCZOS)
        small.save(io.BytesIO(), "WEBP", quality=80)
        small.save(io.BytesIO(), "JPEG", quality=85)
    return decode_s, time.perf_counter() - begin


if __name__ == "__main__":
    sys.exit(main())
