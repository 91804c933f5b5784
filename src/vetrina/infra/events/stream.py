"""Server-sent events: a page's open ear.  Holds no database connection.

Source: WHATWG HTML §9.2 (text/event-stream).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.responses import StreamingResponse

from vetrina.infra.events.bus import Bus, Lost

BEAT_S = 15.0

Read = Callable[[], Awaitable[dict[str, Any]]]
"""Reads the state afresh in a short transaction of its own; a true "is_over" ends the stream."""


def frame(event: str, data: dict[str, Any]) -> bytes:
    """One event as it goes over the wire."""
    return f"event: {event}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def sse(bus: Bus, topic: str, read: Read, draining: asyncio.Event) -> StreamingResponse:
    """Send the state now, then each news of *topic*, until it says `is_over` or we drain.

    Drained streams end with an event `reconnect`, so that the page comes back elsewhere.
    """
    return StreamingResponse(
        events(bus, topic, read, draining),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def events(
    bus: Bus, topic: str, read: Read, draining: asyncio.Event, beat_s: float = BEAT_S
) -> AsyncIterator[bytes]:
    """The frames of `sse`."""
    async with bus.listen(topic) as queue:
        # Listening first, reading second: nothing falls between the two.
        state = await read()
        yield frame("state", state)
        stop = asyncio.ensure_future(draining.wait())
        try:
            while not state.get("is_over"):
                news = asyncio.ensure_future(queue.get())
                done, _ = await asyncio.wait(
                    {news, stop}, timeout=beat_s, return_when=asyncio.FIRST_COMPLETED
                )
                if news not in done:
                    news.cancel()
                if stop in done:
                    yield frame("reconnect", {})
                    return
                if not done:
                    yield b": still here\n\n"
                    continue
                said = news.result()
                state = await read() if isinstance(said, Lost) else said
                yield frame("state", state)
        finally:
            stop.cancel()
