"""The bucket's own answer to browsers, set by us because the storage library cannot.

Source: S3 API, PutBucketCors; Signature Version 4 (header form).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import httpx

from vetrina.infra import settings
from vetrina.infra.storage.errors import StorageUnavailable
from vetrina.kernel import Clock, SystemClock

METHODS = ("GET", "PUT", "POST")
HEADERS = ("Content-Type", "Authorization")
MAX_AGE_S = 3600


def cors_document(origins: Sequence[str]) -> bytes:
    """The rules as S3 reads them."""
    rules = [f"<AllowedOrigin>{escape(origin)}</AllowedOrigin>" for origin in origins]
    rules += [f"<AllowedMethod>{method}</AllowedMethod>" for method in METHODS]
    rules += [f"<AllowedHeader>{header}</AllowedHeader>" for header in HEADERS]
    rules += ["<ExposeHeader>ETag</ExposeHeader>", f"<MaxAgeSeconds>{MAX_AGE_S}</MaxAgeSeconds>"]
    inside = "".join(rules)
    return f"<CORSConfiguration><CORSRule>{inside}</CORSRule></CORSConfiguration>".encode()


async def set_bucket_cors(
    section: settings.Storage, origins: Sequence[str], *, clock: Clock | None = None
) -> None:
    """Let *origins* load from and upload to the bucket.  Raises: StorageUnavailable."""
    region = section.region if section.region != "auto" or section.endpoint else "us-east-1"
    endpoint = section.endpoint or f"https://s3.{region}.amazonaws.com"
    url = f"{endpoint.rstrip('/')}/{section.bucket}?cors="
    body = cors_document(origins)
    headers = _signed(section, url, region, body, clock or SystemClock())
    async with httpx.AsyncClient(timeout=20) as client:
        try:
            answer = await client.put(url, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise StorageUnavailable(f"the bucket does not answer: {error}") from error
    if answer.status_code >= 300:
        raise StorageUnavailable(f"the bucket refuses CORS rules: HTTP {answer.status_code}")


def _signed(
    section: settings.Storage, url: str, region: str, body: bytes, clock: Clock
) -> dict[str, str]:
    parts, now = urlsplit(url), clock.now()
    stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    digest = hashlib.sha256(body).hexdigest()
    headers = {
        "content-md5": base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode(),
        "host": parts.netloc,
        "x-amz-content-sha256": digest,
        "x-amz-date": stamp,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"PUT\n{parts.path}\n{parts.query}\n{lines}\n{names}\n{digest}"
    reach = f"{day}/{region}/s3/aws4_request"
    hashed = hashlib.sha256(request.encode()).hexdigest()
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{reach}\n{hashed}"
    key = f"AWS4{section.secret_access_key.get_secret_value()}".encode()
    for part in reach.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    mark = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    who = f"{section.access_key_id.get_secret_value()}/{reach}"
    headers["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={who}, SignedHeaders={names}, Signature={mark}"
    )
    return headers
