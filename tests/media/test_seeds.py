"""Seeding tells the bucket which pages may reach it; a folder needs nothing."""

from __future__ import annotations

from dataclasses import replace

import httpx

from vetrina.infra import settings
from vetrina.infra.storage import S3Storage
from vetrina.media import seeds

OURS = "https://modera.fashion"


async def test_a_bucket_is_told_our_origins_and_a_folder_nothing(parts, bucket) -> None:
    assert await seeds.sow(parts) == []
    web = settings.Web(public_url=f"{OURS}/", cors_origins=("https://other.example",))
    whole = parts.settings.model_copy(update={"storage": bucket, "web": web})
    told = await seeds.sow(replace(parts, settings=whole, storage=S3Storage(bucket)))
    assert told == [f"The bucket lets browsers come from {OURS}, https://other.example."]
    asked = {"Origin": OURS, "Access-Control-Request-Method": "PUT"}
    async with httpx.AsyncClient() as plain:
        answer = await plain.options(f"{bucket.endpoint}/{bucket.bucket}/a.jpg", headers=asked)
    assert answer.headers["access-control-allow-origin"] == OURS
    assert answer.headers["access-control-max-age"] == "3600"
