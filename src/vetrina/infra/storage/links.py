"""Links to files of the local store, signed so that they can be neither guessed nor stretched."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from urllib.parse import quote, urlencode

from vetrina.infra.storage.door import checked
from vetrina.infra.storage.errors import LinkRefused
from vetrina.kernel import Clock, SystemClock


class LinkSigner:
    """HMAC-SHA256 over key, end and type, with a key derived from the installation's secret."""

    def __init__(
        self, secret_key: str, *, base: str = "/files", clock: Clock | None = None
    ) -> None:
        self._key = hmac.new(secret_key.encode(), b"file links", hashlib.sha256).digest()
        self._base = base
        self._clock = clock or SystemClock()

    def sign(self, key: str, *, ttl_s: int, content_type: str = "") -> str:
        """The link's path and query."""
        ends = int((self._clock.now() + timedelta(seconds=ttl_s)).timestamp())
        asked = {"e": ends, "t": content_type, "s": self._mark(checked(key), ends, content_type)}
        return f"{self._base}/{quote(key)}?{urlencode(asked)}"

    def check(self, key: str, *, ends: str, content_type: str, mark: str) -> None:
        """Raise LinkRefused unless we made this link and its time is not over."""
        right = (
            self._mark(key, int(ends), content_type) if ends.isascii() and ends.isdigit() else ""
        )
        if not right or not hmac.compare_digest(right.encode(), mark.encode()):
            raise LinkRefused("this link was not made here or was changed")
        if int(ends) <= self._clock.now().timestamp():
            raise LinkRefused("the time of this link is over; ask for a new one")

    def _mark(self, key: str, ends: int, content_type: str) -> str:
        said = f"{key}\n{ends}\n{content_type}".encode()
        return hmac.new(self._key, said, hashlib.sha256).hexdigest()
