"""Files at the REST door: sent in a form, kept on a record, fetched by who may see it."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from akrab.engine.registry import get_object
from akrab.engine.spec import Spec
from tests.cast import Cast, Player
from tests.contract.asking import address, call, made, problem, unchanged

FILES = get_object("file")
SPECIMENS = get_object("specimen")
PDF = b"%PDF-1.4\n% measurements\n"


def _send(player: Player, about: Any, content: bytes = PDF, **parts: Any) -> Any:
    file = SimpleUploadedFile("measurements 王.pdf", content, "text/html")
    return player.api.post("/api/v1/files", {"file": file, "about": about} | parts)


def _about(spec: Spec, record: Any) -> str:
    return f"{spec.name}:{record.pk}"


def test_a_file_is_attached_and_fetched(cast: Cast) -> None:
    record, kind = made(cast, SPECIMENS), made(cast, get_object("filetype"))
    reply = _send(cast.alice, _about(SPECIMENS, record), type=str(kind.pk), note="first floor")
    assert reply.status_code == 201, reply.content
    shape = reply.json()
    assert (shape["name"], shape["type"], shape["note"]) == (
        "measurements 王.pdf",
        str(kind.pk),
        "first floor",
    )
    assert (shape["stored"]["size"], shape["stored"]["type"]) == (len(PDF), "application/pdf")
    fetched: Any = cast.alice.api.get(f"/api/v1/files/{shape['id']}/contents")
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched["Content-Disposition"].startswith("attachment")
    timeline = call(cast.alice, "GET", address(SPECIMENS, record, "/timeline")).json()["items"]
    assert timeline[0]["kind"] == "file.created"


def test_a_stranger_neither_attaches_nor_fetches(cast: Cast) -> None:
    record = made(cast, SPECIMENS)
    file = _send(cast.alice, _about(SPECIMENS, record)).json()
    with unchanged(cast, FILES):
        problem(call(cast.mallory, "GET", f"/files/{file['id']}/contents"), 404)
        assert list(problem(_send(cast.mallory, _about(SPECIMENS, record)), 422)["errors"]) == ["about"]
        problem(_send(cast.carol, _about(SPECIMENS, record)), 403)


@pytest.mark.parametrize("about", ["", "specimen", "specimen:x", "nothing:1", "\x00", "specimen:\x00"])
def test_a_file_needs_a_record(cast: Cast, about: str) -> None:
    with unchanged(cast, FILES):
        assert list(problem(_send(cast.alice, about), 422)["errors"]) == ["about"]


def test_an_empty_missing_or_broken_file_is_refused(cast: Cast) -> None:
    about = _about(SPECIMENS, made(cast, SPECIMENS))
    with unchanged(cast, FILES):
        assert problem(_send(cast.alice, about, b""), 422)["errors"]
        assert "file" in problem(cast.alice.api.post("/api/v1/files", {"about": about}), 422)["errors"]
        assert "more" in problem(_send(cast.alice, about, more="x"), 422)["errors"]
        broken = cast.alice.api.generic(
            "POST", "/api/v1/files", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x"
        )
        assert broken.status_code in (400, 422)
        problem(broken, broken.status_code)
        boundless = cast.alice.api.generic("POST", "/api/v1/files", b"x", content_type="multipart/form-data")
        problem(boundless, 400)
        problem(cast.alice.api.post("/api/v1/files", json.dumps({}), content_type="application/json"), 422)
