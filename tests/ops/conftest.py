"""A web process's application on a database of its own, without the process."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from vetrina import app
from vetrina.infra import settings
from vetrina.infra.parts import Parts


@pytest.fixture
async def make_client(own_databases, tmp_path) -> AsyncIterator[Callable[..., Any]]:
    """Makes (client, parts) with the given sections of the settings changed."""
    made: list[tuple[AsyncClient, Parts]] = []

    def make(*, peer: str = "127.0.0.1", **sections: Any) -> tuple[AsyncClient, Parts]:
        whole = settings.Settings(
            data_dir=tmp_path,
            **{
                "database": settings.Database(
                    app_url=SecretStr(own_databases.app_url),
                    worker_url=SecretStr(own_databases.worker_url),
                ),
                **sections,
            },
        )
        parts = app.build_parts(whole)
        transport = ASGITransport(app.wrap(app.make_api(parts)), client=(peer, 1))
        client = AsyncClient(transport=transport, base_url="http://127.0.0.1")
        made.append((client, parts))
        return client, parts

    yield make
    for client, parts in made:
        await client.aclose()
        await parts.outgoing.close()
        await parts.database.close()
