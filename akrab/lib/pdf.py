"""PDF documents set by typst, with fonts that come along, so that every machine makes the same file."""

from __future__ import annotations

import json
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from akrab.lib import clock, pictures

if TYPE_CHECKING:
    import typst  # 7 MB that most processes never need: imported where a page is set

FONTS = Path(__file__).parent / "fonts"
FACES = ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf")

SHARP, FINE = 110.0, 144.0  # dots an inch of pictures of pages, and of those set into documents

_PRELUDE = (
    "#let values = json(bytes(sys.inputs.values));"
    '#set text(font: ("Noto Sans SC", "DejaVu Sans Mono"), fallback: false);\n'
)
# Noto Sans SC lacks the signs of many currencies (₱, ₹) and most European letters (Ł, š). Typst brings
# DejaVu Sans Mono inside itself; these are the characters that were seen to appear in both its weights.
_FROM_TYPST = re.compile(
    "[\u0100-\u01c3\u01cd-\u01e3\u0200-\u0221\u1e00-\u1e99\u1ea0-\u1ef9\u20a0-\u20b5\u20b8-\u20ba\u20bd]"
)
_PACKAGE = re.compile(r'"@')
_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*\.(?:png|jpg|svg)")


class FontsMissing(RuntimeError):
    """The fonts were not put in place at set-up; the text says how to get them."""


class InvalidTemplate(ValueError):
    """Typst cannot set this template with these values; its text is typst's own explanation."""


class MissingGlyphs(ValueError):
    """The fonts cannot show some characters, which would be left out of the document without a word."""

    def __init__(self, characters: str) -> None:
        super().__init__(
            format_lazy(_("The document cannot show: {characters}"), characters=" ".join(characters))
        )
        self.characters = characters


def render(template: str, values: Mapping[str, Any], images: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of a typst template, in which "values" is a dictionary of what may be said in JSON.

    Values are data: nothing in them is read as markup. Images are named as the template calls them, such as
    "logo.png"; none may have more than `pictures.MOST_PIXELS`. The template is code and must be trusted as code; it
    sees no file but the images, and loads no package. Raises MissingGlyphs, InvalidTemplate and FontsMissing.
    """
    made = _made(template, values, images, "pdf")
    if len(made) != 1:
        raise TypeError("A document of several files.")
    return made[0]


def render_pages(
    template: str, values: Mapping[str, Any], images: Mapping[str, bytes] | None = None, most: int = 12
) -> list[bytes]:
    """The first pages of a typst template as PNG pictures; all else as `render` does."""
    return _made(template, values, images, "png")[:most]


def _made(
    template: str, values: Mapping[str, Any], images: Mapping[str, bytes] | None, form: Literal["pdf", "png"]
) -> list[bytes]:
    data = _composed(dict(values))
    _check_glyphs(template, data)
    if _PACKAGE.search(template):
        raise InvalidTemplate("A template loads no packages.")
    with tempfile.TemporaryDirectory(prefix="pdf-") as root:
        _write_images(Path(root), images or {})
        return _compiled(template, json.dumps(data), root, form)


def picture(template: str, images: Mapping[str, bytes]) -> bytes:
    """The PNG of the one page that a typst template sets, twice as fine as a screen; for the rest see `render`."""
    with tempfile.TemporaryDirectory(prefix="pdf-") as root:
        _write_images(Path(root), images)
        return _compiled(template, "{}", root, "png", FINE)[0]


def check_fonts(directory: Path = FONTS) -> None:
    """Raises FontsMissing, unless both faces lie in the directory."""
    missing = [face for face in FACES if not (directory / face).is_file()]
    if missing:
        raise FontsMissing(
            f"Documents need {' and '.join(missing)} in {directory}. Run `make setup`, which takes them "
            "from the npm package @expo-google-fonts/noto-sans-sc."
        )


def _compiled(
    template: str, values: str, root: str, form: Literal["pdf", "png"], ppi: float = SHARP
) -> list[bytes]:
    import typst  # noqa: PLC0415 (see above)

    compiler = typst.Compiler(
        input=(_PRELUDE + template).encode(),
        root=root,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"values": values},
        package_path=root,
        package_cache_path=root,
    )
    try:
        made = compiler.compile(format=form, ppi=ppi, timestamp=int(clock.now().timestamp()))
    except typst.TypstError as error:
        raise InvalidTemplate(_explained(error)) from error
    return list(made) if isinstance(made, list) else [made] if made else []


def _explained(error: typst.TypstError) -> str:
    """What typst says, with the line of the template, which follows the one line of our prelude."""
    place = re.search(r"\.typ:(\d+):\d+", error.diagnostic)
    return f"Line {int(place[1]) - 1}: {error.message}" if place else error.message


def _write_images(root: Path, images: Mapping[str, bytes]) -> None:
    for name, content in images.items():
        if not _FILE_NAME.fullmatch(name):
            raise InvalidTemplate(f"Not the name of an image: {name!r}")
        if not name.endswith(".svg") and not 0 < pictures.pixels(content) <= pictures.MOST_PIXELS:
            raise InvalidTemplate(f"The picture {name} can't be read, or has more pixels than can be set.")
        (root / name).write_bytes(content)


def _check_glyphs(template: str, data: Any) -> None:
    """Every character of the texts must be in the fonts; line ends and invisible signs need no glyph."""
    written = set(template).union(*_texts(data))
    missing = [character for character in sorted(written - _glyphs()) if not _can_show(character)]
    if missing:
        raise MissingGlyphs("".join(missing))


def _can_show(character: str) -> bool:
    return bool(_FROM_TYPST.match(character)) or unicodedata.category(character).startswith(("C", "Zl", "Zp"))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def _composed(data: Any) -> Any:
    """The data with letters and their marks made one character (NFC), as the fonts have them."""
    if isinstance(data, str):
        return unicodedata.normalize("NFC", data)
    if isinstance(data, Mapping):
        return {key: _composed(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_composed(value) for value in data]
    return data


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    import typst  # noqa: PLC0415 (see above)

    check_fonts()
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[str]:
    """The characters that both faces of Noto Sans SC can show."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 (needed by those alone who set pages)

    check_fonts()
    faces = []
    for face in FACES:
        with TTFont(FONTS / face, lazy=True) as font:
            faces.append(frozenset(map(chr, font.getBestCmap())))
    return frozenset.intersection(*faces)
