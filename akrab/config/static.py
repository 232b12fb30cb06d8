"""Static files: hashed names for templates, and the answers that browsers may keep for ever.

`frontend/build.mjs` writes the bundle with a hash in each name, and a manifest of the plain names. Files of
other apps keep their names, and are checked anew by their time of change.
"""

import asyncio
import json
import mimetypes
from email.utils import formatdate
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

from akrab.config.bridge import Headers, Receive, Scope, Send, send_whole

BUNDLE = Path(settings.BASE_DIR) / "web/static/akrab"
FOR_EVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"no-cache"
PIECE = 256 * 1024
PACKED = {"br": "br", "gzip": "gz"}  # browsers read Brotli over HTTPS and on their own machine
KNOWN_TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


class BundleStorage(StaticFilesStorage):
    """Lets `{% static "akrab/app.js" %}` name the file of the last build."""

    def url(self, name: str | None) -> str:
        """The address of a file by its plain name."""
        folder, _, plain = (name or "").rpartition("/")
        hashed = _manifest(_stamp()).get(plain, plain) if folder == "akrab" else plain
        return super().url(f"{folder}/{hashed}" if folder else hashed)


def _stamp() -> int:
    path = BUNDLE / "manifest.json"
    return path.stat().st_mtime_ns if settings.DEBUG and path.exists() else 0


@cache
def _manifest(_stamp: int) -> dict[str, str]:
    """Plain name to hashed name; empty before the first build. Read again after a build in debug mode."""
    path = BUNDLE / "manifest.json"
    names: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    return names


async def respond(scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer a request below STATIC_URL."""
    wanted = dict(scope["headers"])
    name = scope["path"].removeprefix(settings.STATIC_URL)
    path = await asyncio.to_thread(_find, name)
    if path is None or scope["method"] not in ("GET", "HEAD"):
        await send_whole(send, 404, [(b"content-type", b"text/plain")], b"There is no such file.\n")
        return
    headers = _headers(path)
    if wanted.get(b"if-modified-since") == dict(headers)[b"last-modified"]:
        await send_whole(send, 304, headers, b"")
        return
    path, headers = _packed(path, headers, wanted.get(b"accept-encoding", b"").decode("latin-1"))
    headers = [*headers, (b"content-length", str(path.stat().st_size).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if scope["method"] == "GET":
        with path.open("rb") as file:
            await _send_file(send, file)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _send_file(send: Send, file: BinaryIO) -> None:
    while piece := await asyncio.to_thread(file.read, PIECE):
        await send({"type": "http.response.body", "body": piece, "more_body": True})


def _find(name: str) -> Path | None:
    """The file of this name, inside the bundle or an app's static folder; never one outside."""
    if ".." in name or name.startswith("/") or "\0" in name:
        return None
    inside = BUNDLE / name.removeprefix("akrab/")
    if name.startswith("akrab/") and inside.is_file():
        return inside
    found = finders.find(name)
    return Path(found) if isinstance(found, str) and Path(found).is_file() else None


def _packed(path: Path, headers: Headers, accepted: str) -> tuple[Path, Headers]:
    """The smallest copy of this file that the browser reads, with what is said of it."""
    known = {name.partition(";")[0].strip() for name in accepted.split(",")}
    for encoding, ending in PACKED.items():
        packed = path.with_name(f"{path.name}.{ending}")
        if encoding in known and packed.exists():
            return packed, [*headers, (b"content-encoding", encoding.encode())]
    return path, headers


def _headers(path: Path) -> Headers:
    kind = KNOWN_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    is_hashed = path.parent == BUNDLE and path.name != "manifest.json"
    return [
        (b"content-type", kind.encode()),
        (b"cache-control", FOR_EVER if is_hashed else ASK_AGAIN),
        (b"last-modified", formatdate(path.stat().st_mtime, usegmt=True).encode()),
        (b"vary", b"accept-encoding"),
        (b"x-content-type-options", b"nosniff"),
    ]
