"""Word templates of the company's own: what they name, and filling them with a record's values."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from akrab.engine import contents
from akrab.engine.errors import Missing, NotFound
from akrab.engine.spec import Spec, spec_of
from akrab.features.documents.design import Each, Variant
from akrab.features.documents.related import Related, related, related_to
from akrab.features.documents.writing import Writer
from akrab.features.wording.paths import Reader, UnknownPath, find_field
from akrab.identity.actor import Actor
from akrab.lib import wordfile

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


LOST = {
    "boxes": _lazy("text boxes"),
    "shapes": _lazy("shapes and drawings"),
    "notes": _lazy("footnotes"),
    "formulas": _lazy("formulas"),
    "pictures": _lazy("pictures that are neither PNG nor JPEG"),
    "signs": _lazy("signs of a font of signs, such as Wingdings"),
    "columns": _lazy("text in columns"),
    "parts": _lazy("other files"),
}


def check_word(
    variant: Variant, spec: Spec, by: Actor, may_lack: bool = False, as_pdf: bool = False
) -> Iterator[str]:
    """What is wrong with the Word file of a variant.

    Fields and rows that do not exist, each with its nearest name; `as_pdf`, also what its pages could not show.
    """
    if not variant.word:
        if not may_lack:
            yield _("Upload a Word file.")
        return
    try:
        found = wordfile.read(_bytes(variant.word))
        lost = wordfile.lost(_bytes(variant.word)) if as_pdf else ()
    except (wordfile.BadWordFile, NotFound) as error:
        yield str(error)
        return
    if lost:
        named = ", ".join(str(LOST.get(one, one)) for one in lost)
        yield _(
            "The PDF of this Word file would lack: %(what)s. Put this into the text or a table, or send the Word file."
        ) % {"what": named}
    yield from _unknown(found.fields, spec)
    for name, fields in found.loops.items():
        try:
            yield from _unknown(fields, _rows_called(name, spec, by).spec)
        except UnknownPath as error:
            yield str(error)


def _unknown(paths: Any, spec: Spec) -> Iterator[str]:
    for path in paths:
        try:
            find_field(path, spec)
        except UnknownPath as error:
            yield str(error)


def fill_word(variant: Variant, reader: Reader, writer: Writer) -> bytes:
    """The DOCX; what is missing is noted with the writer. Raises `wordfile.BadWordFile` and `UnknownPath`."""
    content = _bytes(variant.word)
    found = wordfile.read(content)
    fields = {path: _said(path, needed, reader, writer) for path, needed in found.fields.items()}
    loops: dict[str, list[Any]] = {}
    for name, wanted in found.loops.items():
        rows = _rows_called(name, spec_of(type(reader.record)), writer.by).rows(reader.record, writer.by)
        loops[name] = [
            {path: _said(path, needed, reader.of(row), writer) for path, needed in wanted.items()}
            for row in rows
        ]
    return wordfile.fill(content, fields, loops)


def _said(path: str, needed: bool, reader: Reader, writer: Writer) -> str:
    said = reader.say(path)
    if isinstance(said, Missing):
        writer.need([said] if needed else [])
        return ""
    return "".join(character for character in said if character.isprintable() or character in "\n\t")


def _rows_called(name: str, spec: Spec, by: Actor) -> Related:
    """The rows that a loop names by the word for their object, singular or plural; raises `UnknownPath`."""
    known = {word: other.name for other, _link in related_to(spec) for word in (other.name, other.plural)}
    if name not in known:
        near = get_close_matches(name, list(known), n=1)
        if near:
            words = {"name": name, "near": near[0]}
            raise UnknownPath(_("There are no rows “%(name)s”. Did you mean “%(near)s”?") % words)
        words = {"name": name, "known": ", ".join(sorted({one.plural for one, _link in related_to(spec)}))}
        raise UnknownPath(_("There are no rows “%(name)s”; there are: %(known)s.") % words)
    return related(Each(object=known[name]), spec, by)


def _bytes(stored: dict[str, Any]) -> bytes:
    with contents.open_contents(stored) as file:
        return file.read()
