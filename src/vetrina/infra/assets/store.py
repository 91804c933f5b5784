"""Where fetched assets lie: one folder, one file per name, whole or absent."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from vetrina.infra.assets.lockfile import Asset


class AssetStore:
    """The assets under *folder*; a file is there only after its hash was checked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, name: str) -> Path | None:
        """Path of the asset called *name*, or None where it was not fetched."""
        path = self.folder / name
        return path if path.is_file() else None

    def missing(self, assets: Iterable[Asset]) -> list[Asset]:
        """Those of *assets* that are absent or are not the locked bytes any more."""
        return [asset for asset in assets if not self._is_right(asset)]

    def put(self, asset: Asset, content: bytes) -> Path:
        """Store *content*, whose hash the caller has checked, in one step."""
        path = self.folder / asset.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as temporary:
            temporary.write(content)
            temporary.flush()
            os.fsync(temporary.fileno())
        Path(temporary.name).chmod(0o644)
        Path(temporary.name).replace(path)
        return path

    def _is_right(self, asset: Asset) -> bool:
        path = self.find(asset.name)
        return path is not None and sha256(path.read_bytes()).hexdigest() == asset.sha256
