"""Mail servers for tests: one that keeps what it takes, and one that hangs up when it was given a mail."""

import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Post:
    """Takes mail, except for addresses that begin with nobody (never) and later (not now)."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return "550 No such person"
        if address.startswith("later"):
            return "450 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 Taken"

    def mails(self) -> list[EmailMessage]:
        """What was taken, in order."""
        parser = BytesParser(policy=email.policy.default)
        found = [parser.parsebytes(one.content) for one in self.taken if isinstance(one.content, bytes)]
        return [mail for mail in found if isinstance(mail, EmailMessage)]


@contextmanager
def serving(post: Post) -> Iterator[str]:
    """The address of a server that gives its mail to `post`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


@contextmanager
def hanging_up() -> Iterator[tuple[str, list[bytes]]]:
    """The address of a server that takes a whole mail and hangs up instead of answering; and its mails."""
    given: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_hang_up, args=(server, given), daemon=True)
        thread.start()
        yield f"smtp://127.0.0.1:{server.getsockname()[1]}", given


def _hang_up(server: socket.socket, given: list[bytes]) -> None:
    while True:
        try:
            line, _address = server.accept()
        except OSError:
            return
        with line, line.makefile("rwb", buffering=0) as stream:
            stream.write(b"220 here\r\n")
            while command := stream.readline():
                if command.upper().startswith(b"DATA"):
                    stream.write(b"354 go on\r\n")
                    given.append(b"".join(iter(stream.readline, b".\r\n")))
                    break
                stream.write(b"250 fine\r\n")
