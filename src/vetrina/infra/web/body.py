"""Bodies that are too large or too slow are cut off before anybody reads them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vetrina.infra.web.errors import BodyTooLarge, BodyTooSlow, answer, of_app_error
from vetrina.kernel import AppError

# What a form adds around the one file in it; the file itself is measured where it is kept.
MULTIPART_EXTRA = 65_536
_GRACE_S = 5.0


class BodyGuard:
    """Answers 413 beyond *max_bytes* (or *larger* by path prefix) and 408 to the slow."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        max_bytes: int,
        first_byte_s: float = 10.0,
        min_bytes_per_s: int = 1024,
        larger: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._max = max_bytes
        self._first_byte_s = first_byte_s
        self._min_rate = min_bytes_per_s
        self._larger = dict(larger or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self._limit(scope["path"], headers)
        announced = headers.get("content-length", "")
        if announced.isascii() and announced.isdigit() and int(announced) > limit:
            await _refuse(_too_large(limit), scope, receive, send)
            return
        body = _Body(receive, limit, self._first_byte_s, self._min_rate)
        has_begun = False

        async def send_unless_refused(message: Message) -> None:
            nonlocal has_begun
            if body.refusal is None or has_begun:
                has_begun = True
                await send(message)

        try:
            await self._app(scope, body.receive, send_unless_refused)
        except Exception:
            if body.refusal is None or has_begun:
                raise
        if body.refusal is not None and not has_begun:
            await _refuse(body.refusal, scope, receive, send)

    def _limit(self, path: str, headers: Headers) -> int:
        limit = next(
            (n for prefix, n in self._larger.items() if path.startswith(prefix)), self._max
        )
        is_form = headers.get("content-type", "").lower().startswith("multipart/form-data")
        return limit + MULTIPART_EXTRA if is_form else limit


class _Body:
    """Passes the body on; once refused, the application sees a client that went away."""

    def __init__(self, receive: Receive, limit: int, first_byte_s: float, min_rate: int) -> None:
        self._receive = receive
        self._limit = limit
        self._first_byte_s = first_byte_s
        self._min_rate = min_rate
        self._size = 0
        self._begin: float | None = None
        self._is_over = False
        self.refusal: AppError | None = None

    async def receive(self) -> Message:
        if self._is_over:
            return await self._receive()
        if self.refusal is not None:
            return {"type": "http.disconnect"}
        self._begin = self._begin or time.monotonic()
        try:
            async with asyncio.timeout(self._first_byte_s):
                message = await self._receive()
        except TimeoutError:
            return self._stop(BodyTooSlow("the body came too slowly and was cut off"))
        if message["type"] != "http.request":
            return message
        self._size += len(message.get("body", b""))
        self._is_over = not message.get("more_body", False)
        refusal = self._judge(time.monotonic() - self._begin)
        return self._stop(refusal) if refusal else message

    def _judge(self, spent_s: float) -> AppError | None:
        if self._size > self._limit:
            return _too_large(self._limit)
        patience_s = max(0.0, spent_s - _GRACE_S)
        if not self._is_over and self._size < patience_s * self._min_rate:
            return BodyTooSlow("the body came too slowly and was cut off")
        return None

    def _stop(self, refusal: AppError) -> Message:
        self.refusal = refusal
        self._is_over = False
        return {"type": "http.disconnect"}


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(f"the request is larger than {limit} bytes", details={"max_bytes": limit})


async def _refuse(error: AppError, scope: Scope, receive: Receive, send: Send) -> None:
    document, headers = of_app_error(error)
    # The rest of the body is still on its way; the connection cannot be used again.
    await answer(document, {**headers, "Connection": "close"})(scope, receive, send)
