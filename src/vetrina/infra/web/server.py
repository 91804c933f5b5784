"""The web process: uvicorn that drains, closes dawdlers and listens where it is told."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from types import FrameType
from typing import Any, ClassVar

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vetrina.infra import settings
from vetrina.kernel import AppError, ErrorKind


class PortTaken(AppError):
    """Something else listens there."""

    kind: ClassVar[ErrorKind] = "conflict"
    code: ClassVar[str] = "port_taken"


def patient_protocol(header_s: float) -> type[HttpToolsProtocol]:
    """uvicorn's protocol, which closes connections whose first headers take longer."""

    class Patient(HttpToolsProtocol):
        _deadline: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._deadline = self.loop.call_later(header_s, transport.abort)

        def on_headers_complete(self) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
            super().on_headers_complete()

        def connection_lost(self, exc: Exception | None) -> None:
            if self._deadline is not None:
                self._deadline.cancel()
            super().connection_lost(exc)

    return Patient


class Server(uvicorn.Server):
    """Sets *draining* at the first signal, so that open streams end and their pages come back."""

    def __init__(
        self, config: uvicorn.Config, draining: asyncio.Event, *, takes_signals: bool = True
    ) -> None:
        super().__init__(config)
        self._draining = draining
        self._takes_signals = takes_signals

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if not self._takes_signals:
            yield
            return
        with super().capture_signals():
            yield

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._draining.set()
        super().handle_exit(sig, frame)


def make_server(
    app: Any, whole: settings.Settings, draining: asyncio.Event, *, takes_signals: bool = True
) -> Server:
    """A server for *app*; run it with `await server.serve(sockets=open_sockets(whole))`.

    Without *takes_signals* it stands beside other work that ends the process.
    """
    config = uvicorn.Config(
        app,
        http=patient_protocol(whole.web.header_timeout_s),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # ours looks at who sends them
        timeout_keep_alive=5,
        timeout_graceful_shutdown=int(whole.web.grace_s),
    )
    return Server(config, draining, takes_signals=takes_signals)


def open_sockets(whole: settings.Settings) -> list[socket.socket]:
    """Listening sockets for the web role: its port, the one for payments, and further ones.

    Raises: PortTaken.
    """
    ports = dict.fromkeys((whole.ports.web, whole.ports.payments, *whole.ports.also))
    opened: list[socket.socket] = []
    for port in ports:
        if port == 0 and port != whole.ports.web:
            continue
        family = socket.AF_INET6 if ":" in whole.web.bind else socket.AF_INET
        # Named as TCP: asyncio sends small answers at once only where it knows that it is.
        one = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((whole.web.bind, port))
        except OSError as error:
            for held in (one, *opened):
                held.close()
            raise PortTaken(
                f"port {port} cannot be used ({error.strerror}); choose another with "
                "VETRINA_PORTS__WEB, VETRINA_PORTS__PAYMENTS or VETRINA_PORTS__ALSO"
            ) from None
        opened.append(one)
    return opened
