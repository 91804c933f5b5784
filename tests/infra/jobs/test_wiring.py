"""Payloads carry ids, and a process whose jobs are miswired does not start."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from vetrina.infra.jobs import Job, JobRegistry, JobsMiswired
from vetrina.kernel import new_id


@dataclass(frozen=True)
class Render:
    staging_id: UUID
    previous_id: UUID | None = None
    media_ids: tuple[UUID, ...] = ()
    note: str = ""


RENDER = Job("studio.render", Render)


async def render(*, ctx, payload): ...


def test_a_payload_survives_its_way_through_json():
    payload = Render(new_id(), None, (new_id(), new_id()), "bay")
    assert RENDER.decode(RENDER.encode(payload)) == payload


def test_fields_of_a_newer_version_are_passed_over():
    payload = Render(new_id())
    assert RENDER.decode({**RENDER.encode(payload), "later": 1}) == payload


def test_a_payload_with_anything_but_ids_is_refused():
    @dataclass(frozen=True)
    class Fat:
        picture: bytes

    with pytest.raises(TypeError, match="payloads carry ids only"):
        Job("x.fat", Fat)


def test_a_payload_that_can_change_is_refused():
    @dataclass
    class Loose:
        media_id: UUID

    with pytest.raises(TypeError, match="frozen"):
        Job("x.loose", Loose)


def test_a_job_without_a_handler_stops_the_start():
    registry = JobRegistry()
    registry.declare(RENDER)
    with pytest.raises(JobsMiswired, match=r"studio\.render has 0 handlers"):
        registry.check()


def test_a_job_with_two_handlers_stops_the_start():
    registry = JobRegistry()
    registry.declare(RENDER)
    registry.handle(RENDER, render)
    registry.check()
    registry.handle(RENDER, render)
    with pytest.raises(JobsMiswired, match=r"studio\.render has 2 handlers"):
        registry.check()


def test_a_handler_of_an_undeclared_job_stops_the_start():
    registry = JobRegistry()
    registry.handle(RENDER, render)
    with pytest.raises(JobsMiswired, match="nobody declares it"):
        registry.check()


def test_two_jobs_of_one_name_stop_the_start():
    registry = JobRegistry()
    registry.declare(RENDER)
    with pytest.raises(JobsMiswired, match=r"two jobs are named studio\.render"):
        registry.declare(Job("studio.render", Render))
