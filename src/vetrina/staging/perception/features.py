"""What on a wall is not plain wall: windows, doors, passages, radiators, fireplaces, built-ins.

In a room without furniture whatever breaks the even colour of a wall is part of the building, so
each wall is seen square on and what differs from it is gathered into upright rectangles
(`patches`); doors, whose leaf may be as plain as the wall, are looked for by their frame (`doors`).
Size, place, brightness and texture say what each is; what is large and says nothing is a
`fixture`.  Sockets and switches are too small.
"""

from __future__ import annotations

from dataclasses import replace

from vetrina.staging.perception.doors import DOOR, RADIATOR, Frame, frames
from vetrina.staging.perception.patches import Patch, find_patches
from vetrina.staging.perception.wall_view import WallView
from vetrina.staging.room import Feature, FeatureKind

MULLION_M = 0.2
BRIGHT = 1.3
WIDE_M, AT_END_M = 1.6, 0.3
DULL = 1.15
"""How much brighter than its wall (in code values) a door's leaf may be; panes are brighter."""


def wall_features(view: WallView, wall: int, ceiling_m: float | None) -> list[Feature]:
    """The features of one wall, left to right."""
    found = []
    for patch in find_patches(view, ceiling_m):
        kind, confidence = classify(patch)
        if kind is not None:
            found.append(
                Feature(
                    kind,
                    wall,
                    patch.u0,
                    patch.u1,
                    patch.z0,
                    patch.z1,
                    confidence,
                    patch.radiance,
                )
            )
    found = _with_doors(found, frames(view, DOOR), wall)
    found = _with_radiators(found, frames(view, RADIATOR), wall)
    return _joined_windows(sorted(found, key=lambda feature: feature.u0))


def _with_radiators(found: list[Feature], outlines: list[Frame], wall: int) -> list[Feature]:
    """The features with radiators that only their outline shows; low windows end above them."""
    out = list(found)
    for frame in outlines:
        beside = [one for one in out if min(one.u1, frame.u1) - max(one.u0, frame.u0) > 0.05]
        tall = [one for one in beside if one.z1 > frame.top + 0.3 and one.z0 < frame.top - 0.1]
        if any(_share_covered(one, frame) > 0.3 for one in tall):
            continue
        low = [one for one in beside if one.z1 < frame.top + 0.3 and one not in tall]
        out = [one for one in out if one not in low]
        out.append(Feature("radiator", wall, frame.u0, frame.u1, 0.0, frame.top, 0.6))
    return out


def _with_doors(found: list[Feature], outlines: list[Frame], wall: int) -> list[Feature]:
    """The features with doors that only their frame shows, none where a window or passage is."""
    out = list(found)
    for frame in outlines:
        out = [part for one in out for part in _split(one, frame)]
        inside = [one for one in out if _share_inside(one, frame) > 0.5]
        beside = [one for one in out if _share_covered(one, frame) > 0.35]
        if any(one.kind in ("window", "passage", "door") for one in [*inside, *beside]):
            continue
        out = [one for one in out if one not in inside]
        confidence = float(min(0.9, frame.score + 0.15))
        out.append(Feature("door", wall, frame.u0, frame.u1, 0.0, frame.top, confidence))
    return out


def _split(feature: Feature, frame: Frame) -> list[Feature]:
    """A window that reaches to the floor only because it was taken together with the door at its
    end, without that door."""
    low_window = feature.kind == "window" and feature.z0 == 0 and feature.u1 - feature.u0 > WIDE_M
    if not low_window or frame.light > DULL:
        return [feature]
    if abs(frame.u0 - feature.u0) < AT_END_M and frame.u1 < feature.u1 - AT_END_M:
        return [replace(feature, u0=frame.u1 + 0.05)]
    if abs(frame.u1 - feature.u1) < AT_END_M and frame.u0 > feature.u0 + AT_END_M:
        return [replace(feature, u1=frame.u0 - 0.05)]
    return [feature]


def _share_inside(feature: Feature, frame: Frame) -> float:
    """Share of a feature's width that lies within a door's frame."""
    common = min(feature.u1, frame.u1) - max(feature.u0, frame.u0)
    return max(common, 0.0) / max(feature.u1 - feature.u0, 1e-6)


def _share_covered(feature: Feature, frame: Frame) -> float:
    """Share of a door's width that a feature covers."""
    common = min(feature.u1, frame.u1) - max(feature.u0, frame.u0)
    return max(common, 0.0) / max(frame.u1 - frame.u0, 1e-6)


def _joined_windows(features: list[Feature]) -> list[Feature]:
    """Windows of one height with only a mullion between them made one."""
    out: list[Feature] = []
    for feature in features:
        last = out[-1] if out else None
        if last is not None and last.kind == feature.kind == "window" and _adjoin(last, feature):
            out[-1] = replace(
                last,
                u1=max(last.u1, feature.u1),
                z0=min(last.z0, feature.z0),
                z1=max(last.z1, feature.z1),
                radiance=max(last.radiance, feature.radiance),
            )
        else:
            out.append(feature)
    return out


def _adjoin(left: Feature, right: Feature) -> bool:
    common = min(left.z1, right.z1) - max(left.z0, right.z0)
    whole = max(left.z1, right.z1) - min(left.z0, right.z0)
    return right.u0 - left.u1 < MULLION_M and common > 0.75 * whole


def classify(patch: Patch) -> tuple[FeatureKind | None, float]:
    """What a patch is and how sure that is, 0..1; None for what is not worth keeping free."""
    on_floor = patch.z0 < 0.02
    tall = patch.z1 > 1.6
    bright = patch.light > BRIGHT or patch.glare > 0.2
    if on_floor and tall:
        return _standing(patch, bright=bright)
    if on_floor and patch.z1 > 0.75 and 0.7 < patch.width < 2.2 and patch.dark > 0.15:
        return "fireplace", 0.5
    if patch.z1 < 1.25 and patch.width > 0.35 and patch.height > 0.25:
        ribbed = patch.upright > 0.45 and patch.busy > 0.05
        return (
            ("radiator", 0.7) if ribbed else ("radiator", 0.4) if not bright else ("fixture", 0.4)
        )
    high = patch.z1 > 1.3 and (bright or patch.z0 < 1.6)
    unlike = bright or patch.busy > 0.10 or patch.filled > 0.6
    if high and unlike and patch.width > 0.3 and patch.height > 0.4:
        return "window", 0.9 if bright else 0.6
    if patch.width * patch.height > 0.15 and min(patch.width, patch.height) > 0.2:
        return "fixture", 0.4
    return None, 0.0


def _standing(patch: Patch, *, bright: bool) -> tuple[FeatureKind | None, float]:
    """What reaches from the floor to above a person's head."""
    if patch.width < (0.25 if patch.cut else 0.5):
        return None, 0.0
    if bright and patch.glare > 0.12:
        return "window", 0.7
    if patch.width <= 1.35:
        if patch.dark > 0.35 or (patch.filled > 0.8 and patch.light < 0.85):
            return "passage", 0.6
        return "door", 0.7
    if patch.dark > 0.3 or patch.light < 0.75:
        return "passage", 0.5
    return ("window", 0.5) if bright or patch.busy > 0.12 else ("door", 0.4)
