"""`staged.json`: everything about a result that a person, a listing or a programme may ask for."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from vetrina.staging.pipeline import Order, Staged
from vetrina.staging.room import Room
from vetrina.staging.version import ENGINE_VERSION


def manifest(staged: Staged, order: Order) -> dict[str, Any]:
    """A JSON-ready description of *staged*: lengths in metres, angles in degrees, times in s."""
    return {
        "engine": {"version": ENGINE_VERSION, "renderer": staged.renderer},
        "order": {
            "style": order.style,
            "room_type": order.room_type,
            "seed": order.seed,
            "quality": order.quality,
            "threshold": order.threshold,
        },
        "camera": _camera(staged.room),
        "room": _room(staged.room),
        "items": [_item(staged, index) for index in range(len(staged.plan.placements))],
        "arrangement": {
            "group": staged.plan.group,
            "anchor_wall": staged.plan.anchor_wall,
            "score": round(staged.plan.score, 3),
            "reasons": {k: round(v, 3) for k, v in staged.plan.reasons.items()},
        },
        "score": {
            "total": round(staged.score.total, 2),
            "parts": [
                {"name": p.name, "value": round(p.value, 2), "sentence": p.sentence}
                for p in staged.score.parts
            ],
        },
        "lock": {"holds": staged.lock.holds, **_rounded(staged.lock.figures)},
        "timings_s": staged.timings_s,
        "hashes": {
            "input_pixels": staged.photo.pixel_hash,
            "output_pixels": staged.output_hash,
            "mask": staged.mask_hash,
        },
    }


def _camera(room: Room) -> dict[str, Any]:
    camera = room.camera
    return {
        "size_px": [camera.width_px, camera.height_px],
        "focal_px": asdict(room.focal),
        "principal_point_px": [round(camera.cx, 2), round(camera.cy, 2)],
        "height_m": round(camera.height_m, 3),
        "pitch_deg": round(camera.pitch_deg, 2),
        "roll_deg": round(camera.roll_deg, 2),
        "yaw_deg": round(camera.yaw_deg, 2),
        "rotation_sigma_deg": round(room.rotation_sigma_deg, 3),
    }


def _room(room: Room) -> dict[str, Any]:
    return {
        "floor_m": [[round(float(x), 3), round(float(y), 3)] for x, y in room.floor],
        "scale": asdict(room.scale),
        "ceiling_m": asdict(room.ceiling_m) if room.ceiling_m else None,
        "walls": [{"seen": round(w.seen, 2), "open": w.open} for w in room.walls],
        "features": [
            {"kind": f.kind, "wall": f.wall, "confidence": round(f.confidence, 2)}
            | {k: round(float(getattr(f, k)), 3) for k in ("u0", "u1", "z0", "z1")}
            for f in room.features
        ],
        "obstacles": [
            {"kind": o.kind, "footprint_m": [list(p) for p in o.footprint]} for o in room.obstacles
        ],
        "floor_agreement": round(room.floor_agreement, 3),
    }


def _item(staged: Staged, index: int) -> dict[str, Any]:
    placement = staged.plan.placements[index]
    info = staged.pieces[placement.piece]
    return {
        "id": placement.piece,
        "name": info.name,
        "description": info.description,
        "role": placement.role,
        "size_cm": [round(100 * side) for side in placement.size_m],
        "position_m": [round(placement.x, 3), round(placement.y, 3), round(placement.z, 3)],
        "turn_deg": round(placement.turn_deg, 1),
        "wall": placement.wall,
        "on": placement.on,
        "group": placement.group,
    }


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in figures.items()}
