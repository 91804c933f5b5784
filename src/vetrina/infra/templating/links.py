"""Every link is made here, because only this knows under which prefix a storefront is served."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

_KEPT = "/-._~!$&'()*+,;=:@%"


@dataclass(frozen=True, slots=True)
class Links:
    """`prefix`: empty under the storefront's own host, `/at/<name>` by path.  `origin`: scheme and
    host for addresses that leave the page (mails, share links)."""

    prefix: str = ""
    origin: str = ""

    def link(self, path: str, /, **query: object) -> str:
        """*path* (from the root) within this storefront; None in *query* is left out.

        Raises: ValueError for anything that is not a path, so that no link can leave.
        """
        if not path.startswith("/") or path.startswith("//") or "\\" in path:
            raise ValueError(f"{path!r} is not a path from the root")
        asked = {name: value for name, value in query.items() if value is not None}
        tail = f"?{urlencode(asked, doseq=True)}" if asked else ""
        return f"{self.prefix}{quote(path, safe=_KEPT)}{tail}"

    def absolute(self, path: str, /, **query: object) -> str:
        """`link` with scheme and host."""
        return f"{self.origin}{self.link(path, **query)}"

    def within(self, path: str) -> str:
        """A path of a request, as it is inside the storefront."""
        if self.prefix and (path == self.prefix or path.startswith(f"{self.prefix}/")):
            return path[len(self.prefix) :] or "/"
        return path
