"""How many database connections do many pages hold that wait for one picture?

    python benchmarks/sse_viewers.py                   # 200 viewers of a picture that takes long

Every viewer is a connection of its own to a running house, opened one after the other.  Counted in
pg_stat_activity: the connections of the web process before, and with all viewers waiting.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack

import psycopg
from installed import SHOP, Installed, installed, wish

from vetrina.infra import db

LONG = 1006
"""A seed that makes the engine for tests take its time."""
MOST = 2
NAME, COUNTING = "vetrina", "counting"
COUNT = """select application_name from pg_stat_activity
  where usename = %s and application_name <> %s order by 1"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--viewers", type=int, default=200)
    with installed() as house:
        return asyncio.run(_measure(house, parser.parse_args().viewers))


async def _measure(house: Installed, viewers: int) -> int:
    async with house.browser() as browser, AsyncExitStack() as stack:
        made = await browser.post("/api/v1/stagings", **wish(LONG))
        made.raise_for_status()
        before = _connections(house)
        path = f"{SHOP}/api/v1/stagings/{made.json()['id']}/events"
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        waiting = [await _view(house, stack, path, cookie) for _ in range(viewers)]
        held = _connections(house)
        still = sum(not viewer.at_eof() for viewer in waiting)
    print(f"connections of the web process before: {len(before)} {before}")
    print(f"with {still} viewers waiting: {len(held)} {held}")
    # One listens for all of them; what the pool kept open before is not theirs.
    of_viewers = 1 + max(0, len(held) - len(before))
    print(f"held for the viewers: {of_viewers}, {of_viewers / max(1, still):.3f} for each")
    return 0 if still == viewers and of_viewers <= MOST else 1


async def _view(
    house: Installed, stack: AsyncExitStack, path: str, cookie: str
) -> asyncio.StreamReader:
    """One more viewer, who has been told where the picture stands."""
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    stack.callback(writer.close)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
    await reader.readuntil(b"event: state\n")
    return reader


def _connections(house: Installed) -> list[str]:
    """What the connections of the web process call themselves."""
    sockets = next((house.folder / "data").rglob(".s.PGSQL.*")).parent
    word = (house.folder / "data" / "secrets" / "secret_key").read_text().strip()
    dsn = db.driver_dsn(db.role_url(f"postgresql://@/{NAME}?host={sockets}", db.APP, word))
    with psycopg.connect(dsn, application_name=COUNTING) as own:
        return [name for (name,) in own.execute(COUNT, [db.APP, COUNTING])]


if __name__ == "__main__":
    sys.exit(main())
