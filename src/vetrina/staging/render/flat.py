"""The integrator for flat passes: what the camera sees directly, emission and nothing else.

Interpreted variants take Mitsuba's `path` at depth 1.  Where kernels are compiled that would
compile the whole path tracer for it (6 s), so there the same three lines stand here in Python and
compile in 0.1 s.  Both draw the same random numbers for the same pixels.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from vetrina.staging.render.backend import load, mitsuba

CLEAR_SHEETS = 7


def flat_integrator() -> Any:
    """The integrator of flat passes for the loaded variant."""
    mi = mitsuba()
    if not load().compiles:
        return mi.load_dict({"type": "path", "max_depth": 1})
    return _flat_class()(mi.Properties())


def clear_integrator() -> Any:
    """The integrator that tells how much of the room shows through lace, leaves and glass.

    The share is multiplied up along the straight view ray, CLEAR_SHEETS sheets deep; the path
    tracer, which interpreted variants take, finds it by chance and took eight times as long.
    """
    mi = mitsuba()
    if not load().compiles:
        return mi.load_dict({"type": "path", "max_depth": CLEAR_SHEETS + 1})
    return _clear_class()(mi.Properties())


@cache
def _clear_class() -> Any:
    mi = mitsuba()

    class Clear(mi.SamplingIntegrator):  # type: ignore[misc, name-defined]
        """Emission behind whatever lets light pass straight through."""

        def sample(
            self, scene: Any, sampler: Any, ray: Any, medium: Any = None, active: Any = True
        ) -> tuple[Any, Any, list[Any]]:
            """One sample; the signature is Mitsuba's."""
            seen, left, on, valid = mi.Spectrum(0), mi.Spectrum(1), mi.Bool(active), mi.Bool(False)
            for _ in range(CLEAR_SHEETS):
                found = scene.ray_intersect(ray, on)
                on &= found.is_valid()
                valid |= on
                emitter = found.emitter(scene)
                shines = on & (emitter != None)  # noqa: E711
                seen += left * emitter.eval(found, shines)
                on &= ~shines
                left *= found.bsdf().eval_null_transmission(found, on)
                on &= left[0] > 0
                ray = found.spawn_ray(ray.d)
            return seen, valid, []

    return Clear


@cache
def _flat_class() -> Any:
    mi = mitsuba()

    class Flat(mi.SamplingIntegrator):  # type: ignore[misc, name-defined]
        """Emission at the first surface."""

        def sample(
            self, scene: Any, sampler: Any, ray: Any, medium: Any = None, active: Any = True
        ) -> tuple[Any, Any, list[Any]]:
            """One sample; the signature is Mitsuba's."""
            found = scene.ray_intersect(ray, active)
            emitter = found.emitter(scene)
            shines = active & found.is_valid() & (emitter != None)  # noqa: E711
            return emitter.eval(found, shines), found.is_valid(), []

    return Flat
