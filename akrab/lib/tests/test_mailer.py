"""A mail is sent, is refused, or nobody can know: against a real server and servers that misbehave."""

from __future__ import annotations

import email.policy
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from akrab.lib import clock, mailer
from akrab.lib.mailer import Attachment, Mailbox, Outgoing, Refused, Settings, Unknown

OFFER = Outgoing(
    message_id="<0192@crm.example>",
    sender=Mailbox("m1@windows.example", "Windows, Ltd"),
    to=(Mailbox("ana@clients.example", "Ana Reyes"),),
    subject="Báo giá 报价",
    text="Dear Ana,\n.\n..two dots\nNguyễn 王小明\n",
)


class Post:
    """A server that keeps what it takes, and refuses whoever's name says so."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer = "250 Taken as 4711"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 No such person"
        if address.startswith("later"):
            return "450 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.taken.append(envelope)
        return self.answer

    def mail(self) -> EmailMessage:
        """The only mail that was taken."""
        (envelope,) = self.taken
        assert isinstance(envelope.content, bytes)
        parsed = BytesParser(policy=email.policy.default).parsebytes(envelope.content)
        assert isinstance(parsed, EmailMessage)
        return parsed


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def settings(post: Post) -> Iterator[Settings]:
    with _serving(post) as found:
        yield found


class _serving:  # noqa: N801
    def __init__(self, post: Post, **options: Any) -> None:
        self._controller = Controller(post, hostname="127.0.0.1", port=_free_port(), **options)

    def __enter__(self) -> Settings:
        self._controller.start()
        return Settings("127.0.0.1", self._controller.port, security="none", timeout=5, own_name="localhost")

    def __exit__(self, *_error: object) -> None:
        self._controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


def test_a_mail_arrives_as_it_was_written(post: Post, settings: Settings) -> None:
    clock.set(datetime(2026, 3, 4, 1, 30, tzinfo=UTC))
    try:
        receipt = mailer.send(OFFER, settings)
    finally:
        clock.set(None)
    mail = post.mail()
    assert receipt == mailer.Receipt("<0192@crm.example>", "250 Taken as 4711", {})
    assert mail["Message-ID"] == "<0192@crm.example>"
    assert mail["Date"] == "Wed, 04 Mar 2026 01:30:00 +0000"
    assert mail["From"] == '"Windows, Ltd" <m1@windows.example>'
    assert mail["To"] == "Ana Reyes <ana@clients.example>"
    assert mail["Subject"] == "Báo giá 报价"
    assert mail.get_content().replace("\r\n", "\n") == OFFER.text


def test_a_mail_carries_html_attachments_and_more_readers(post: Post, settings: Settings) -> None:
    full = replace(
        OFFER,
        html="<p>Dear Ana</p>",
        cc=(Mailbox("k@windows.example"),),
        bcc=(Mailbox("secret@windows.example"),),
        reply_to=(Mailbox("office@windows.example"),),
        attachments=(Attachment("Báo giá.pdf", "application/pdf", b"%PDF\r\n.\r\n"),),
        headers=(("In-Reply-To", "<1@clients.example>"),),
    )
    mailer.send(full, settings)
    mail = post.mail()
    html = mail.get_body(("html",))
    attached = next(iter(mail.iter_attachments()))
    assert html is not None
    assert html.get_content().strip() == "<p>Dear Ana</p>"
    assert attached.get_filename() == "Báo giá.pdf"
    assert attached.get_content() == b"%PDF\r\n.\r\n"
    assert post.taken[0].rcpt_tos == ["ana@clients.example", "k@windows.example", "secret@windows.example"]
    assert mail["Cc"] == "k@windows.example"
    assert mail["Reply-To"] == "office@windows.example"
    assert mail["In-Reply-To"] == "<1@clients.example>"
    assert b"secret" not in mail.as_bytes()


@pytest.mark.parametrize(
    ("mime", "sent_as"),
    [
        ("text/csv", "text/csv"),
        ("nonsense", "application/octet-stream"),
        ("message/rfc822", "application/octet-stream"),
        ("multipart/mixed", "application/octet-stream"),
        ("text/csv\r\nX: y", "application/octet-stream"),
    ],
)
def test_an_attachment_is_the_same_bytes_whatever_its_type(
    post: Post, settings: Settings, mime: str, sent_as: str
) -> None:
    mailer.send(replace(OFFER, attachments=(Attachment("a.bin", mime, b"a,\xff\n.\n"),)), settings)
    attached = next(iter(post.mail().iter_attachments()))
    assert attached.get_content_type() == sent_as
    assert attached.get_payload(decode=True) == b"a,\xff\n.\n"


def test_a_recipient_who_is_not_taken_is_named_while_the_others_get_the_mail(
    post: Post, settings: Settings
) -> None:
    both = replace(OFFER, to=(Mailbox("nobody@clients.example"), Mailbox("ana@clients.example")))
    assert mailer.send(both, settings).not_taken == {"nobody@clients.example": "550 No such person"}
    assert post.taken[0].rcpt_tos == ["ana@clients.example"]


@pytest.mark.parametrize(
    ("names", "may_retry"),
    [(("nobody",), False), (("later",), True), (("nobody", "later"), True)],
)
def test_a_mail_that_no_recipient_may_have_is_refused(
    post: Post, settings: Settings, names: tuple[str, ...], may_retry: bool
) -> None:
    with pytest.raises(Refused) as refusal:
        mailer.send(replace(OFFER, to=tuple(Mailbox(f"{name}@x.example") for name in names)), settings)
    assert refusal.value.may_retry is may_retry
    assert post.taken == []


@pytest.mark.parametrize(("answer", "may_retry"), [("552 Too large", False), ("451 Busy", True)])
def test_a_mail_that_is_refused_after_it_was_read_was_not_sent(
    post: Post, settings: Settings, answer: str, may_retry: bool
) -> None:
    post.answer = answer
    with pytest.raises(Refused, match=answer) as refusal:
        mailer.send(OFFER, settings)
    assert refusal.value.may_retry is may_retry


@pytest.mark.parametrize(
    "broken",
    [
        replace(OFFER, to=()),
        replace(OFFER, to=(Mailbox("ana"),)),
        replace(OFFER, to=(Mailbox("ana@x.example>\r\nRCPT TO:<eve@x.example"),)),
        replace(OFFER, to=(Mailbox("nguyễn@x.example"),)),
        replace(OFFER, to=(Mailbox("ana@x..example"),)),
        replace(OFFER, subject="Offer\r\nBcc: eve@x.example"),
        replace(OFFER, sender=Mailbox("m1@windows.example", "M1\r\nBcc: eve@x.example")),
        replace(OFFER, message_id="<1>\r\nBcc: eve@x.example"),
        replace(OFFER, text="half a character \ud800"),
    ],
)
def test_a_mail_that_cannot_be_written_is_refused_for_good(
    post: Post, settings: Settings, broken: Outgoing
) -> None:
    with pytest.raises(Refused) as refusal:
        mailer.send(broken, settings)
    assert refusal.value.may_retry is False
    assert post.taken == []


def test_a_domain_may_have_any_letters(post: Post, settings: Settings) -> None:
    mailer.send(replace(OFFER, to=(Mailbox("ana@bücher.example"),)), settings)
    assert post.taken[0].rcpt_tos == ["ana@xn--bcher-kva.example"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_wrong_password_is_refused_for_good_and_the_right_one_is_not(post: Post) -> None:
    def check(_server: object, _session: object, _envelope: object, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    with _serving(post, authenticator=check, auth_require_tls=False, auth_required=True) as settings:
        with pytest.raises(Refused) as refusal:
            mailer.send(OFFER, replace(settings, user="m1", password="wrong"))
        assert refusal.value.may_retry is False
        with pytest.raises(Refused):
            mailer.send(OFFER, replace(settings, user="m1", password="mật khẩu"))
        assert mailer.send(OFFER, replace(settings, user="m1", password="right")).not_taken == {}
    assert len(post.taken) == 1


def test_a_server_without_encryption_is_not_used_where_it_is_asked_for(
    post: Post, settings: Settings
) -> None:
    with pytest.raises(Refused) as refusal:
        mailer.send(OFFER, replace(settings, security="starttls"))
    assert refusal.value.may_retry is False
    assert post.taken == []


def test_nobody_at_the_other_end_is_a_refusal_that_may_pass() -> None:
    with pytest.raises(Refused) as refusal:
        mailer.send(OFFER, Settings("127.0.0.1", _free_port(), security="none"))
    assert refusal.value.may_retry is True


@pytest.mark.parametrize(
    ("dies_at", "outcome"),
    [
        ("connect", Refused),
        ("EHLO", Refused),
        ("MAIL", Refused),
        ("RCPT", Refused),
        ("DATA", Refused),
        ("dot", Unknown),
    ],
)
@pytest.mark.parametrize("way", ["closes", "is silent"])
def test_only_a_server_that_is_lost_after_the_closing_dot_leaves_us_without_knowledge(
    dies_at: str, outcome: type[Exception], way: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = threading.Event()
        threading.Thread(target=_talk_until, args=(listener, dies_at, way, done.wait), daemon=True).start()
        port = listener.getsockname()[1]
        with pytest.raises(outcome) as end:
            mailer.send(
                OFFER, Settings("127.0.0.1", port, security="none", timeout=0.3, own_name="localhost")
            )
        done.set()
    if isinstance(end.value, Refused):
        assert end.value.may_retry is True


def test_an_answer_that_is_no_answer_leaves_us_without_knowledge() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(
            target=_talk_until, args=(listener, "dot", "babbles", lambda: None), daemon=True
        ).start()
        port = listener.getsockname()[1]
        with pytest.raises(Unknown):
            mailer.send(OFFER, Settings("127.0.0.1", port, security="none", timeout=1, own_name="localhost"))


def test_losing_the_goodbye_changes_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(
            target=_talk_until, args=(listener, "QUIT", "closes", lambda: None), daemon=True
        ).start()
        port = listener.getsockname()[1]
        settings = Settings("127.0.0.1", port, security="none", timeout=1, own_name="localhost")
        assert mailer.send(OFFER, settings).answer == "250 OK"


def _talk_until(listener: socket.socket, dies_at: str, way: str, wait: Callable[[], object]) -> None:
    """Speak SMTP with one client, up to a command after which the server closes, is silent or babbles."""
    connection, _address = listener.accept()
    with connection, connection.makefile("rb") as lines:
        if dies_at != "connect":
            connection.sendall(b"220 hello\r\n")
            for line in lines:
                verb = "dot" if line == b".\r\n" else line[:4].decode(errors="replace").upper()
                if verb == dies_at:
                    break
                if verb in ("EHLO", "MAIL", "RCPT", "dot"):
                    connection.sendall(b"250 OK\r\n")
                if verb == "DATA":
                    connection.sendall(b"354 go on\r\n")
        if way == "babbles":
            connection.sendall(b"what?\r\n")
        if way == "is silent":
            wait()


@pytest.mark.parametrize(
    ("url", "settings"),
    [
        ("smtps://m1:a%40b@mail.example", Settings("mail.example", 465, "tls", "m1", "a@b")),
        ("smtp+starttls://mail.example:2525", Settings("mail.example", 2525, "starttls")),
        ("smtp://localhost", Settings("localhost", 25, "none")),
        ("smtp://m1:pw@localhost", Settings("localhost", 25, "none", "m1", "pw")),
    ],
)
def test_the_server_is_named_by_a_url(url: str, settings: Settings) -> None:
    assert Settings.from_url(url) == settings
    assert "a@b" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    ["", "mail.example", "smtp://m1:pw@mail.example", "http://mail.example", "smtps://", "smtps://h:port"],
)
def test_any_other_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        Settings.from_url(url)
