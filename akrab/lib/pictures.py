"""How large a picture is, read from its first bytes: what decoding it would cost is known before anybody decodes it."""

import struct
from collections.abc import Iterator
from typing import Literal

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
MOST_PIXELS = 40_000_000  # a page scanned at 600 dots an inch has 35 million
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # the parts of a JPEG that say its size
ALONE = frozenset((0x01, *range(0xD0, 0xD9)))  # those without a length
SCAN, END = 0xDA, 0xD9


def form(content: bytes) -> Literal["png", "jpg", ""]:
    """What the bytes are, whatever their name says; nothing for all other files."""
    return "png" if content.startswith(PNG) else "jpg" if content.startswith(JPEG) else ""


def pixels(content: bytes) -> int:
    """How many pixels a PNG or JPEG has; 0 where its size can't be read, and for other files."""
    kind = form(content)
    if kind == "png":
        return _png(content)
    return max(_frames(content), default=0) if kind == "jpg" else 0


def _png(content: bytes) -> int:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return 0
    width, height = struct.unpack(">II", content[16:24])
    return int(width * height)


def _frames(content: bytes) -> Iterator[int]:
    """The pixels of each frame that is declared before the picture itself begins."""
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark in (SCAN, END):
            return
        if mark == 0xFF or mark in ALONE:
            at += 1 if mark == 0xFF else 2
            continue
        if mark in FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            yield int(width * height)
        at += 2 + max(int.from_bytes(content[at + 2 : at + 4]), 2)
