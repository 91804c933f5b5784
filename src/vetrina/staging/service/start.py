"""Starting a staging, and starting it again with corners or another arrangement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from vetrina import analytics, media, studio
from vetrina import credits as ledger
from vetrina.accounts import Actor
from vetrina.infra.db import AsyncSession
from vetrina.kernel import new_id
from vetrina.media import MediaView
from vetrina.staging import queries
from vetrina.staging.errors import DailyPicturesUsed, KeyReused, StagingNotFound, StagingUnderWay
from vetrina.staging.models import Staging
from vetrina.staging.service.outcome import adopt_result
from vetrina.staging.service.read import view_one
from vetrina.staging.service.wishes import LARGEST_SEED, check_wish, hash_request, read_hints
from vetrina.staging.version import ENGINE_VERSION
from vetrina.staging.views import OVER, StagingView, Wish
from vetrina.storefronts import Storefront

KIND = "staging"
ENGINE = "local"
COST = 1
SECOND_SEED = "second_seed"
DAY = timedelta(hours=24)


async def start_staging(
    db: AsyncSession,
    *,
    actor: Actor,
    shop: Storefront,
    media_id: UUID,
    wish: Wish,
    now: datetime,
    idempotency_key: str | None = None,
) -> StagingView:
    """Begin to stage the picture *media_id* as *wish* asks; a key that came before gives the same.

    Raises: StyleUnknown, RoomTypeUnknown, HintUnreadable, MediaNotFound, CreditsExhausted,
    DailyPicturesUsed, KeyReused.
    """
    hints = check_wish(wish, shop)
    photo = await media.get_media(db, media_id)
    if idempotency_key is not None:
        before = await find_replay(
            db,
            actor=actor,
            key=idempotency_key,
            pixel_hash=photo.pixel_hash,
            wish=wish,
            shop=shop,
        )
        if before is not None:
            return before
    row = _row(actor, photo, wish, hints, now)
    row.idempotency_key = idempotency_key
    db.add(row)
    await db.flush()
    await _begin(db, actor, shop, row, photo, now, may_vary=wish.seed is None)
    return await view_one(db, actor, row)


async def find_replay(
    db: AsyncSession, *, actor: Actor, key: str, pixel_hash: str, wish: Wish, shop: Storefront
) -> StagingView | None:
    """What was started under *key* before.  Raises: KeyReused where that was something else.

    Others with the same key wait until this transaction ends.
    """
    if actor.space_id is None:
        return None
    await queries.lock_key(db, actor.space_id, key)
    row = await queries.find_by_key(db, actor.space_id, key)
    if row is None:
        return None
    if row.request_hash != hash_request(pixel_hash, wish, check_wish(wish, shop)):
        raise KeyReused
    return await view_one(db, actor, row)


async def restage(
    db: AsyncSession,
    *,
    actor: Actor,
    shop: Storefront,
    staging_id: UUID,
    now: datetime,
    corners: str = "",
    seed: int | None = None,
) -> StagingView:
    """Again: with *corners*, or with *seed*, or with neither for another arrangement.

    One that ended without a picture goes on as itself; beside a finished one a new one begins, so
    the id that comes back may be another.  Raises: StagingNotFound, StagingUnderWay,
    HintUnreadable, CreditsExhausted, DailyPicturesUsed.
    """
    row = await _lock_ended(db, actor, staging_id)
    hints, may_vary = dict(row.hints), seed is None
    if corners.strip():
        hints |= read_hints(Wish(row.style, corners=corners))
        may_vary = may_vary and await _could_vary(db, row)
    elif seed is None:
        seed = _next_seed(row.seed)
    photo = await media.get_media(db, row.photo_id)
    if row.status == "completed":
        row = _again(row, actor, now)
        db.add(row)
    row.hints, row.seed = hints, row.seed if seed is None else seed
    _reset(row)
    await db.flush()
    await _begin(db, actor, shop, row, photo, now, may_vary=may_vary)
    return await view_one(db, actor, row)


async def _lock_ended(db: AsyncSession, actor: Actor, staging_id: UUID) -> Staging:
    row = await queries.find_row(db, actor, staging_id, is_locked=True)
    if row is None:
        raise StagingNotFound
    if row.status not in OVER:
        raise StagingUnderWay("It is being staged right now. Wait for it, or cancel it first.")
    return row


async def _could_vary(db: AsyncSession, row: Staging) -> bool:
    """Was it begun without a seed of the person's own?"""
    if row.picture_job_id is None:
        return False
    before = await studio.find_jobs(db, [row.picture_job_id])
    return any(SECOND_SEED in job.parameters for job in before.values())


async def _begin(
    db: AsyncSession,
    actor: Actor,
    shop: Storefront,
    row: Staging,
    photo: MediaView,
    now: datetime,
    *,
    may_vary: bool,
) -> None:
    """Hold the credit and enqueue the picture; a kept result ends the staging at once."""
    await _allow(db, actor, shop, row, now)
    job = await studio.start(
        db,
        storefront_id=row.storefront_id,
        space_id=row.space_id,
        order=_order(row, photo, shop, may_vary=may_vary),
        cost=COST,
        now=now,
    )
    row.picture_job_id = job.id
    await db.flush()
    if job.copied_from is not None:
        await adopt_result(db, row, job, now)
    await analytics.record(
        db,
        storefront_id=row.storefront_id,
        space_id=row.space_id,
        kind="staging.started",
        subject_id=row.id,
        now=now,
        style=row.style,
        room_type=row.room_type,
        is_kept=job.copied_from is not None,
    )


async def _allow(
    db: AsyncSession, actor: Actor, shop: Storefront, row: Staging, now: datetime
) -> None:
    """The trial, once per space; where no plans are sold, so many a day for who has an account."""
    owner: dict[str, Any] = {"storefront_id": row.storefront_id, "space_id": row.space_id}
    owner["now"] = now
    if trial := shop.limits.trial_pictures:
        await ledger.grant(db, amount=trial, key="trial", reason="trial", **owner)
    if not actor.is_signed_in or shop.plans:
        return
    most = shop.limits.account_pictures_per_day
    since, reason = now - DAY, "no plans are sold"
    if not await ledger.top_up(db, amount=COST, most=most, since=since, reason=reason, **owner):
        raise DailyPicturesUsed(most)


def _order(row: Staging, photo: MediaView, shop: Storefront, *, may_vary: bool) -> studio.Order:
    second = {SECOND_SEED: _next_seed(row.seed)} if may_vary else {}
    return studio.Order(
        kind=KIND,
        subject_id=row.id,
        inputs=(photo.pixel_hash,),
        parameters={
            "style": row.style,
            "room_type": row.room_type,
            "seed": row.seed,
            "hints": row.hints,
            "focal_35mm": photo.kept.focal_35mm,
            "threshold": shop.limits.score_threshold,
            **second,
        },
        engine=ENGINE,
        engine_version=ENGINE_VERSION,
        making={"result": new_id(), "mask": new_id()},
    )


def _next_seed(seed: int) -> int:
    return (seed + 1) % LARGEST_SEED


def _row(
    actor: Actor, photo: MediaView, wish: Wish, hints: dict[str, Any], now: datetime
) -> Staging:
    return Staging(
        id=new_id(),
        storefront_id=photo.storefront_id,
        space_id=photo.space_id,
        user_id=actor.user_id,
        status="queued",
        original_image_path=photo.storage_key,
        style=wish.style,
        room_type=wish.room_type,
        created_at=now,
        photo_id=photo.id,
        seed=wish.seed or 0,
        hints=hints,
        request_hash=hash_request(photo.pixel_hash, wish, hints),
        manifest={},
        reasons=[],
        outline=[],
        is_free=False,
    )


def _again(row: Staging, actor: Actor, now: datetime) -> Staging:
    """A new staging of the same photo."""
    return Staging(
        id=new_id(),
        storefront_id=row.storefront_id,
        space_id=row.space_id,
        user_id=actor.user_id,
        original_image_path=row.original_image_path,
        style=row.style,
        room_type=row.room_type,
        created_at=now,
        photo_id=row.photo_id,
        seed=row.seed,
        request_hash="",
        outline=row.outline,
    )


def _reset(row: Staging) -> None:
    """Nothing is known of a result yet."""
    row.status, row.completed_at, row.processing_time_ms = "queued", None, None
    row.quality_score = row.error_code = row.error_message = None
    row.reasons, row.manifest, row.is_free = [], {}, False
