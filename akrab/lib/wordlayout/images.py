"""The pictures of a Word document: each held once however often it stands there, and none that would fill memory."""

import base64
from typing import Any

from akrab.lib import pictures

MOST_PLACES, MOST_PIXELS, MOST_BYTES = 5_000, 100_000_000, 30 * 1024 * 1024  # of all of a document together


class TooHeavy(ValueError):
    """The pictures of the document take more memory than one document may take."""


class Images:
    """The pictures found so far; `held` are their bytes in base64, by the names that pages call them."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._places, self._pixels, self._bytes = 0, 0, 0

    def name(self, part: Any) -> str:
        """The name of the picture in a part; "" for what is neither PNG nor JPEG. Raises `TooHeavy`."""
        self._places += 1
        if self._places > MOST_PLACES:
            raise TooHeavy
        where = str(part.partname)
        if where not in self._names:
            self._names[where] = self._take(part.blob)
        return self._names[where]

    def _take(self, content: bytes) -> str:
        pixels = pictures.pixels(content)
        if not pixels:
            return ""
        self._pixels += pixels
        self._bytes += len(content)
        if pixels > pictures.MOST_PIXELS or self._pixels > MOST_PIXELS or self._bytes > MOST_BYTES:
            raise TooHeavy
        name = f"w{len(self.held)}.{pictures.form(content)}"
        self.held[name] = base64.b64encode(content).decode()
        return name
