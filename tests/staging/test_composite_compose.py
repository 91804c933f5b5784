"""Setting layers into a photo: what is touched, what is not, and that the lock agrees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from render_rooms import box_room, level_camera, painted_photo

from vetrina.staging.composite import Composite, check_lock, compose
from vetrina.staging.composite.lock import LIGHT, OBJECT, UNTOUCHED
from vetrina.staging.photo import Photo, to_linear
from vetrina.staging.render import Layers
from vetrina.staging.render.translate import Crop

WIDTH, HEIGHT = 240, 160


def grainy_photo() -> Photo:
    pixels = painted_photo(level_camera(WIDTH, HEIGHT)).pixels.astype(np.float32)
    pixels += np.random.default_rng(3).normal(0, 1.5, pixels.shape)
    return Photo(np.clip(np.round(pixels), 0, 255).astype(np.uint8))


def grey_square(*, darkest: float, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Layers:
    """A square of radiance 0.2 in the middle of the floor and a soft shadow about it."""
    width, height = size
    scale = width / WIDTH
    crop = Crop(round(90 * scale), round(90 * scale), round(60 * scale), round(40 * scale))
    v, u = np.mgrid[0 : height // 2, 0 : width // 2] / scale
    shadow = np.exp(-(((u - 60) / 25) ** 2) - ((v - 64) / 10) ** 2)
    ratio = np.repeat((1 - (1 - darkest) * shadow)[..., None], 3, axis=2).astype(np.float32)
    bare = np.ones(ratio.shape[:2], np.float32)
    bare[crop.y // 2 : (crop.y + crop.height) // 2, crop.x // 2 : (crop.x + crop.width) // 2] = 0
    shape = (crop.height, crop.width)
    return Layers(
        size_px=size,
        crop=crop,
        colour=np.full((*shape, 3), 0.2, np.float32),
        alpha=np.ones(shape, np.float32),
        albedo=np.full((*shape, 3), 0.5, np.float32),
        piece=np.full(shape, 3, np.int32),
        ratio=ratio,
        ratio_valid=bare,
    )


def composed(layers: Layers) -> tuple[Photo, Composite]:
    photo = grainy_photo()
    room = box_room(level_camera(WIDTH, HEIGHT))
    return photo, compose(photo, room, layers, seed=1)


def test_the_lock_holds_for_a_composite() -> None:
    photo, made = composed(grey_square(darkest=0.5))
    everywhere = np.ones(made.mask.shape, bool)
    report = check_lock(photo.pixels, made.output, made.mask, made.object_alpha, everywhere)
    assert report.findings == ()


def test_far_from_furniture_every_byte_is_the_photo() -> None:
    photo, made = composed(grey_square(darkest=0.5))
    untouched = made.mask == UNTOUCHED
    assert untouched.mean() > 0.3
    assert np.array_equal(made.output[untouched], photo.pixels[untouched])
    assert (made.mask[:40] == UNTOUCHED).all()


def test_the_shadow_only_multiplies_light() -> None:
    photo, made = composed(grey_square(darkest=0.5))
    lit = made.mask == LIGHT
    expected = to_linear(photo.pixels) * made.gain
    error = np.abs(to_linear(made.output) - expected)[lit]
    assert made.gain.min() < 0.75
    assert error.max() < 0.004


def test_the_object_stands_where_it_was_rendered() -> None:
    _, made = composed(grey_square(darkest=0.9))
    solid = made.mask == OBJECT
    assert solid[92:128, 92:148].all()
    assert not solid[:86].any()
    assert not solid[:, :86].any()
    assert np.median(to_linear(made.output)[100:120, 100:140]) == pytest.approx(0.2, abs=0.01)


def test_the_gain_stays_within_its_bounds() -> None:
    _, made = composed(grey_square(darkest=-1.0))
    assert made.gain.min() == pytest.approx(0.2, abs=0.05)
    assert made.gain.max() <= 1.5


def test_layers_of_half_the_size_fill_the_photo() -> None:
    _, made = composed(grey_square(darkest=0.6, size=(WIDTH // 2, HEIGHT // 2)))
    assert made.output.shape == (HEIGHT, WIDTH, 3)
    assert (made.mask[94:126, 94:146] == OBJECT).all()
    assert set(np.unique(made.objects.index)) == {-1, 3}


def test_the_same_seed_gives_the_same_picture() -> None:
    first, second = composed(grey_square(darkest=0.6))[1], composed(grey_square(darkest=0.6))[1]
    assert np.array_equal(first.output, second.output)


def test_a_thin_dark_frame_keeps_its_colour_on_every_edge() -> None:
    layers = grey_square(darkest=1.0)
    rows, columns = layers.alpha.shape
    frame = np.zeros((rows, columns), bool)
    frame[:, :1] = True
    alpha, albedo = layers.alpha.copy(), layers.albedo.copy()
    alpha[frame], albedo[frame] = 0.6, 0.03 * 0.6
    colour = layers.colour.copy()
    colour[frame] = 0.2 * albedo[frame] / 0.5
    _, made = composed(replace(layers, alpha=alpha, albedo=albedo, colour=colour))
    edge = made.objects.light[92:128, 90] / made.objects.alpha[92:128, 90, None]
    inside = made.objects.light[92:128, 96]
    assert edge.max() < 0.4 * inside.min()
