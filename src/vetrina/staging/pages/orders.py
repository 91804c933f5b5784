"""The form that starts a staging: read, checked, shown again with nothing lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from starlette.datastructures import FormData, UploadFile

from vetrina import credits as ledger
from vetrina import media
from vetrina.accounts import Actor
from vetrina.infra import limits
from vetrina.infra.db import AsyncSession
from vetrina.kernel import AppError
from vetrina.staging import samples
from vetrina.staging.dimensions import dimension_marks
from vetrina.staging.pages import words
from vetrina.staging.pages.build import SMALL_PX, Maker, shares
from vetrina.staging.pages.contexts import (
    FieldError,
    GalleryPage,
    HomePage,
    KeptPhoto,
    OrderForm,
    RoomCard,
    SampleCard,
    SampleLink,
    ShotCard,
    StyleChoice,
)
from vetrina.staging.samples import Sample
from vetrina.storefronts import Storefront, StyleEntry

PIECE_BYTES = 262_144


@dataclass(frozen=True, slots=True)
class Ordered:
    """What came in.  Of upload, media_id and sample at most one is there."""

    style: str
    room_type: str
    seed: int | None
    upload: UploadFile | None
    media_id: UUID | None
    sample: Sample | None
    errors: tuple[FieldError, ...]


def read_order(form: FormData, shop: Storefront) -> Ordered:
    """The form's fields, and what is wrong with them."""
    photo = form.get("photo")
    upload = photo if isinstance(photo, UploadFile) and photo.filename else None
    sample = samples.find_sample(_word(form, "sample"))
    style, room_type = _word(form, "style"), _word(form, "room_type")
    if sample is not None:
        upload, room_type = None, sample.room_type
    media_id = _id(_word(form, "media_id")) if upload is None and sample is None else None
    errors = []
    if upload is None and media_id is None and sample is None:
        errors.append(FieldError("photo", "Choose a photo of an empty room first."))
    if style not in {one.id for one in shop.styles if one.active}:
        errors.append(FieldError("style", "Choose one of the styles."))
    if room_type not in {room.id for room in words.ROOMS}:
        errors.append(FieldError("room_type", "Choose what the room is to be."))
    seed = _word(form, "seed")
    number = int(seed) if seed.isascii() and seed.isdigit() and len(seed) < 10 else None
    return Ordered(style, room_type, number, upload, media_id, sample, tuple(errors))


async def chunks(ordered: Ordered) -> AsyncIterator[bytes]:
    """The bytes of the upload or of the sample."""
    if ordered.sample is not None:
        yield ordered.sample.file.read_bytes()
    elif ordered.upload is not None:
        while piece := await ordered.upload.read(PIECE_BYTES):
            yield piece


def filename(ordered: Ordered) -> str:
    """What the photo is called."""
    if ordered.sample is not None:
        return Path(ordered.sample.file).name
    return (ordered.upload.filename if ordered.upload else None) or "photo"


def field_error(error: AppError, field: str = "photo") -> FieldError:
    """*error* of taking the photo or starting, beside the field it is about."""
    if isinstance(error, ledger.CreditsExhausted):
        told = "Your trial pictures are used up. Your photo is kept, nothing was charged."
        return FieldError(field, told, needs_account=True)
    if isinstance(error, limits.TooManyRequests):
        wait = f"{error.retry_after_s or 60:.0f}"
        return FieldError(field, f"That was a lot at once. Try again in {wait} seconds.")
    if isinstance(error, media.FileTooLarge):
        most = error.details.get("max_bytes", 0)
        size = f"{most / 1_048_576:.0f} MB" if isinstance(most, int) else "the limit"
        return FieldError(field, f"This photo is larger than {size}. Choose a smaller one.")
    return FieldError(field, error.message)


def order_form(
    shop: Storefront,
    trial_left: int | None,
    *,
    ordered: Ordered | None = None,
    kept: KeptPhoto | None = None,
    errors: tuple[FieldError, ...] = (),
) -> OrderForm:
    """The form, fresh or as it came in."""
    styles = tuple(one for one in shop.styles if one.active)
    chosen = ordered.style if ordered else ""
    room_type = ordered.room_type if ordered else ""
    return OrderForm(
        styles=tuple(
            StyleChoice(one.id, one.name, one.description, shot)
            for one, shot in zip(styles, _shot_names(styles), strict=True)
        ),
        rooms=words.ROOMS,
        style=chosen or (styles[0].id if styles else ""),
        room_type=room_type or words.ROOMS[0].id,
        max_bytes=shop.limits.upload_bytes,
        trial_left=trial_left,
        trial_of=shop.limits.trial_pictures,
        kept=kept,
        errors=errors,
    )


def home_page(maker: Maker, order: OrderForm) -> HomePage:
    """The first screen: results that ship, the order, rooms to try."""
    found = [samples.find_shot(samples.HERO, style.id) for style in order.styles]
    shots = [shot for shot in found if shot is not None]
    if len(shots) < len(found):
        # The picture follows the style only where every style has one.
        shots = shots[:1]
    return HomePage(
        order=order,
        shots=tuple(_shot_card(shot, maker) for shot in shots),
        samples=sample_cards(),
        shares=shares(shots[0].manifest) if shots else (),
        threshold=f"{maker.shop.limits.score_threshold:.2f}",
        sample_link=sample_link(maker),
    )


def gallery_page(
    maker: Maker, rooms: tuple[RoomCard, ...], next_cursor: str | None, *, is_later: bool
) -> GalleryPage:
    """The rooms of a space, or rooms to begin with."""
    styles = [one.id for one in maker.shop.styles if one.active]
    return GalleryPage(
        rooms=rooms,
        next_cursor=next_cursor,
        is_later=is_later,
        style=styles[0] if styles else "",
        samples=sample_cards(),
        sample_link=sample_link(maker),
    )


def kept_photo(maker: Maker, view: media.MediaView) -> KeptPhoto:
    """A photo that is kept while the rest of the form is put right."""
    return KeptPhoto(view.id, maker.picture(view, SMALL_PX).link)


def sample_cards() -> tuple[SampleCard, ...]:
    return tuple(
        SampleCard(sample.name, sample.title, words.room_name(sample.room_type))
        for sample in samples.SAMPLES
    )


def sample_link(maker: Maker) -> SampleLink:
    """Addresses of the pictures that ship; they hold a hash and may be kept for ever."""

    def address(name: str, width: int, ending: str) -> str:
        mark = samples.version(name)
        return maker.links.link(f"/samples/{name}/{width}.{ending}", v=mark)

    return address


async def trial_left(db: AsyncSession, *, actor: Actor, shop: Storefront) -> int | None:
    """Trial pictures left; None for people with an account."""
    if actor.is_signed_in:
        return None
    if actor.space_id is None:
        return shop.limits.trial_pictures
    return await ledger.get_balance(db, space_id=actor.space_id)


def _shot_card(shot: samples.Shot, maker: Maker) -> ShotCard:
    width, height = shot.manifest["camera"]["size_px"]
    pieces = dict.fromkeys(item["name"] for item in shot.manifest["items"])
    style = maker.style_name(shot.style)
    score = shot.manifest["score"]["total"]
    return ShotCard(
        name=shot.name,
        room=shot.room,
        alt=f"{style}: " + ", ".join(list(pieces)[:5]),
        width=width,
        height=height,
        marks=dimension_marks(shot.manifest),
        line=f"{width} {words.TIMES} {height} px · score {score:.2f}",
    )


def _shot_names(styles: tuple[StyleEntry, ...]) -> list[str | None]:
    """A result to show each style by; none at all where one of them has none."""
    found = [samples.find_shot(samples.HERO, style.id) for style in styles]
    return [shot.name if shot and all(found) else None for shot in found]


def _word(form: FormData, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
