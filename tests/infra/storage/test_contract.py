"""What every store does, a folder and a bucket alike."""

import asyncio

import pytest

from vetrina.infra.storage import FileExists, FileNotFound
from vetrina.kernel import new_id


@pytest.fixture
def key():
    return f"spaces/{new_id()}/photo.jpg"


async def pieces(*parts):
    for part in parts:
        yield part


async def read(storage, key, **asked):
    return b"".join([piece async for piece in storage.stream(key, **asked)])


async def test_what_is_put_is_got(storage, key):
    assert await storage.put(key, b"a photo", content_type="image/jpeg") == 7
    assert await storage.get(key) == b"a photo"


async def test_a_stream_is_put_and_read_piece_by_piece(storage, key):
    big = bytes(range(256)) * 4096
    assert await storage.put(key, pieces(big, b"end")) == len(big) + 3
    assert await read(storage, key) == big + b"end"


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ({"start": 2}, b"cdef"),
        ({"end": 2}, b"ab"),
        ({"start": 1, "end": 4}, b"bcd"),
        ({"start": 4, "end": 99}, b"ef"),
    ],
)
async def test_a_part_is_read(storage, key, asked, got):
    await storage.put(key, b"abcdef")
    assert await read(storage, key, **asked) == got


async def test_a_file_is_replaced_whole(storage, key):
    await storage.put(key, b"a long first version")
    await storage.put(key, b"second")
    assert await storage.get(key) == b"second"


@pytest.mark.parametrize("second", [b"second", "stream"])
async def test_a_file_that_is_not_to_be_replaced_stays(storage, key, second):
    await storage.put(key, b"first")
    data = pieces(b"second") if second == "stream" else second
    with pytest.raises(FileExists):
        await storage.put(key, data, replace=False)
    assert await storage.get(key) == b"first"


async def test_of_many_that_must_not_replace_exactly_one_wins(storage, key):
    async def attempt(n):
        try:
            await storage.put(key, f"{n}".encode(), replace=False)
        except FileExists:
            return 0
        return 1

    assert sum(await asyncio.gather(*(attempt(n) for n in range(8)))) == 1


async def test_a_missing_file_is_missed_everywhere(storage, key):
    with pytest.raises(FileNotFound):
        await storage.get(key)
    with pytest.raises(FileNotFound):
        await read(storage, key)
    assert await storage.find(key) is None
    await storage.delete(key)


async def test_a_deleted_file_is_gone(storage, key):
    await storage.put(key, b"x")
    await storage.delete(key, f"{key}.never")
    assert await storage.find(key) is None


async def test_a_folders_files_are_listed_with_their_sizes(storage):
    folder = f"spaces/{new_id()}"
    for name, data in (("b.jpg", b"22"), ("a/deep.jpg", b"1"), ("c.jpg", b"333")):
        await storage.put(f"{folder}/{name}", data)
    await storage.put(f"{folder}x/other.jpg", b"x")
    listed = [(file.key, file.size) async for file in storage.list_files(folder)]
    assert listed == [
        (f"{folder}/a/deep.jpg", 1),
        (f"{folder}/b.jpg", 2),
        (f"{folder}/c.jpg", 3),
    ]


async def test_a_stream_that_breaks_leaves_nothing(storage, key):
    async def breaks():
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await storage.put(key, breaks())
    assert await storage.find(key) is None


@pytest.mark.parametrize(
    "bad",
    ["../etc/passwd", "/etc/passwd", "a//b", "a/../b", "a/.half", "", "a b", "a\n", "x" * 513],
)
async def test_what_is_not_a_key_is_refused(storage, bad):
    with pytest.raises(ValueError, match="is not a storage key"):
        await storage.put(bad, b"x")
