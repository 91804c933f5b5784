"""The whole web application on a database of its own, without a process."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from vetrina import app
from vetrina.infra import settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def client(own_databases, tmp_path) -> AsyncIterator[AsyncClient]:
    """A browser at the bare host; redirects are answers."""
    fetched = ROOT / "data" / "assets"
    if fetched.is_dir():
        shutil.copytree(fetched, tmp_path / "assets")
    whole = settings.Settings(
        data_dir=tmp_path,
        limits=settings.Limits(enabled=False),
        database=settings.Database(
            app_url=SecretStr(own_databases.app_url),
            worker_url=SecretStr(own_databases.worker_url),
        ),
    )
    parts = app.build_parts(whole)
    api = app.make_api(parts)

    @api.get("/_break")
    def broken() -> None:
        raise RuntimeError("on purpose")

    transport = ASGITransport(app.wrap(api), raise_app_exceptions=False)
    async with AsyncClient(
        transport=transport, base_url="http://localhost", headers={"Accept": "text/html"}
    ) as made:
        yield made
    await parts.outgoing.close()
    await parts.database.close()
