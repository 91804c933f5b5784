"""Files that pages load: named by the hash of what they hold, kept by browsers for ever.

Three sources under one address space: our own folder, fetched assets (`fonts/…`, `web/…`), and
files that others add (a storefront's theme).  A fetched file that is not there is left out: `url`
gives None and the fonts' style sheet loses its rule, so that no page asks for what is missing.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from vetrina.infra.assets import AssetStore

FOLDER = Path(__file__).resolve().parent / "static"
PREFIX = "/static"
ALL_SHEETS = ("css/tokens.css", "css/fonts.css", "css/base.css", "css/components.css")
BUNDLE = "css/house.css"
FONTS_SHEET = "css/fonts.css"
ASSET_FOLDERS = ("fonts", "web")
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
_HASHED = re.compile(r"^(?P<stem>.+)\.(?P<hash>[0-9a-f]{12})(?P<ending>\.[a-z0-9]+)$")
_FACE = re.compile(r"@font-face \{[^}]*\}\s*")
_SOURCE = re.compile(r'url\("\.\./assets/(?P<name>[^"]+)"\)')
_COMPRESSIBLE = frozenset({"text/css", "text/javascript", "image/svg+xml", "text/plain"})
Stamp = tuple[int, ...]
_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class StaticFile:
    """One file as it is served."""

    name: str
    content: bytes
    kind: str

    @cached_property
    def digest(self) -> str:
        return sha256(self.content).hexdigest()[:12]

    @cached_property
    def compressed(self) -> bytes | None:
        """gzip of it, where that is smaller."""
        if self.kind not in _COMPRESSIBLE:
            return None
        small = gzip.compress(self.content, 9, mtime=0)
        return small if len(small) < len(self.content) else None

    @property
    def hashed_name(self) -> str:
        """`css/house.css` is `css/house.0123456789ab.css`."""
        stem, _, ending = self.name.rpartition(".")
        return f"{stem}.{self.digest}.{ending}"


class Statics:
    """All files under `/static`.

    *added*: further files by name.  *bundles*: sheets that are served as one, in their order.
    *is_reloading*: read afresh each time, while somebody edits.
    """

    def __init__(
        self,
        assets: AssetStore | None = None,
        *,
        folder: Path = FOLDER,
        added: Mapping[str, Path] | None = None,
        bundles: Mapping[str, Sequence[str]] | None = None,
        is_reloading: bool = False,
    ) -> None:
        self._assets = assets
        self._folder = folder
        self._added = dict(added or {})
        self._bundles = {BUNDLE: ALL_SHEETS, **(bundles or {})}
        self._is_reloading = is_reloading
        self._held: dict[str, tuple[Stamp, StaticFile | None]] = {}

    def url(self, name: str) -> str | None:
        """Path of the file called *name*, from the root; None for a fetched one that is not there.

        Raises: LookupError for a name of ours that no file has.
        """
        file = self.find(name)
        if file is None:
            if name.partition("/")[0] in ASSET_FOLDERS:
                return None
            raise LookupError(f"no static file is called {name}")
        return f"{PREFIX}/{file.hashed_name}"

    def find(self, name: str) -> StaticFile | None:
        """The file called *name* (without a hash), or None."""
        stamp, file = self._held.get(name, ((), None))
        if file is None or (self._is_reloading and stamp != self._stamp(name)):
            file = self._read(name)
            self._held[name] = self._stamp(name), file
        return file

    def respond(self, request: Request, path: str) -> Response | None:
        """The answer to a request for *path* below `/static`; None where nothing is there."""
        match = _HASHED.match(path)
        name = match["stem"] + match["ending"] if match else path
        file = self.find(name)
        if file is None:
            return None
        is_exact = match is not None and match["hash"] == file.digest
        headers = {
            "Cache-Control": FOR_EVER if is_exact else ASK_AGAIN,
            "ETag": f'"{file.digest}"',
            "Vary": "Accept-Encoding",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        body = file.content
        if file.compressed and "gzip" in request.headers.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = file.compressed, "gzip"
        return Response(body, media_type=file.kind, headers=headers)

    def _read(self, name: str) -> StaticFile | None:
        if name in self._bundles:
            parts = [self._text(sheet) for sheet in self._bundles[name]]
            return StaticFile(name, "\n".join(parts).encode(), "text/css")
        path = self._locate(name)
        if path is None:
            return None
        content = path.read_bytes()
        if name == FONTS_SHEET:
            content = self._only_fetched_fonts(content.decode()).encode()
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
        return StaticFile(name, content, kind or "application/octet-stream")

    def _stamp(self, name: str) -> Stamp:
        """Changes whenever what *name* is made of changes."""
        if name in self._bundles:
            return tuple(time for sheet in self._bundles[name] for time in self._stamp(sheet))
        paths = [self._locate(name)]
        if name == FONTS_SHEET and self._assets:
            paths.append(self._assets.folder / "fonts")
        return tuple(path.stat().st_mtime_ns for path in paths if path and path.exists())

    def _text(self, name: str) -> str:
        file = self.find(name)
        return file.content.decode() if file else ""

    def _locate(self, name: str) -> Path | None:
        if name in self._added:
            return self._added[name]
        steps = name.split("/")
        if any(step in {"", ".", ".."} or "\\" in step or "\0" in step for step in steps):
            return None
        if steps[0] in ASSET_FOLDERS:
            return self._assets.find(name) if self._assets else None
        path = self._folder.joinpath(*steps)
        return path if path.is_file() else None

    def _only_fetched_fonts(self, sheet: str) -> str:
        """*sheet* with hashed addresses, without the faces whose file was not fetched."""

        def keep(match: re.Match[str]) -> str:
            rule = match[0]
            source = _SOURCE.search(rule)
            if source is None:
                return rule
            file = self.find(source["name"])
            if file is None:
                return ""
            return rule.replace(source[0], f'url("../{file.hashed_name}")')

        return _FACE.sub(keep, sheet)
