"""Calls to other servers: in time, repeated where that is safe, never into our own network."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import httpx
import stamina

from vetrina.infra import settings
from vetrina.infra.http.breaker import LONGEST_REST_S, Breaker
from vetrina.infra.http.errors import (
    AddressRefused,
    UpstreamFailed,
    UpstreamResting,
    UpstreamTimeout,
)
from vetrina.infra.http.guard import GuardedTransport
from vetrina.infra.telemetry.metrics import outbound_requests
from vetrina.kernel import AppError, Clock, SystemClock

_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_BUSY = frozenset({429, 500, 502, 503, 504})


class _TryAgain(Exception):
    """The try failed in a way that may pass."""

    def __init__(self, error: AppError, wait_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_s = wait_s


class Outgoing:
    """The door for all calls; one per process, closed at its end."""

    def __init__(
        self,
        section: settings.Outgoing,
        *,
        clock: Clock | None = None,
        guarded: GuardedTransport | None = None,
    ) -> None:
        self._section = section
        self._clock = clock or SystemClock()
        self._breaker = Breaker(
            failures=section.breaker_failures, pause_s=section.breaker_pause_s, clock=self._clock
        )
        timeout = httpx.Timeout(section.read_timeout_s, connect=section.connect_timeout_s)
        self._trusted = httpx.AsyncClient(timeout=timeout, follow_redirects=False)
        self._guarded = httpx.AsyncClient(
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,  # a proxy would resolve the name anew
            transport=guarded or GuardedTransport(),
        )

    async def call(
        self,
        method: str,
        url: str,
        *,
        service: str,
        is_trusted: bool = False,
        is_repeatable: bool | None = None,
        headers: Mapping[str, str] | None = None,
        **content: Any,
    ) -> httpx.Response:
        """Call *url* and read the whole answer; 4xx and redirects are answers, not followed.

        *service* names the far side in the figures.  *is_trusted*: the operator's own setting, so
        private addresses are fine.  *is_repeatable*: by default the safe methods and whatever
        carries an Idempotency-Key.  *content*: json, data, content, files, params as httpx has
        them.  Retry-After is waited for where the total time allows; where it asks for more, the
        call fails at once and the host is left alone.
        Raises: AddressRefused, UpstreamFailed (5xx, 429, broken), UpstreamTimeout, UpstreamResting.
        """
        client = self._trusted if is_trusted else self._guarded
        request = client.build_request(method, url, headers=headers, **content)
        if is_repeatable is None:
            is_repeatable = method.upper() in _SAFE or "idempotency-key" in request.headers
        outcome = "failed"
        try:
            tries = self._section.attempts if is_repeatable else 1
            answer = await self._with_tries(client, request, tries)
            outcome = "ok" if answer.status_code < 400 else "refused"
        except (UpstreamTimeout, UpstreamResting) as error:
            outcome = error.code.removeprefix("upstream_")
            raise
        finally:
            outbound_requests.labels(service, outcome).inc()
        return answer

    @property
    def resting_hosts(self) -> int:
        """How many servers are left alone now because they kept failing."""
        return self._breaker.resting()

    async def close(self) -> None:
        await self._trusted.aclose()
        await self._guarded.aclose()

    async def _with_tries(
        self, client: httpx.AsyncClient, request: httpx.Request, attempts: int
    ) -> httpx.Response:
        host = f"{request.url.host}:{request.url.port or request.url.scheme}"
        try:
            async with asyncio.timeout(self._section.total_timeout_s) as time_left:
                async for attempt in stamina.retry_context(
                    on=partial(_pause_of, ends_at=time_left.when()),
                    attempts=attempts,
                    timeout=None,
                    wait_initial=0.2,
                    wait_max=5.0,
                ):
                    with attempt:
                        return await self._try(client, request, host)
        except _TryAgain as last:
            raise last.error from last
        except TimeoutError:
            raise UpstreamTimeout(f"{request.url.host} took too long") from None
        raise AssertionError("the last try returns or raises")

    async def _try(
        self, client: httpx.AsyncClient, request: httpx.Request, host: str
    ) -> httpx.Response:
        self._breaker.enter(host)
        is_counted = False
        try:
            answer = await self._read(client, request)
            self._refuse_busy(answer, request.url.host)
            self._breaker.succeeded(host)
            is_counted = True
        except _TryAgain as again:
            self._breaker.failed(host)
            if again.wait_s is not None and again.wait_s >= self._section.total_timeout_s:
                self._breaker.rest(host, again.wait_s)
            is_counted = True
            raise
        finally:
            if not is_counted:
                self._breaker.left(host)
        return answer

    def _refuse_busy(self, answer: httpx.Response, host: str) -> None:
        if answer.status_code in _BUSY:
            status = answer.status_code
            wait_s = self._wait_of(answer)
            error = UpstreamFailed(
                f"{host} answered {status}", retry_after_s=wait_s, details={"status": status}
            )
            raise _TryAgain(error, wait_s)

    async def _read(self, client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        try:
            answer = await client.send(request, stream=True)
            try:
                await self._read_bounded(answer, host)
            finally:
                await answer.aclose()
        except httpx.TimeoutException as error:
            raise _TryAgain(UpstreamTimeout(f"{host} did not answer in time")) from error
        except httpx.TransportError as error:
            raise _TryAgain(UpstreamFailed(f"{host} broke off: {type(error).__name__}")) from error
        except httpx.InvalidURL:
            raise AddressRefused("this is not an address") from None
        return answer

    async def _read_bounded(self, answer: httpx.Response, host: str) -> None:
        pieces, size = [], 0
        async for piece in answer.aiter_bytes():
            size += len(piece)
            if size > self._section.max_answer_bytes:
                raise UpstreamFailed(f"{host} answered with too much")
            pieces.append(piece)
        # httpx has no bounded read of its own; this is where its `aread` puts what it read.
        answer._content = b"".join(pieces)

    def _wait_of(self, answer: httpx.Response) -> float | None:
        """Seconds the server asks us to wait (RFC 9110 §10.2.3), an hour at most."""
        asked = answer.headers.get("retry-after", "").strip()
        if asked.isascii() and asked.isdigit():
            return min(float(asked), LONGEST_REST_S)
        try:
            then = parsedate_to_datetime(asked)
        except ValueError:
            return None
        if then.tzinfo is None:  # "-0000": UTC, from nobody in particular
            then = then.replace(tzinfo=UTC)
        return min(max(0.0, (then - self._clock.now()).total_seconds()), LONGEST_REST_S)


def _pause_of(error: Exception, ends_at: float | None) -> bool | float:
    """Whether to try again, and after how long; not where the server asks for more time than is
    left until *ends_at* (of the event loop): to sit that out and fail would help nobody."""
    if not isinstance(error, _TryAgain):
        return False
    if error.wait_s is None:
        return True
    is_too_far = ends_at is not None and asyncio.get_running_loop().time() + error.wait_s >= ends_at
    return False if is_too_far else error.wait_s
