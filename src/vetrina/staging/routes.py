"""The API of staging: start, look, list, wait, cancel, download, delete.

Errors are problem documents (RFC 9457).  Each route parses, calls one use case and answers.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request, Response

from vetrina import media
from vetrina.accounts import KEY_OPTIONAL, KEYED, Actor, ActorOf, ensure_space
from vetrina.infra import events, jobs, limits
from vetrina.infra.db import Db, outside
from vetrina.infra.parts import Parts, PartsOf
from vetrina.staging import service
from vetrina.staging.answers import (
    AgainBody,
    CornersBody,
    ReceiptAnswer,
    StagingAnswer,
    StagingList,
    StyleAnswer,
    StyleList,
    receipt_answer,
    staging_answer,
)
from vetrina.staging.errors import StagingUnfinished
from vetrina.staging.intake import Intake, count_picture, take_wish
from vetrina.staging.openapi import FORM, PROBLEMS
from vetrina.staging.views import StagingView
from vetrina.storefronts import HereOf

router = APIRouter(
    prefix="/api/v1",
    tags=["staging"],
    dependencies=[Depends(limits.limit("calls")), *KEYED],
    responses=PROBLEMS,
)
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="The same key with the same request gives the same staging, made once.",
    ),
]
ENDINGS = {"jpeg": "jpg", "png": "png", "webp": "webp"}


@router.post("/stagings", status_code=202, openapi_extra={**FORM, **KEY_OPTIONAL})
async def start_staging(
    request: Request,
    response: Response,
    db: Db,
    parts: PartsOf,
    here: HereOf,
    actor: ActorOf,
    idempotency_key: Key = None,
) -> StagingAnswer:
    """Stage a photo of an empty room.  The answer comes at once; wait by `links.events`."""
    await count_picture(request, response, parts, here.shop, actor)
    async with outside(db):
        intake = await take_wish(request, parts, here.shop)
    actor = await ensure_space(db, request, response, actor, parts.clock.now())
    view = await _replayed(db, actor, here, intake, idempotency_key)
    if view is None:
        view = await service.start_staging(
            db,
            actor=actor,
            shop=here.shop,
            media_id=await _keep(db, parts, actor, intake),
            wish=intake.wish,
            now=parts.clock.now(),
            idempotency_key=idempotency_key,
        )
    response.headers["Location"] = here.links.link(f"/api/v1/stagings/{view.id}")
    return staging_answer(parts, here, view)


@router.get("/stagings")
async def list_stagings(
    db: Db,
    parts: PartsOf,
    here: HereOf,
    actor: ActorOf,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> StagingList:
    """Your stagings, the newest first."""
    page = await service.list_stagings(db, actor=actor, cursor=cursor, size=limit)
    items = [staging_answer(parts, here, view) for view in page.items]
    return StagingList(items=items, next_cursor=page.next_cursor)


@router.get("/stagings/{staging_id}")
async def get_staging(
    staging_id: UUID, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> StagingAnswer:
    """One staging."""
    view = await service.get_staging(db, actor=actor, staging_id=staging_id)
    return staging_answer(parts, here, view)


@router.post("/stagings/{staging_id}/cancel")
async def cancel_staging(
    staging_id: UUID, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf
) -> StagingAnswer:
    """Stop it.  Nothing is charged; one that is being rendered ends a moment later."""
    now = parts.clock.now()
    view = await service.cancel_staging(db, actor=actor, staging_id=staging_id, now=now)
    return staging_answer(parts, here, view)


@router.post("/stagings/{staging_id}/corners", status_code=202)
async def give_corners(
    staging_id: UUID,
    body: CornersBody,
    request: Request,
    response: Response,
    db: Db,
    parts: PartsOf,
    here: HereOf,
    actor: ActorOf,
) -> StagingAnswer:
    """Stage it again with the floor's corners that you marked; they win over the machine's."""
    await count_picture(request, response, parts, here.shop, actor)
    view = await service.restage(
        db,
        actor=actor,
        shop=here.shop,
        staging_id=staging_id,
        corners=body.as_text(),
        now=parts.clock.now(),
    )
    return staging_answer(parts, here, view)


@router.post("/stagings/{staging_id}/arrangements", status_code=202)
async def arrange_again(
    staging_id: UUID,
    body: AgainBody,
    request: Request,
    response: Response,
    db: Db,
    parts: PartsOf,
    here: HereOf,
    actor: ActorOf,
) -> StagingAnswer:
    """Another arrangement of the same room: a new staging where this one has a picture."""
    await count_picture(request, response, parts, here.shop, actor)
    view = await service.restage(
        db,
        actor=actor,
        shop=here.shop,
        staging_id=staging_id,
        seed=body.seed,
        now=parts.clock.now(),
    )
    return staging_answer(parts, here, view)


@router.delete("/stagings/{staging_id}")
async def delete_staging(staging_id: UUID, db: Db, parts: PartsOf, actor: ActorOf) -> ReceiptAnswer:
    """Delete it with its pictures and all that was made of them; the receipt says what."""
    now = parts.clock.now()
    receipt = await service.delete_staging(db, actor=actor, staging_id=staging_id, now=now)
    return receipt_answer(receipt)


@router.get(
    "/stagings/{staging_id}/events",
    response_class=Response,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def watch_staging(staging_id: UUID, db: Db, parts: PartsOf, actor: ActorOf) -> Response:
    """Server-sent events `state`: id, status, stage, done, note, is_over; the stream ends when it
    is over, or with `reconnect`.  News between carry stage, done and note alone."""
    await service.get_staging(db, actor=actor, staging_id=staging_id)

    async def read() -> dict[str, Any]:
        async with parts.database.begin(actor.scope) as own:
            return await service.find_state(own, staging_id=staging_id)

    return events.sse(parts.bus, jobs.topic(staging_id), read, parts.draining)


@router.get(
    "/stagings/{staging_id}/download",
    response_class=Response,
    responses={200: {"content": {f"image/{kind}": {} for kind in ENDINGS}}},
)
async def download_staging(
    staging_id: UUID,
    db: Db,
    parts: PartsOf,
    actor: ActorOf,
    format: Literal["jpeg", "png", "webp"] = "jpeg",  # noqa: A002 - the word that people use
) -> Response:
    """The picture at its own size, with a line inside that says it is virtually staged."""
    view = await service.get_staging(db, actor=actor, staging_id=staging_id)
    if view.result is None:
        raise StagingUnfinished("There is no picture yet.")
    async with outside(db):
        content = await media.load_download(parts, view.result, format)
    name = f"staged-{view.style}-{view.id.hex[-8:]}.{ENDINGS[format]}"
    return Response(
        content,
        media_type=f"image/{format}",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


@router.get("/styles", openapi_extra=KEY_OPTIONAL)
async def list_styles(here: HereOf) -> StyleList:
    """The styles of this storefront, in their order, and the room types."""
    styles = sorted(here.shop.styles, key=lambda style: style.sort_order)
    items = [
        StyleAnswer(id=style.id, name=style.name, description=style.description)
        for style in styles
        if style.active
    ]
    return StyleList(items=items, room_types=list(service.ROOM_TYPES))


async def _replayed(
    db: Db, actor: Actor, here: HereOf, intake: Intake, key: str | None
) -> StagingView | None:
    """The staging of the same request before, when its photo comes again."""
    if key is None or intake.received is None:
        return None
    return await service.find_replay(
        db,
        actor=actor,
        key=key,
        pixel_hash=intake.received.pixel_hash,
        wish=intake.wish,
        shop=here.shop,
    )


async def _keep(db: Db, parts: Parts, actor: Actor, intake: Intake) -> UUID:
    """The id of the photo, which has a row from here on."""
    if intake.media_id is not None:
        return intake.media_id
    assert intake.received is not None
    assert actor.space_id is not None
    kept = await media.keep(
        db,
        parts,
        intake.received,
        storefront_id=actor.storefront_id,
        space_id=actor.space_id,
        now=parts.clock.now(),
    )
    return kept.id
