"""The pictures of a Word document: each is kept once, and all together are no more than may be set on paper."""

import base64
import struct
from typing import Any

MOST_DOTS, MOST_BYTES = 50_000_000, 20 * 1024 * 1024  # of all of them; whoever sets them unpacks every dot
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the marks of a JPEG's parts that say its size
BARE = {0x01, *range(0xD0, 0xD8)}  # those that stand alone
STREAM = 0xDA


class TooLong(ValueError):
    """The document holds more than is set on paper."""


class Pictures:
    """Those that were met so far, by the name of the part that holds them."""

    def __init__(self) -> None:
        self._names: dict[str, str | None] = {}
        self._images: dict[str, bytes] = {}
        self._dots, self._bytes = 0, 0

    def name_of(self, part: Any) -> str | None:
        """What the picture of a part is called on the page; None if it is neither PNG nor JPEG. Raises `TooLong`."""
        id = str(part.partname)
        if id not in self._names:
            self._names[id] = self._kept(part.blob)
        return self._names[id]

    def _kept(self, content: bytes) -> str | None:
        seen = _seen(content)
        if seen is None:
            return None
        ending, width, height = seen
        self._dots += width * height
        self._bytes += len(content)
        if self._dots > MOST_DOTS or self._bytes > MOST_BYTES:
            raise TooLong
        name = f"w{len(self._images)}.{ending}"
        self._images[name] = content
        return name

    def told(self) -> dict[str, str]:
        """The pictures by name, as JSON can say them."""
        return {name: base64.b64encode(content).decode() for name, content in self._images.items()}


def _seen(content: bytes) -> tuple[str, int, int] | None:
    """What a picture is and its width and height, by its own first bytes and not by what the document says of it."""
    if content.startswith(PNG) and content[12:16] == b"IHDR" and len(content) >= len(PNG) + 25:
        width, height = struct.unpack(">II", content[16:24])
        return ("png", width, height) if width and height else None
    size = _size_of_jpeg(content) if content.startswith(JPEG) else None
    return ("jpg", *size) if size else None


def _size_of_jpeg(content: bytes) -> tuple[int, int] | None:
    """What its frame says, which comes before the stream of dots."""
    at = len(JPEG)
    while at + 9 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xFF:  # filled up
            at += 1
        elif mark in BARE:
            at += 2
        elif mark == STREAM:
            return None
        elif mark in FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return (width, height) if width and height else None
        else:
            at += 2 + max(int.from_bytes(content[at + 2 : at + 4], "big"), 2)
    return None
