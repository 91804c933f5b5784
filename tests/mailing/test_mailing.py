"""Messages are queued with the transaction and delivered by the job, or left in the outbox."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from vetrina import mailing
from vetrina.infra import settings
from vetrina.infra.db import Scope
from vetrina.infra.jobs import JobRegistry, Worker
from vetrina.kernel import new_id

SHOP = "shop"
SPACE = new_id()
CONTEXT = {"storefront": "Shop & Sons", "link": "https://shop.example/p?token=t", "hours": 1}


class Post:
    """A mail server on loopback that answers as it is told."""

    def __init__(self, answers: list[str]) -> None:
        self.answers, self.received = answers, []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.received.append(envelope.content.decode())
        return answer


@pytest.fixture
def post(loopback):
    started = []

    def start(*answers: str) -> tuple[Post, str]:
        handler = Post(list(answers))
        port = loopback.free_port()
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        started.append(controller)
        return handler, f"smtp://127.0.0.1:{port}"

    yield start
    for controller in started:
        controller.stop()


async def queue(databases, clock, template="account_reset", **context) -> None:
    async with databases.app.begin(Scope("member", SHOP, (SPACE,))) as db:
        await mailing.queue_mail(
            db,
            storefront_id=SHOP,
            space_id=SPACE,
            to="ada@example.com",
            template=template,
            locale="en",
            context={**CONTEXT, **context},
            now=clock.now(),
        )


async def work(databases, clock, url: str = "") -> None:
    registry = JobRegistry()
    section = settings.Mail(smtp_url=SecretStr(url), from_address="Shop <no-reply@shop.example>")
    mailing.wire(registry, section, clock)
    await Worker(registry, databases.worker, settings.Jobs()).run(until_empty=True)


async def outbox(databases) -> list[mailing.MailView]:
    async with databases.app.begin(Scope("staff", SHOP)) as db:
        return await mailing.list_outbox(db, storefront_id=SHOP)


async def test_without_a_server_a_message_lies_in_the_outbox(own_databases, clock) -> None:
    await queue(own_databases, clock)
    await work(own_databases, clock)
    [mail] = await outbox(own_databases)
    assert (mail.state, mail.subject) == ("outbox", "Choose a new Shop & Sons password")
    assert "https://shop.example/p?token=t" in mail.body


async def test_a_message_is_delivered_once_with_our_own_id(own_databases, clock, post) -> None:
    server, url = post()
    await queue(own_databases, clock)
    await work(own_databases, clock, url)
    await work(own_databases, clock, url)
    [mail] = await outbox(own_databases)
    assert (mail.state, len(server.received)) == ("sent", 1)
    assert f"Message-ID: <{mail.id}@vetrina>" in server.received[0]
    assert "From: Shop <no-reply@shop.example>" in server.received[0]


async def test_a_5xx_answer_is_final_and_kept(own_databases, clock, post) -> None:
    server, url = post("550 5.1.1 no such person")
    await queue(own_databases, clock)
    await work(own_databases, clock, url)
    [mail] = await outbox(own_databases)
    assert (mail.state, server.received) == ("failed", [])
    assert "550 5.1.1 no such person" in mail.answer


async def test_a_4xx_answer_is_tried_again(own_databases, clock, post) -> None:
    server, url = post("451 greylisted")
    await queue(own_databases, clock)
    await work(own_databases, clock, url)
    [mail] = await outbox(own_databases)
    assert (mail.state, server.received) == ("queued", [])
    async with own_databases.worker.begin(Scope("job")) as db:
        # The worker also lays down what is due every minute.
        told = "select status::text, attempts from procrastinate_jobs where task_name like :name"
        row = (await db.execute(sa.text(told), {"name": "mailing.%"})).one()
    assert tuple(row) == ("todo", 1)


async def test_a_server_that_cannot_be_reached_is_tried_again(own_databases, clock, post) -> None:
    _, url = post()
    await queue(own_databases, clock)
    await work(own_databases, clock, "smtp://127.0.0.1:1")
    [mail] = await outbox(own_databases)
    assert mail.state == "queued"
    await queue(own_databases, clock)
    assert url.startswith("smtp://127.0.0.1:")


async def test_a_subject_cannot_smuggle_in_headers(own_databases, clock, post) -> None:
    server, url = post()
    await queue(own_databases, clock, storefront="Shop\r\nBcc: all@example.com\r\n")
    await work(own_databases, clock, url)
    assert "\nBcc:" not in server.received[0].partition("\r\n\r\n")[0]


async def test_a_neighbour_sees_no_message(own_databases, clock) -> None:
    await queue(own_databases, clock)
    async with own_databases.app.begin(Scope("member", SHOP, (new_id(),))) as db:
        assert await db.scalar(sa.text("select count(*) from mails")) == 0
