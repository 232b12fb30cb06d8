"""Webhooks that leave: signed, at most once, and what became of each is told; a real program listens."""

import base64
import hashlib
import hmac
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from akrab.engine import write
from akrab.engine.actions import actions_of
from akrab.features.automation import deliveries
from akrab.features.automation.models import Delivery, Endpoint
from akrab.features.automation.tests.test_running import rule
from tests.scenario.conftest import Firm


@dataclass
class Program:
    """Another program: what it was sent, and how it answers."""

    status: int = 200
    pause: float = 0
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0


@pytest.fixture
def program() -> Iterator[Program]:
    told = Program()

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(told.pause)
            self.send_response(told.status)
            self.end_headers()
            self.wfile.write(b"thank you")

        def log_message(self, *said: Any) -> None:
            """Nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    told.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield told
    server.shutdown()


@pytest.fixture
def sent(firm: Firm, program: Program, settings: Any) -> Delivery:
    """A rule has called the program once; the job has not run yet."""
    settings.TRUSTED_NETWORKS = ["127.0.0.0/8"]
    url = f"http://127.0.0.1:{program.port}/hook"
    endpoint = write.create(Endpoint, {"name": "Shop", "url": url}, firm.by("k"))
    rule(firm, {"id": "c", "do": "call", "endpoint": str(endpoint.pk), "values": {"deal": "{record.name}"}})
    firm.perform("m1", firm.request(), "win")
    return Delivery.objects.select_related("endpoint").get()


def call(delivery: Delivery) -> Delivery:
    """What the job does, without transactions of its own inside the test's."""
    delivery.refresh_from_db()
    outcome = deliveries._call(delivery)
    deliveries._write(delivery, outcome, delivery.workspace)
    delivery.refresh_from_db()
    return delivery


def test_a_call_is_signed_by_the_endpoint_s_secret_and_its_answer_is_kept(
    sent: Delivery, program: Program
) -> None:
    done = call(sent)
    [(headers, body)] = program.got
    secret = base64.b64decode(deliveries.open_secret(sent.endpoint.secret).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert (headers["webhook-signature"], headers["webhook-id"]) == (f"v1,{mac}", str(sent.pk))
    assert (done.state, done.answer) == ("sent", "200 thank you")


def test_a_program_that_never_answers_leaves_it_unknown_and_a_person_sends_again(
    sent: Delivery, program: Program, firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "SECONDS", 0.3)
    program.pause = 1.0
    assert (call(sent).state, len(program.got)) == ("unknown", 1)
    again = write.perform(actions_of(Delivery)["resend"], sent, {}, firm.by("k"))
    program.pause = 0
    monkeypatch.setattr(deliveries, "SECONDS", 10.0)
    assert call(again).state == "sent"
    assert {headers["webhook-id"] for headers, _body in program.got} == {str(sent.pk)}


@pytest.mark.parametrize(("status", "state"), [(404, "refused"), (500, "refused"), (503, "queued")])
def test_what_is_not_taken_is_told_and_only_what_may_pass_is_tried_again(
    sent: Delivery, program: Program, status: int, state: str
) -> None:
    program.status = status
    sent.attempts = 1
    sent.save(update_fields=["attempts"])
    done = call(sent)
    assert (done.state, str(status) in done.answer) == (state, True)


def test_an_address_in_our_own_network_is_never_called(
    sent: Delivery, program: Program, settings: Any
) -> None:
    settings.TRUSTED_NETWORKS = []
    done = call(sent)
    assert (done.state, "not a public address" in done.answer, program.got) == ("refused", True, [])
