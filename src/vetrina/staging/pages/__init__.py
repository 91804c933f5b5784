"""The pages of staging: order, watch, look, mark, download, delete.

They exist only in storefronts that switch staging on; everywhere else the paths are free.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import Scope

from vetrina import media, ui
from vetrina.accounts import Actor, ActorOf, ensure_space
from vetrina.infra.db import AsyncSession, Db, outside
from vetrina.infra.parts import Parts, PartsOf
from vetrina.infra.web import STATUS
from vetrina.kernel import AppError
from vetrina.staging import samples, service
from vetrina.staging.errors import StagingNotFound
from vetrina.staging.intake import count_picture
from vetrina.staging.pages import orders
from vetrina.staging.pages.build import Maker, receipt_page
from vetrina.staging.views import StagingView, Wish
from vetrina.storefronts import Here, HereOf, Storefront

PAGE_SIZE = 12
FOR_EVER = "public, max-age=31536000, immutable"


class ShopRoute(APIRoute):
    """A route of shops with staging only."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        here: Here | None = scope.get("state", {}).get("here")
        shop = here.storefront if here else None
        if shop is None or not shop.has("staging"):
            return Match.NONE, {}
        return super().matches(scope)


router = APIRouter(route_class=ShopRoute, include_in_schema=False)


@router.get("/")
async def home(request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf) -> Response:
    """The first screen."""
    maker = Maker(parts, here.links, here.shop)
    left = await orders.trial_left(db, actor=actor, shop=here.shop)
    return ui.show(
        request, "home.html", orders.home_page(maker, orders.order_form(here.shop, left))
    )


@router.post("/stagings")
async def start(request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf) -> Response:
    """Take the photo and start; the form again, with all it held, where something is wrong."""
    maker, shop, now = Maker(parts, here.links, here.shop), here.shop, parts.clock.now()
    cookies, kept = Response(), None
    async with request.form(max_files=1, max_fields=20) as form:
        ordered = orders.read_order(form, shop)
        errors, status = ordered.errors, 422
        try:
            await count_picture(request, cookies, parts, shop, actor)
            actor = await ensure_space(db, request, cookies, actor, now)
            photo = await _take(db, parts, actor, ordered, shop.limits.upload_bytes)
            kept = orders.kept_photo(maker, photo) if photo else None
            if photo is not None and not errors:
                view = await _start(db, actor, shop, photo.id, ordered, now)
                return _seen(here, f"/stagings/{view.id}", cookies)
        except AppError as error:
            errors, status = (*errors, orders.field_error(error)), STATUS[error.kind]
    left = await orders.trial_left(db, actor=actor, shop=shop)
    order = orders.order_form(shop, left, ordered=ordered, kept=kept, errors=errors)
    page = ui.show(request, "home.html", orders.home_page(maker, order), status=status)
    return _with_headers(page, cookies)


@router.get("/stagings")
async def gallery(
    request: Request,
    db: Db,
    parts: PartsOf,
    here: HereOf,
    actor: ActorOf,
    cursor: str | None = None,
) -> Response:
    """What the person has made, the newest first."""
    maker = Maker(parts, here.links, here.shop)
    found = await service.list_stagings(db, actor=actor, cursor=cursor, size=PAGE_SIZE)
    rooms = tuple(maker.card(view) for view in found.items)
    page = orders.gallery_page(maker, rooms, found.next_cursor, is_later=cursor is not None)
    return ui.show(request, "staging/gallery.html", page)


@router.get("/stagings/{staging_id}")
async def show(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf, staging_id: UUID
) -> Response:
    """One staging in whatever state it is."""
    view = await service.get_staging(db, actor=actor, staging_id=staging_id)
    page = Maker(parts, here.links, here.shop).staging(view)
    return ui.show(request, "staging/staging.html", page, headers=_fresh(page.is_over))


@router.post("/stagings/{staging_id}/cancel")
async def cancel(
    db: Db, parts: PartsOf, here: HereOf, actor: ActorOf, staging_id: UUID
) -> Response:
    """Stop it."""
    now = parts.clock.now()
    await service.cancel_staging(db, actor=actor, staging_id=staging_id, now=now)
    return _seen(here, f"/stagings/{staging_id}")


@router.post("/stagings/{staging_id}/again")
async def again(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf, staging_id: UUID
) -> Response:
    """Another arrangement of the same photo."""
    return await _again(request, db, parts, here, actor, staging_id, "act")


@router.post("/stagings/{staging_id}/corners")
async def corners(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf, staging_id: UUID
) -> Response:
    """Stage it from the corners that the person marked."""
    async with request.form(max_files=0, max_fields=20) as form:
        marked = " ".join(f"{form.get(f'x{n}', '')},{form.get(f'y{n}', '')}" for n in range(1, 5))
    return await _again(request, db, parts, here, actor, staging_id, "p1x", marked)


@router.get("/stagings/{staging_id}/download/{form}")
async def download(
    db: Db, parts: PartsOf, actor: ActorOf, staging_id: UUID, form: media.Form
) -> Response:
    """The result as a file that says inside that it is virtually staged."""
    view = await service.get_staging(db, actor=actor, staging_id=staging_id)
    if view.result is None:
        raise StagingNotFound
    async with outside(db):
        content = await media.load_download(parts, view.result, form)
    name = f"virtually-staged-{view.room_type}-{view.style}-{str(view.id)[-6:]}"
    ending = "jpg" if form == "jpeg" else form
    told = f'attachment; filename="{name.replace("_", "-")}.{ending}"'
    headers = {"Content-Disposition": told, "Cache-Control": "private, no-store"}
    return Response(content, media_type=media.CONTENT_TYPES[form], headers=headers)


@router.get("/stagings/{staging_id}/delete")
async def ask_delete(
    request: Request, db: Db, parts: PartsOf, here: HereOf, actor: ActorOf, staging_id: UUID
) -> Response:
    """Ask before deleting."""
    view = await service.get_staging(db, actor=actor, staging_id=staging_id)
    page = Maker(parts, here.links, here.shop).delete(view)
    return ui.show(request, "staging/delete.html", page)


@router.post("/stagings/{staging_id}/delete")
async def delete(
    request: Request, db: Db, parts: PartsOf, actor: ActorOf, staging_id: UUID
) -> Response:
    """Delete it with all that was made of it, and give the receipt."""
    now = parts.clock.now()
    receipt = await service.delete_staging(db, actor=actor, staging_id=staging_id, now=now)
    return ui.show(request, "staging/receipt.html", receipt_page(receipt))


@router.get("/samples/{name}/{width}.{ending}")
def sample(name: str, width: int, ending: str) -> Response:
    """A picture that ships, at one of a few widths."""
    content = samples.encoded(name, width, ending)
    if content is None:
        raise StagingNotFound
    kind = samples.FORMATS[ending][1]
    return Response(content, media_type=kind, headers={"Cache-Control": FOR_EVER})


async def _take(
    db: AsyncSession, parts: Parts, actor: Actor, ordered: orders.Ordered, max_bytes: int
) -> media.MediaView | None:
    """The photo of the order: kept before, or taken in now."""
    if ordered.media_id is not None:
        return await media.get_media(db, ordered.media_id)
    if ordered.upload is None and ordered.sample is None:
        return None
    async with outside(db):
        received = await media.receive(
            parts,
            filename=orders.filename(ordered),
            chunks=orders.chunks(ordered),
            max_bytes=max_bytes,
        )
    assert actor.space_id is not None
    return await media.keep(
        db,
        parts,
        received,
        storefront_id=actor.storefront_id,
        space_id=actor.space_id,
        now=parts.clock.now(),
    )


async def _start(
    db: AsyncSession,
    actor: Actor,
    shop: Storefront,
    media_id: UUID,
    ordered: orders.Ordered,
    now: datetime,
) -> StagingView:
    """Start, or leave nothing but the photo behind."""
    wish = Wish(style=ordered.style, room_type=ordered.room_type, seed=ordered.seed)
    async with db.begin_nested():
        return await service.start_staging(
            db, actor=actor, shop=shop, media_id=media_id, wish=wish, now=now
        )


async def _again(
    request: Request,
    db: AsyncSession,
    parts: Parts,
    here: Here,
    actor: Actor,
    staging_id: UUID,
    field: str,
    corners: str = "",
) -> Response:
    """Start it once more; the same page, saying why, where that cannot be."""
    old = await service.get_staging(db, actor=actor, staging_id=staging_id)
    try:
        await count_picture(request, Response(), parts, here.shop, actor)
        async with db.begin_nested():
            view = await service.restage(
                db,
                actor=actor,
                shop=here.shop,
                staging_id=staging_id,
                now=parts.clock.now(),
                corners=corners,
            )
    except AppError as error:
        wrong = (orders.field_error(error, field),)
        page = Maker(parts, here.links, here.shop).staging(old, wrong)
        status = STATUS[error.kind]
        return ui.show(request, "staging/staging.html", page, status=status, headers=_fresh(False))
    return _seen(here, f"/stagings/{view.id}")


def _seen(here: Here, path: str, cookies: Response | None = None) -> Response:
    """Go and see *path*; the answer to every form that did something."""
    answer = RedirectResponse(here.links.link(path), status_code=303)
    return _with_headers(answer, cookies) if cookies else answer


def _with_headers(answer: Response, held: Response) -> Response:
    """*answer* with the cookies and limits that were put on *held*."""
    for name, value in held.raw_headers:
        if name != b"content-length":
            answer.raw_headers.append((name, value))
    return answer


def _fresh(is_over: bool) -> dict[str, str]:
    """A page that still changes is never shown from memory."""
    return {"Cache-Control": "private, no-cache" if is_over else "no-store"}
