"""Static files: found by hashed name, kept for ever, never from outside their folders."""

import asyncio
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static as address_of

from akrab.config import static


@pytest.fixture(autouse=True)
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "akrab"
    folder.mkdir()
    (folder / "app-0A1B2C3D.js").write_text("let app;")
    (folder / "app-0A1B2C3D.js.gz").write_bytes(gzip.compress(b"let app;"))
    (folder / "app-0A1B2C3D.js.br").write_bytes(b"as Brotli")
    (folder / "manifest.json").write_text(json.dumps({"app.js": "app-0A1B2C3D.js"}))
    (tmp_path / "secret").write_text("not for you")
    monkeypatch.setattr(static, "BUNDLE", folder)
    static._manifest.cache_clear()
    yield folder
    static._manifest.cache_clear()


def ask(path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    asyncio.run(static.respond({"path": path, "method": method, "headers": raw}, receive, send))
    answer = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answer, b"".join(message.get("body", b"") for message in sent[1:])


def test_a_template_names_the_file_of_the_last_build() -> None:
    assert address_of("akrab/app.js") == "/static/akrab/app-0A1B2C3D.js"


def test_a_built_file_may_be_kept_for_ever() -> None:
    status, headers, body = ask("/static/akrab/app-0A1B2C3D.js")
    assert (status, body) == (200, b"let app;")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"] == "text/javascript; charset=utf-8"


def test_a_browser_that_can_unpack_gets_the_packed_copy() -> None:
    _, headers, body = ask("/static/akrab/app-0A1B2C3D.js", accept_encoding="gzip, deflate")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == b"let app;"
    assert headers["content-length"] == str(len(body))


def test_the_smallest_copy_that_a_browser_reads_is_sent() -> None:
    _, headers, body = ask("/static/akrab/app-0A1B2C3D.js", accept_encoding="gzip, deflate, br;q=0.9, zstd")
    assert (headers["content-encoding"], body) == ("br", b"as Brotli")
    _, headers, body = ask("/static/akrab/app-0A1B2C3D.js")
    assert ("content-encoding" in headers, body) == (False, b"let app;")


def test_a_file_that_has_not_changed_is_not_sent_again() -> None:
    _, headers, _ = ask("/static/akrab/app-0A1B2C3D.js")
    status, _, body = ask("/static/akrab/app-0A1B2C3D.js", if_modified_since=headers["last-modified"])
    assert (status, body) == (304, b"")


def test_head_sends_no_body() -> None:
    status, headers, body = ask("/static/akrab/app-0A1B2C3D.js", method="HEAD")
    assert (status, body, headers["content-length"]) == (200, b"", "8")


ELSEWHERE = ["akrab/../secret", "../secret", "/etc/passwd", "akrab/none.js", "", "akrab/%00"]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nothing_else_is_there(path: str) -> None:
    assert ask(f"/static/{path}")[0] == 404


def test_nothing_can_be_written() -> None:
    assert ask("/static/akrab/app-0A1B2C3D.js", method="POST")[0] == 404
