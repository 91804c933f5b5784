"""Does anybody ever see or touch what belongs to another?  Mixed requests to a running house.

    python benchmarks/neighbours.py                    # 12,000 requests
    python benchmarks/neighbours.py --requests 2000 --seed 8

Two people with accounts and API keys and two visitors with cookies each own stagings and pictures.
All four ask at once: lists, single things, events, downloads, and cancelling and deleting, half of
them with an id of a neighbour.  A leak is an answer other than 404 to a neighbour's id, a
neighbour's id anywhere in an answer, or a thing that is not as its owner left it in the end.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx
from installed import Installed, Line, installed, join, small_photo, wait_until_over, wish

STAGINGS, PICTURES = 3, 3
SINGLE = ("get", "events", "download", "cancel", "delete", "get_media", "delete_media")
WEIGHTS = (34, 10, 8, 12, 10, 16, 10)
STAY = 1
"""As many of their own are never deleted by anybody."""
PEER_REQUESTS = 500


@dataclass
class Resident:
    """Somebody with things of their own; *gone* were deleted by themselves."""

    browser: httpx.AsyncClient
    stagings: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    @property
    def every(self) -> set[str]:
        return self.stagings | self.pictures | self.gone


@dataclass
class Tally:
    """What was answered, and what should not have been."""

    answers: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    args = _arguments()
    with installed() as house:
        return asyncio.run(_measure(house, args.requests, random.Random(args.seed)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=12_000)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


async def _measure(house: Installed, count: int, order: random.Random) -> int:
    tally = Tally()
    async with AsyncExitStack() as stack:
        people = [await _settle(house, stack, number) for number in range(4)]
        begin = time.perf_counter()
        share = count // len(people)
        orders = [random.Random(order.random()) for _ in people]
        work = (
            _live(who, people, share, own, tally) for who, own in zip(people, orders, strict=True)
        )
        await asyncio.gather(*work)
        taken_s = time.perf_counter() - begin
        for who in people:
            await _check_that_all_is_there(who, tally)
        peer_s = await _peer(house)
    _print(tally, taken_s, peer_s)
    return 1 if tally.leaks or tally.wrong else 0


async def _settle(house: Installed, stack: AsyncExitStack, number: int) -> Resident:
    """Somebody moves in: every second one with an account, calling by key."""
    browser = await stack.enter_async_context(house.browser())
    if number % 2 == 0:
        key = await join(browser, house, f"person{number}@example.com")
        browser = await stack.enter_async_context(house.browser(**{"X-API-Key": key}))
    who = Resident(browser)
    for seed in range(STAGINGS):
        made = await browser.post("/api/v1/stagings", **wish(seed=10 * number + seed))
        made.raise_for_status()
        who.stagings.add(made.json()["id"])
        await wait_until_over(browser, made.json()["id"])
    for _ in range(PICTURES):
        made = await browser.post("/api/v1/media", files={"file": small_photo()})
        made.raise_for_status()
        who.pictures.add(made.json()["id"])
    return who


async def _live(
    who: Resident, people: list[Resident], count: int, order: random.Random, tally: Tally
) -> None:
    """*who* asks for *count* things, one after the other."""
    others = [one for one in people if one is not who]
    for _ in range(count):
        if order.random() < 0.15:
            await _list(who, others, tally)
            continue
        act = order.choices(SINGLE, WEIGHTS)[0]
        of_neighbour = order.random() < 0.5
        owner = order.choice(others) if of_neighbour else who
        kind = owner.pictures if act.endswith("media") else owner.stagings
        wanted = order.choice(sorted(kind))
        if not of_neighbour and act.startswith("delete") and len(kind) <= STAY:
            act = act.replace("delete", "get")
        status, text = await _ask(who.browser, act, wanted)
        whose = "neighbour's" if of_neighbour else "own"
        tally.answers[whose, act, status] += 1
        shown = {one for other in others for one in other.every if one in text} - {wanted}
        if shown or (of_neighbour and status != 404):
            tally.leaks.append(f"{act} of {whose} {wanted}: {status} {text[:200]}")
        if not of_neighbour:
            _note_own(who, act, wanted, status, tally)


def _note_own(who: Resident, act: str, wanted: str, status: int, tally: Tally) -> None:
    """Keep account of what *who* did to their own."""
    expected = {200, 409} if act == "cancel" else {200}
    if status not in expected:
        tally.wrong.append(f"{act} of own {wanted}: {status}")
    if act.startswith("delete") and status == 200:
        (who.pictures if act == "delete_media" else who.stagings).discard(wanted)
        who.gone.add(wanted)


async def _list(who: Resident, others: list[Resident], tally: Tally) -> None:
    answer = await who.browser.get("/api/v1/stagings")
    tally.answers["own", "list", answer.status_code] += 1
    if any(one in answer.text for other in others for one in other.every):
        tally.leaks.append(f"list: {answer.text[:200]}")
    if {one["id"] for one in answer.json()["items"]} != who.stagings:
        tally.wrong.append("list: not what there is")


async def _ask(browser: httpx.AsyncClient, act: str, wanted: str) -> tuple[int, str]:
    """The status and the text of *act* on *wanted*."""
    folder = "media" if act.endswith("media") else "stagings"
    path = f"/api/v1/{folder}/{wanted}"
    method = "GET"
    if act in {"events", "download"}:
        path += f"/{act}"
    elif act == "cancel":
        method, path = "POST", f"{path}/cancel"
    elif act.startswith("delete"):
        method = "DELETE"
    answer = await browser.request(method, path)
    is_text = not answer.headers["content-type"].startswith("image/")
    return answer.status_code, answer.text if is_text else ""


async def _check_that_all_is_there(who: Resident, tally: Tally) -> None:
    """Nobody else deleted or stopped what *who* owns; what they deleted themselves is gone."""
    for folder, held in (("stagings", who.stagings), ("media", who.pictures)):
        for one in held:
            answer = await who.browser.get(f"/api/v1/{folder}/{one}")
            if answer.status_code != 200 or answer.json().get("status", "") == "cancelled":
                tally.leaks.append(f"{folder} {one} is not as it was left: {answer.text[:200]}")
    for one in who.gone:
        status, _ = await _ask(who.browser, "get", one)
        if status != 404:
            tally.wrong.append(f"{one} was deleted and is answered with {status}")


async def _peer(house: Installed) -> float:
    """Seconds of one request that needs nothing, by as many connections."""

    async def ask() -> None:
        async with Line(house.port) as line:
            for _ in range(PEER_REQUESTS):
                await line.get("/health/live")

    begin = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(4)))
    return (time.perf_counter() - begin) / (4 * PEER_REQUESTS)


def _print(tally: Tally, taken_s: float, peer_s: float) -> None:
    count = tally.answers.total()
    for whose in ("own", "neighbour's"):
        print(f"{whose}:")
        acts = sorted({act for owner, act, _ in tally.answers if owner == whose})
        for act in acts:
            by_status = {
                status: n
                for (owner, what, status), n in sorted(tally.answers.items())
                if (owner, what) == (whose, act)
            }
            told = "  ".join(f"{status}: {n}" for status, n in by_status.items())
            print(f"  {act:<14}{told}")
    each_s = taken_s / count
    print(f"{count} requests in {taken_s:.1f} s, {each_s / peer_s:.1f} times /health/live each")
    for line in (*tally.leaks[:10], *tally.wrong[:10]):
        print(line)
    print(f"wrong answers about own things: {len(tally.wrong)}")
    print(f"leaks: {len(tally.leaks)} of {count} ({100 * len(tally.leaks) / count:.2f} %)")


if __name__ == "__main__":
    sys.exit(main())
