"""Files kept once by the hash of their contents, and what kind of file a name and its first bytes make."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from akrab.lib import clock

HEAD = 512
"""So many first bytes are enough for kind()."""

UNKNOWN = "application/octet-stream"

_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"RIFF.{4}WAVE", re.DOTALL), "audio/wav"),
    (re.compile(rb".{4}ftyp(?:avif|avis)", re.DOTALL), "image/avif"),
    (re.compile(rb".{4}ftyp(?:heic|heix|mif1)", re.DOTALL), "image/heic"),
    (re.compile(rb".{4}ftyp(?:M4A )", re.DOTALL), "audio/mp4"),
    (re.compile(rb".{4}ftyp", re.DOTALL), "video/mp4"),
    (re.compile(rb"%PDF-"), "application/pdf"),
    (re.compile(rb"ID3|\xff[\xfb\xf3\xf2]"), "audio/mpeg"),
    (re.compile(rb"OggS"), "audio/ogg"),
    (re.compile(rb"\x1aE\xdf\xa3"), "video/webm"),
    (re.compile(rb"PK\x03\x04|PK\x05\x06"), "application/zip"),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "application/x-ole-storage"),
)
_WRAPPED = {
    "application/zip": (
        "application/vnd.openxmlformats-officedocument.",
        "application/vnd.oasis.opendocument.",
        "application/epub+zip",
    ),
    "application/x-ole-storage": ("application/msword", "application/vnd.ms-", "application/vnd.visio"),
}
_TEXTS = ("text/", "application/json", "application/xml", "image/svg+xml", "message/rfc822")
_HARMLESS = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "application/pdf", "text/plain"}
    | {"audio/mpeg", "audio/ogg", "audio/wav", "audio/mp4", "video/mp4", "video/webm"}
)


class TooLarge(ValueError):
    """More bytes came than are allowed; nothing was kept."""


@dataclass(frozen=True)
class Stored:
    """What is kept: the SHA-256 of the contents in hexadecimal, by which it is opened, and its bytes."""

    hash: str
    size: int


class Store:
    """A directory in which each content lies once, whole or not at all, however often it is put.

    Several processes may share it. Nothing is ever overwritten.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, chunks: Iterable[bytes], *, limit: int | None = None) -> Stored:
        """Keep these bytes on disk, safe against a crash from now on. Raises TooLarge above limit bytes."""
        incoming = self._directory / "incoming"
        incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(descriptor, "wb") as target:
                stored = _copy(chunks, target, limit)
            self._keep(Path(name), self._path(stored.hash))
        finally:
            Path(name).unlink(missing_ok=True)
        return stored

    def open(self, hash: str) -> BinaryIO:
        """The contents, from their beginning. Raises FileNotFoundError if they are not kept here."""
        return self._path(hash).open("rb")

    def exists(self, hash: str) -> bool:
        """Whether the contents are kept here."""
        return self._path(hash).is_file()

    def delete(self, hash: str) -> None:
        """Forget the contents, if they are kept; the caller knows that nothing refers to them any more."""
        self._path(hash).unlink(missing_ok=True)

    def put_between(self, oldest: datetime, newest: datetime) -> Iterator[str]:
        """The hashes of what was last put between two moments."""
        for path in self._directory.glob("??/??/*"):
            if oldest.timestamp() <= path.stat().st_mtime < newest.timestamp():
                yield path.name

    def _path(self, hash: str) -> Path:
        if not _HASH.fullmatch(hash):
            raise FileNotFoundError(f"Not the hash of a file: {hash[:80]!r}")
        return self._directory / hash[:2] / hash[2:4] / hash

    def _keep(self, source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        now = clock.now().timestamp()
        if target.exists():
            os.utime(target, (now, now))  # put again: no sweep may take it for an old orphan
        else:
            os.utime(source, (now, now))
            source.rename(target)
            _sync_directory(target.parent)


def kind(name: str, head: bytes) -> str:
    """The MIME type of a file, by its first bytes; the name decides only where they leave it open.

    A name that promises what the bytes are not gives "application/octet-stream", so that a page of script
    cannot pass as a picture.
    """
    found = next((mime for pattern, mime in _SIGNATURES if pattern.match(head)), "")
    promised = mimetypes.guess_type(name, strict=False)[0] or ""
    if found in _WRAPPED:
        return promised if promised.startswith(_WRAPPED[found]) else found
    if found:
        return found
    if _is_text(head):
        return promised if promised.startswith(_TEXTS) else "text/plain" if not promised else UNKNOWN
    return UNKNOWN


def is_harmless(mime: str) -> bool:
    """Whether a browser may show it from our address; everything else is only ever downloaded."""
    return mime in _HARMLESS


def _copy(chunks: Iterable[bytes], target: BinaryIO, limit: int | None) -> Stored:
    digest = hashlib.sha256()
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if limit is not None and size > limit:
            raise TooLarge(f"More than {limit} bytes.")
        digest.update(chunk)
        target.write(chunk)
    target.flush()
    os.fsync(target.fileno())
    return Stored(digest.hexdigest(), size)


def _sync_directory(directory: Path) -> None:
    """Make the name of a new file as lasting as its contents."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_text(head: bytes) -> bool:
    """Whether bytes read as UTF-8 without control characters; a letter may be cut at the end of the head."""
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.end < len(head) or len(head) < HEAD:
            return False
        text = head[: error.start].decode()
    return not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)
