"""Sending one mail by SMTP, so that afterwards it is known whether it was sent, was not, or may have been."""

from __future__ import annotations

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from akrab.lib import clock

_POLICY = SMTP.clone(cte_type="7bit")
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_SECURITY = {"smtp": "none", "smtp+starttls": "starttls", "smtps": "tls"}
_OURSELVES = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"[^\s@<>(),;:\\\"\x00-\x1f\x7f-\U0010ffff]+@[^\s@<>(),;:\\\"\x00-\x1f]+")
_MIME = re.compile(r"(?:application|audio|font|image|model|text|video)/[a-z0-9.+-]+")
_BYTES = "application/octet-stream"
_ERRORS = (smtplib.SMTPException, OSError)


class Refused(Exception):
    """The mail was certainly not sent; may_retry says whether the same mail could be sent later."""

    def __init__(self, reason: str, *, may_retry: bool) -> None:
        super().__init__(reason)
        self.may_retry = may_retry


class Unknown(Exception):
    """The answer was lost after the whole mail had been given away: it may have been sent, or not."""


@dataclass(frozen=True)
class Settings:
    """The server that takes our mail; security is "tls", "starttls" or "none", timeout is in seconds."""

    host: str
    port: int
    security: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 30.0
    own_name: str | None = None

    @classmethod
    def from_url(cls, url: str, *, timeout: float = 30.0) -> Settings:
        """Read "smtps://user:password@host:465", "smtp+starttls://…" or "smtp://localhost:25" (plain).

        Signs in user and password that mean something in a URL are written as %40. Raises ValueError,
        without repeating the password.
        """
        parts = urlsplit(url)
        if parts.scheme not in _SECURITY or not parts.hostname:
            raise ValueError("A mail server is smtps://…, smtp+starttls://… or smtp://… with a host.")
        if parts.password and parts.scheme == "smtp" and parts.hostname not in _OURSELVES:
            raise ValueError("A password needs smtps://… or smtp+starttls://…, smtp:// sends it in clear.")
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            security=_SECURITY[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            timeout=timeout,
        )


@dataclass(frozen=True)
class Mailbox:
    """Somebody's address, and the name shown with it."""

    email: str
    name: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail; one whose MIME type cannot stand in a mail goes as plain bytes."""

    name: str
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Outgoing:
    """One mail. message_id ("<…@…>") is the caller's: kept before sending, it recognises the mail later."""

    message_id: str
    sender: Mailbox
    to: tuple[Mailbox, ...]
    subject: str
    text: str
    html: str = ""
    cc: tuple[Mailbox, ...] = ()
    bcc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Receipt:
    """The server has taken the mail: its answer, and which recipients it would not take, and why."""

    message_id: str
    answer: str
    not_taken: dict[str, str]


def send(message: Outgoing, settings: Settings) -> Receipt:
    """Give one mail to the server.

    Raises Refused when it was certainly not sent, and Unknown when that cannot be known; nothing else.
    Each wait for the server ends after the timeout of the settings.
    """
    content = _written(message)
    recipients = list(dict.fromkeys(_wire(each) for each in (*message.to, *message.cc, *message.bcc)))
    server = _connected(settings)
    try:
        not_taken = _address(server, _wire(message.sender), recipients)
        return Receipt(message.message_id, _deliver(server, content), not_taken)
    finally:
        with contextlib.suppress(*_ERRORS):
            server.close()


def _connected(settings: Settings) -> smtplib.SMTP:
    """A server that knows us and is ready for a mail. Raises Refused."""
    context = ssl.create_default_context()
    server: smtplib.SMTP | None = None
    try:
        if settings.security == "tls":
            server = smtplib.SMTP_SSL(
                settings.host, settings.port, settings.own_name, timeout=settings.timeout, context=context
            )
        else:
            server = smtplib.SMTP(settings.host, settings.port, settings.own_name, timeout=settings.timeout)
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
        else:
            server.ehlo_or_helo_if_needed()
    except (*_ERRORS, ValueError) as error:
        if server is not None:
            server.close()
        raise _refused(error) from error
    return server


def _address(server: smtplib.SMTP, sender: str, recipients: list[str]) -> dict[str, str]:
    """Name sender and recipients; those not taken, with the reasons. Raises Refused if none is taken."""
    not_taken: dict[str, str] = {}
    codes = []
    try:
        _expect(server.mail(sender), 250)
        for recipient in recipients:
            code, answer = server.rcpt(recipient)
            if code not in (250, 251):
                not_taken[recipient] = _told(code, answer)
                codes.append(code)
    except _ERRORS as error:
        raise _refused(error) from error
    if len(not_taken) == len(recipients):
        raise Refused("; ".join(not_taken.values()), may_retry=any(400 <= code < 500 for code in codes))
    return not_taken


def _deliver(server: smtplib.SMTP, content: bytes) -> str:
    """Give the mail itself and return the answer.

    Until the closing dot a server must throw away what it got (RFC 5321, 4.1.1.4), so a loss before it is a
    refusal; from the dot to the answer nobody can know.
    """
    try:
        _expect(server.docmd("DATA"), 354)
        server.send(content)
    except _ERRORS as error:
        raise _refused(error) from error
    try:
        server.send(b".\r\n")
        code, answer = server.getreply()
    except _ERRORS as error:
        raise Unknown(str(error) or type(error).__name__) from error
    if code < 200 or code >= 600:
        raise Unknown(_told(code, answer))
    if code >= 300:
        raise Refused(_told(code, answer), may_retry=code < 500)
    with contextlib.suppress(*_ERRORS):
        server.quit()
    return _told(code, answer)


def _written(message: Outgoing) -> bytes:
    """The mail as it goes over the wire, 7 bit, dots doubled, its last line ended. Raises Refused."""
    if not (message.to or message.cc or message.bcc):
        raise Refused(_("The mail has no recipient."), may_retry=False)
    mail = EmailMessage(policy=_POLICY)
    try:
        _write_head(mail, message)
        mail.set_content(message.text)
        if message.html:
            mail.add_alternative(message.html, subtype="html")
        for each in message.attachments:
            main, _slash, sub = (each.mime if _MIME.fullmatch(each.mime) else _BYTES).partition("/")
            mail.add_attachment(each.content, maintype=main, subtype=sub, filename=each.name)
        content = mail.as_bytes()
    except (ValueError, UnicodeError, LookupError) as error:
        text = _("The mail can't be written: %(reason)s") % {"reason": error}
        raise Refused(text, may_retry=False) from error
    return re.sub(rb"(?m)^\.", b"..", content if content.endswith(b"\r\n") else content + b"\r\n")


def _write_head(mail: EmailMessage, message: Outgoing) -> None:
    mail["Message-ID"] = message.message_id
    mail["Date"] = format_datetime(clock.now())
    mail["From"] = _shown(message.sender)
    for name, boxes in (("To", message.to), ("Cc", message.cc), ("Reply-To", message.reply_to)):
        if boxes:
            mail[name] = [_shown(box) for box in boxes]
    mail["Subject"] = message.subject
    for name, value in message.headers:
        mail[name] = value


def _shown(box: Mailbox) -> Address:
    return Address(display_name=box.name, addr_spec=_wire(box))


def _wire(box: Mailbox) -> str:
    """The address in ASCII: other letters are fine behind the @ only. Raises Refused."""
    if not _ADDRESS.fullmatch(box.email):
        text = _("“%(address)s” is not an address that mail can be sent to.")
        raise Refused(text % {"address": box.email}, may_retry=False)
    local, _at, domain = box.email.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        text = _("“%(address)s” has no valid domain.") % {"address": box.email}
        raise Refused(text, may_retry=False) from error


def _expect(reply: tuple[int, bytes], code: int) -> None:
    if reply[0] != code:
        raise smtplib.SMTPResponseException(*reply)


def _refused(error: Exception) -> Refused:
    """Why nothing was sent: answers from 500 up and missing abilities are final, everything else may pass."""
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        text = answer if isinstance(answer, bytes) else answer.encode()
        return Refused(_told(error.smtp_code, text), may_retry=error.smtp_code < 500)
    if isinstance(error, (smtplib.SMTPNotSupportedError, UnicodeError)):
        return Refused(str(error), may_retry=False)
    reason = _("The mail server can't be reached: %(reason)s")
    return Refused(reason % {"reason": str(error) or type(error).__name__}, may_retry=True)


def _told(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode(errors='replace')}"[:500]
