"""Signed links give the file, in its time, unchanged, and nothing else."""

from datetime import timedelta

import httpx
import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from vetrina.infra.storage import (
    FileNotFound,
    LinkRefused,
    LinkSigner,
    LocalStorage,
    S3Storage,
    file_route,
    set_bucket_cors,
)
from vetrina.infra.storage.cors import cors_document


@pytest.fixture
def local(tmp_path, clock):
    return LocalStorage(tmp_path / "files", LinkSigner("secret", clock=clock))


@pytest.fixture
async def client(local):
    async def refuse(request, error):
        return httpx_status(error)

    app = Starlette(
        routes=[file_route(local)],
        exception_handlers={LinkRefused: refuse, FileNotFound: refuse},
    )
    async with AsyncClient(transport=ASGITransport(app), base_url="http://t") as client:
        yield client


def httpx_status(error):
    from starlette.responses import PlainTextResponse

    return PlainTextResponse(error.code, 403 if error.kind == "forbidden" else 404)


async def test_a_link_gives_the_file_with_its_type_and_never_runs_it(local, client):
    await local.put("a/photo.jpg", b"0123456789")
    answer = await client.get(await local.sign("a/photo.jpg", ttl_s=60, content_type="image/jpeg"))
    assert (answer.status_code, answer.content) == (200, b"0123456789")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_a_link_gives_parts(local, client):
    await local.put("a/photo.jpg", b"0123456789")
    link = await local.sign("a/photo.jpg", ttl_s=60)
    answer = await client.get(link, headers={"Range": "bytes=2-4"})
    assert (answer.status_code, answer.content) == (206, b"234")


async def test_a_link_ends_exactly_with_its_time(local, client, clock):
    await local.put("a/photo.jpg", b"x")
    link = await local.sign("a/photo.jpg", ttl_s=60)
    clock.advance(timedelta(seconds=59))
    assert (await client.get(link)).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert (await client.get(link)).text == "link_refused"


@pytest.mark.parametrize(
    ("old", "new"),
    [("photo", "other"), ("e=1768478460", "e=1768478461"), ("image", "text%2F"), ("s=", "s=0")],
)
async def test_a_changed_link_is_refused(local, client, old, new):
    for name in ("photo", "other"):
        await local.put(f"a/{name}.jpg", b"x")
    link = await local.sign("a/photo.jpg", ttl_s=60, content_type="image/jpeg")
    assert old in link
    answer = await client.get(link.replace(old, new, 1))
    assert (answer.status_code, answer.text) == (403, "link_refused")


@pytest.mark.parametrize("path", ["/files/a/photo.jpg", "/files/../x?e=1&s=2", "/files/%2e%2e/x"])
async def test_without_a_signature_nothing_is_given(local, client, path):
    await local.put("a/photo.jpg", b"x")
    assert (await client.get(path)).status_code in {403, 404}


async def test_a_link_to_a_deleted_file_is_told(local, client):
    link = await local.sign("a/photo.jpg", ttl_s=60)
    assert (await client.get(link)).text == "file_not_found"


async def test_a_file_is_private_on_the_disk(local):
    await local.put("a/photo.jpg", b"x")
    assert local.path_of("a").stat().st_mode & 0o077 == 0
    assert list((local.root / ".half").iterdir()) == []


async def test_a_buckets_link_gives_the_file_and_its_changed_link_does_not(bucket):
    storage = S3Storage(bucket)
    await storage.put("a/photo.jpg", b"x", content_type="image/jpeg")
    link = await storage.sign("a/photo.jpg", ttl_s=60)
    async with httpx.AsyncClient() as plain:
        answer = await plain.get(link)
        changed = await plain.get(link.replace("photo.jpg", "other.jpg"))
        unsigned = await plain.get(link.partition("?")[0])
    assert (answer.content, answer.headers["content-type"]) == (b"x", "image/jpeg")
    assert (changed.status_code, unsigned.status_code) == (403, 403)


async def test_a_bucket_answers_browsers_as_told(bucket):
    await set_bucket_cors(bucket, ["https://modera.fashion"])
    asked = {
        "Origin": "https://modera.fashion",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "content-type,authorization",
    }
    url = f"{bucket.endpoint}/{bucket.bucket}/a/photo.jpg"
    async with httpx.AsyncClient() as plain:
        ours = await plain.options(url, headers=asked)
        strange = await plain.options(url, headers={**asked, "Origin": "https://evil.example"})
    assert ours.headers["access-control-allow-origin"] == "https://modera.fashion"
    assert "PUT" in ours.headers["access-control-allow-methods"]
    assert ours.headers["access-control-max-age"] == "3600"
    assert "access-control-allow-origin" not in strange.headers


def test_the_cors_rules_name_methods_headers_and_age():
    told = cors_document(["https://a.example"]).decode()
    for part in (
        "<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>"
        "<AllowedMethod>POST</AllowedMethod>",
        "<AllowedHeader>Content-Type</AllowedHeader><AllowedHeader>Authorization</AllowedHeader>",
        "<MaxAgeSeconds>3600</MaxAgeSeconds>",
    ):
        assert part in told
