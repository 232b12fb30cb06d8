"""The mail queue against real servers: each mail leaves at most once, and what became of it is said."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import send_mail as send_by_django
from django.db import connection, transaction

from akrab.engine import contents, events, undo, write
from akrab.engine.actions import actions_of
from akrab.engine.errors import Forbidden, Invalid, Refused
from akrab.engine.models import Operation
from akrab.engine.record import Record
from akrab.engine.registry import get_object
from akrab.features.mail import delivery
from akrab.features.mail.jobs import rescue_mail, send_mail
from akrab.features.mail.models import Mail
from akrab.features.mail.queueing import queue
from akrab.features.mail.tests.post import Post, hanging_up, serving
from akrab.lib import clock
from akrab.tenancy.current import workspace as inside
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Iterator[Cast]:
    cast = assemble()
    with inside(cast.north):
        yield cast
    clock.set(None)


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    post = Post()
    with serving(post) as url:
        settings.SMTP_URL = url
        yield post


def _client(cast: Cast) -> Record:
    model: Any = get_object("contact").model
    made: Record = write.create(model, {"name": "Ana Reyes"}, cast.bob.actor())
    return made


def _queue(cast: Cast, to: str = "ana@clients.example", **said: Any) -> Mail:
    with transaction.atomic():
        about = said.pop("about", None)
        return queue([to], "Your document", "Dear Ana,", about, cast.bob.actor(), **said)


def _work(mail: Mail) -> Mail:
    """Do what the queued job does, and read the mail again."""
    send_mail(workspace_id=str(mail.workspace_id), mail_id=str(mail.pk))
    with transaction.atomic():
        return Mail.objects.get(pk=mail.pk)


def _jobs() -> list[tuple[str, str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args->>'mail_id', status::text, scheduled_at FROM procrastinate_jobs ORDER BY id"
        )
        return list(cursor.fetchall())


def _resend(mail: Mail, cast: Cast) -> Mail:
    with transaction.atomic():
        return write.perform(actions_of(Mail)["resend"], mail, {}, cast.bob.actor())


def test_a_queued_mail_arrives_with_its_attachment_and_is_told_on_the_timeline(
    cast: Cast, post: Post
) -> None:
    with transaction.atomic():
        client = _client(cast)
        stored = contents.keep("Báo giá.pdf", [b"%PDF-1.7 four windows"])
    mail = _queue(cast, about=client, attachments=[stored])
    assert _jobs() == [(str(mail.pk), "todo", None)]
    mail = _work(mail)
    assert (mail.state, mail.error, mail.claimed_at) == ("sent", "", None)
    (taken,) = post.mails()
    assert taken["Message-ID"] == mail.message_id
    assert taken["From"] == "Bob · North <akrab@localhost>"
    assert taken["Reply-To"] == "Bob <bob@example.com>"
    assert taken["Subject"] == "Your document"
    attached = next(iter(taken.iter_attachments()))
    assert (attached.get_filename(), attached.get_content()) == ("Báo giá.pdf", b"%PDF-1.7 four windows")
    with transaction.atomic():
        told = events.timeline(client, cast.bob.actor())
    assert [event.kind for event in told] == ["mail.sent", "mail.created", "contact.created"]
    assert told[0].changes["state"] == ["queued", "sent"]


def test_a_repeated_job_sends_nothing_twice(cast: Cast, post: Post) -> None:
    mail = _work(_queue(cast))
    _work(mail)
    assert len(post.taken) == 1


def test_a_mail_is_queued_with_its_cause_or_not_at_all(cast: Cast, post: Post) -> None:
    with transaction.atomic():
        _queue(cast)
        transaction.set_rollback(True)
    assert _jobs() == []
    with transaction.atomic():
        assert not Mail.objects.exists()


def test_the_same_wish_is_one_mail(cast: Cast, post: Post) -> None:
    first = _queue(cast, key="document:1")
    assert _queue(cast, key="document:1") == first
    assert _queue(cast) != _queue(cast)
    assert len(_jobs()) == 3


def test_the_same_wish_at_the_same_moment_is_one_mail_and_one_job(cast: Cast, post: Post) -> None:
    with transaction.atomic():
        by = cast.bob.actor()
    start = threading.Barrier(4)

    def wish(_number: int) -> UUID:
        try:
            with inside(cast.north), transaction.atomic(), events.gesture(by, "Send") as within:
                start.wait(timeout=10)
                return queue(["ana@clients.example"], "x", "y", None, within, key="document:1").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        made = set(threads.map(wish, range(4)))
    assert len(made) == 1
    assert [job[0] for job in _jobs()] == [str(id) for id in made]


def test_a_refused_recipient_is_said_and_can_be_mended(cast: Cast, post: Post) -> None:
    mail = _work(_queue(cast, "nobody@clients.example"))
    assert (mail.state, mail.error) == ("refused", "550 No such person")
    with transaction.atomic():
        write.update(mail, {"to": ["ana@clients.example"]}, cast.bob.actor())
    mail = _work(_resend(mail, cast))
    assert mail.state == "sent"
    assert [envelope.rcpt_tos for envelope in post.taken] == [["ana@clients.example"]]


def test_a_refusal_that_may_pass_is_tried_again_with_growing_pauses(cast: Cast, post: Post) -> None:
    mail = _work(_queue(cast, "later@clients.example"))
    assert (mail.state, mail.error) == ("queued", "Tried again in 1 min: 450 Try again later")
    assert _jobs()[1][2] is not None
    for _try in range(3):
        mail = _work(mail)
    assert mail.error == "Tried again in 120 min: 450 Try again later"
    mail = _work(mail)
    assert (mail.state, mail.error) == ("refused", "450 Try again later")
    assert len(_jobs()) == 1 + len(delivery.PAUSES)


def test_one_of_two_recipients_not_taken_is_named(cast: Cast, post: Post) -> None:
    with transaction.atomic():
        mail = queue(["ana@a.example", "nobody@b.example"], "x", "y", None, cast.bob.actor())
    mail = _work(mail)
    assert (mail.state, mail.error) == ("sent", "Not taken for nobody@b.example: 550 No such person")


def test_a_line_dropped_after_the_mail_leaves_it_unknown_and_only_a_person_sends_it_again(
    cast: Cast, settings: Any
) -> None:
    with hanging_up() as (url, given):
        settings.SMTP_URL = url
        mail = _work(_queue(cast))
        assert mail.state == "unknown"
        assert mail.error.startswith("The mail server's answer was lost:")
        _work(mail)
        assert len(given) == 1
    post = Post()
    with serving(post) as url:
        settings.SMTP_URL = url
        again = _work(_resend(mail, cast))
    assert again.state == "sent"
    assert post.mails()[0]["Message-ID"] == mail.message_id


def test_what_a_killed_worker_left_becomes_unknown_and_is_not_sent_by_itself(cast: Cast, post: Post) -> None:
    mail = _queue(cast)
    assert delivery._claim(mail.pk) is not None
    rescue_mail(0)
    assert _work(mail).state == "sending"
    clock.advance(delivery.PATIENCE + timedelta(seconds=1))
    rescue_mail(0)
    mail = _work(mail)
    assert (mail.state, mail.claimed_at) == ("unknown", None)
    assert mail.error == "Sending was interrupted, so nobody knows whether it arrived."
    assert post.taken == []


def test_a_slow_worker_still_tells_what_became_of_a_mail_given_up(cast: Cast, post: Post) -> None:
    claimed = delivery._claim(_queue(cast).pk)
    assert claimed is not None
    clock.advance(delivery.PATIENCE + timedelta(seconds=1))
    rescue_mail(0)
    delivery._conclude(claimed, delivery.Outcome("sent"), cast.north, lambda pause: None)
    assert _work(claimed).state == "sent"


def test_without_a_server_mail_is_held_and_says_so(cast: Cast, settings: Any) -> None:
    settings.SMTP_URL = ""
    mail = _queue(cast)
    assert (mail.state, _jobs()) == ("held", [])
    assert (
        mail.error == "No mail server is set up, so this was not sent. Set one up, then choose “Send again”."
    )
    with pytest.raises(Refused, match="No mail server"):
        _resend(mail, cast)
    with serving(Post()) as url:
        settings.SMTP_URL = url
        assert _work(_resend(mail, cast)).state == "sent"


def test_an_unreachable_server_holds_nothing_back_for_ever(cast: Cast, settings: Any) -> None:
    settings.SMTP_URL = "smtp://127.0.0.1:9"
    mail = _work(_queue(cast))
    assert mail.state == "queued"
    assert "Connection refused" in mail.error


def test_what_was_sent_can_not_be_changed_sent_again_or_undone(cast: Cast, post: Post) -> None:
    mail = _work(_queue(cast))
    with transaction.atomic():
        by = cast.bob.actor()
        with pytest.raises(Refused):
            write.update(mail, {"subject": "Another"}, by)
        with pytest.raises(Invalid):
            write.update(mail, {"state": "queued"}, by)
        with pytest.raises(Forbidden):
            write.perform(actions_of(Mail)["resend"], mail, {}, by)
        undo.undo(Operation.objects.get(actor=by.membership), by)
        assert Mail.objects.get(pk=mail.pk).state == "sent"
    assert len(post.taken) == 1


def test_mail_needs_an_address_and_the_right(cast: Cast, post: Post) -> None:
    with transaction.atomic():
        with pytest.raises(Invalid) as refusal:
            queue([], "x", "y", None, cast.bob.actor())
        assert refusal.value.errors == {"to": ["Say to whom this goes."]}
        with pytest.raises(Forbidden):
            queue(["a@b.example"], "x", "y", None, cast.carol.actor())
        assert not Mail.objects.exists()
    assert _jobs() == []


def test_attachments_that_are_gone_are_said(cast: Cast, post: Post) -> None:
    with transaction.atomic():
        stored = contents.keep("a.txt", [b"soon gone"])
    mail = _queue(cast, attachments=[stored])
    contents.store().delete(stored["hash"])
    mail = _work(mail)
    assert (mail.state, mail.error) == ("refused", "The contents of this file are no longer there.")


def test_sign_in_mail_leaves_at_once_and_its_failure_is_logged_without_its_text(
    post: Post, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "akrab.features.mail.backend.SignInMailBackend"
    assert send_by_django("Reset", "https://secret", None, ["bob@example.com"]) == 1
    assert post.mails()[0]["To"] == "bob@example.com"
    assert send_by_django("Reset", "https://secret", None, ["nobody@example.com"]) == 0
    settings.SMTP_URL = ""
    assert send_by_django("Reset", "https://secret", None, ["bob@example.com"]) == 0
    assert "550 No such person" in caplog.text
    assert "No mail server is set up" in caplog.text
    assert "secret" not in caplog.text
