"""What a fresh installation needs of its bucket: which pages browsers may reach it from."""

from __future__ import annotations

from vetrina.infra.parts import Parts
from vetrina.infra.storage import S3Storage, set_bucket_cors


async def sow(parts: Parts) -> list[str]:
    """Tell the bucket our origins; what was told.  Raises: StorageUnavailable."""
    origins = list(parts.settings.cors_origins)
    if public := parts.settings.web.public_url.rstrip("/"):
        origins.insert(0, public)
    if not isinstance(parts.storage, S3Storage) or not origins:
        return []
    await set_bucket_cors(parts.settings.storage, origins)
    return [f"The bucket lets browsers come from {', '.join(origins)}."]
