"""From a `StagingView` to what its page shows; nothing is read or decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vetrina import media
from vetrina.infra.parts import Parts
from vetrina.infra.templating import Links
from vetrina.staging.dimensions import dimension_marks
from vetrina.staging.pages import words
from vetrina.staging.pages.contexts import (
    CornerPoint,
    DeletePage,
    FieldError,
    PartRow,
    Picture,
    PieceRow,
    ReceiptLine,
    ReceiptPage,
    RoomCard,
    Share,
    StageLine,
    StagingPage,
)
from vetrina.staging.views import Point, StagingView
from vetrina.storefronts import Storefront

API = "/api/v1/stagings"
SMALL_PX = 640
SHARES = (
    ("kept", "The photo's own pixels, unchanged", "untouched_share"),
    ("light", "The same surface in other light", "light_share"),
    ("object", "Furniture", "object_share"),
)


@dataclass(frozen=True, slots=True)
class Maker:
    """What every page is built with."""

    parts: Parts
    links: Links
    shop: Storefront

    def picture(self, view: media.MediaView, width: int | None = None) -> Picture:
        """*view* as an image of a page: in all widths, or only small."""
        shown = media.link(self.parts, self.links, view, width=width)
        every = "" if width else media.srcset(self.parts, self.links, view)
        return Picture(shown, view.width_px, view.height_px, every)

    def style_name(self, style: str) -> str:
        return next((one.name for one in self.shop.styles if one.id == style), style)

    def staging(self, view: StagingView, errors: tuple[FieldError, ...] = ()) -> StagingPage:
        """The page of *view* in the state it is in."""
        page = StagingPage(
            id=view.id,
            status=view.status,
            state="working",
            is_over=view.is_over,
            room_name=words.room_name(view.room_type),
            style_name=self.style_name(view.style),
            photo=self.picture(view.photo),
            modules=("progress",),
            word=words.STATUS[view.status],
            outline=outline(view.room_outline),
            reasons=view.reasons,
            errors=errors,
        )
        finish: dict[str, Callable[[StagingPage, StagingView], StagingPage]] = {
            "completed": self._completed,
            "needs_corners": _corners,
            "failed": _ended,
            "cancelled": _ended,
        }
        return finish.get(view.status, self._working)(page, view)

    def _working(self, page: StagingPage, view: StagingView) -> StagingPage:
        now = next((i for i, s in enumerate(words.STAGES) if s.id == view.stage), -1)
        said = words.STAGES[now].says if now >= 0 else words.STATUS[view.status]
        return replace(
            page,
            done=view.done,
            percent=int(100 * view.done),
            said=said,
            is_second=bool(view.note),
            stages=stage_lines(now),
            events_link=self.links.link(f"{API}/{view.id}/events"),
            state_link=self.links.link(f"{API}/{view.id}"),
        )

    def _completed(self, page: StagingPage, view: StagingView) -> StagingPage:
        assert view.result is not None
        score = view.score or 0.0
        verdict = words.VERDICTS[:2] if score >= words.GOOD else words.VERDICTS[2:]
        return replace(
            page,
            state="completed",
            modules=("compare",),
            result=self.picture(view.result),
            mask=self.picture(view.mask) if view.mask else None,
            marks=dimension_marks(view.manifest),
            measured=measured(view),
            shares=shares(view.manifest),
            score=f"{score:.2f}",
            verdict=verdict[0],
            verdict_more=verdict[1],
            pieces=tuple(
                PieceRow(p.name, p.count, p.width_cm, p.depth_cm, p.height_cm) for p in view.pieces
            ),
            parts=tuple(
                PartRow(words.PARTS.get(p.name, p.name), p.value, p.sentence)
                for p in view.score_parts
            ),
        )

    def card(self, view: StagingView) -> RoomCard:
        """*view* in the gallery."""
        return RoomCard(
            id=view.id,
            room_name=words.room_name(view.room_type),
            style_name=self.style_name(view.style),
            picture=self.picture(view.result or view.photo, SMALL_PX),
            word=words.STATUS[view.status],
            figure=f"{view.score:.2f}" if view.score is not None and view.result else "",
            created_at=view.created_at,
        )

    def delete(self, view: StagingView) -> DeletePage:
        return DeletePage(
            view.id,
            words.room_name(view.room_type),
            self.style_name(view.style),
            self.picture(view.result or view.photo, SMALL_PX),
        )


def _ended(page: StagingPage, view: StagingView) -> StagingPage:
    """Failed or stopped: what happened, what it cost, what to do."""
    code = view.error_code or ""
    is_stopped = view.status == "cancelled"
    return replace(
        page,
        state="ended",
        modules=(),
        said="You stopped this picture." if is_stopped else "This room was not furnished.",
        why="" if is_stopped else view.error_message or "",
        cost="It cost nothing.",
        advice="" if is_stopped else words.ADVICE.get(code, words.OTHERWISE),
    )


def _corners(page: StagingPage, view: StagingView) -> StagingPage:
    """The four points: what the person marked, else what the machine proposes, else a guess."""
    width, height = view.photo.width_px, view.photo.height_px
    marked = view.corners or view.room_outline
    if len(marked) != len(words.CORNERS):
        guess = ((0.06, 0.97), (0.3, 0.66), (0.7, 0.66), (0.94, 0.97))
        marked = tuple((width * x, height * y) for x, y in guess)
    points = tuple(
        CornerPoint(name, round(min(max(x, 0), width)), round(min(max(y, 0), height)))
        for name, (x, y) in zip(words.CORNERS, marked, strict=True)
    )
    return replace(
        page,
        state="corners",
        modules=("corners",),
        points=points,
        outline=outline(tuple((p.x, p.y) for p in points)),
    )


def stage_lines(now: int) -> tuple[StageLine, ...]:
    """Every stage with its state, when the one with index *now* is under way (-1: none yet)."""
    said = {"done": "done", "now": "now", "next": "to come"}

    def state(index: int) -> str:
        return "done" if index < now else "now" if index == now else "next"

    return tuple(
        StageLine(s.id, s.name, s.says, s.percent, state(i), said[state(i)])
        for i, s in enumerate(words.STAGES)
    )


def outline(points: tuple[Point, ...]) -> str:
    """Points of an SVG polygon."""
    return " ".join(f"{x:.0f},{y:.0f}" for x, y in points)


def measured(view: StagingView) -> str:
    """The line under a result: its size and how long it took."""
    assert view.result is not None
    size = f"{view.result.width_px} {words.TIMES} {view.result.height_px} px"
    if view.processing_time_ms is None:
        return size
    return f"{size} · {view.processing_time_ms / 1000:.0f} s"


def shares(manifest: Mapping[str, Any]) -> tuple[Share, ...]:
    """What became of the pixels, as the lock counted; empty where it did not."""
    lock = manifest.get("lock", {})
    if any(figure not in lock for _, _, figure in SHARES):
        return ()
    found, start = [], 0
    for kind, name, figure in SHARES:
        share = float(lock[figure])
        width = round(1000 * share)
        found.append(Share(kind, name, start, width, f"{100 * share:.1f}"))
        start += width
    return tuple(found)


def receipt_page(receipt: media.Receipt) -> ReceiptPage:
    """The receipt line by line: when, which pictures, how many bytes, their hashes."""
    lines = [
        ReceiptLine("Receipt", str(receipt.id)),
        ReceiptLine("Deleted at", f"{receipt.deleted_at:%Y-%m-%d %H:%M:%S} UTC"),
        ReceiptLine("Pictures", str(len(receipt.pictures))),
    ]
    for picture in receipt.pictures:
        kind = picture.content_type.removeprefix("image/").upper()
        told = f"{kind}, {picture.byte_size:,} bytes, SHA-256 {picture.content_hash}"
        lines.append(ReceiptLine(words.ROLES.get(picture.role, picture.role), told))
    return ReceiptPage(tuple(lines))
