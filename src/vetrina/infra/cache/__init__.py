"""Kept values: in the process, or in Redis where there is one; forgotten by NOTIFY."""

from vetrina.infra.cache.cache import Cache, MemoryCache, RedisCache, forget

__all__ = ["Cache", "MemoryCache", "RedisCache", "forget"]
