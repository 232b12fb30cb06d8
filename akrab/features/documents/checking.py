"""What is wrong with a template: every field, object and condition that a block names must exist."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from akrab.engine import contents
from akrab.engine.errors import NotFound
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec
from akrab.features.documents import design as parts
from akrab.features.documents.design import Block, Design, Variant
from akrab.features.documents.related import check_tree, columns_of, related
from akrab.features.documents.word import check_word
from akrab.features.wording.paths import UnknownPath, unknown
from akrab.identity.actor import Actor


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which language's variant and at which block; no block for the pages themselves."""

    language: str
    block: str
    text: str


def faults(design: Design, object: str, by: Actor) -> list[Fault]:
    """Everything that keeps a design from making documents of an object's records."""
    spec = find_object(object)
    if spec is None:
        return [Fault("", "", _("There is no object “%(name)s”.") % {"name": object})]
    found: list[Fault] = []
    for language, variant in design.variants.items():
        found += [Fault(language, "", text) for text in _of_pages(variant, spec)]
        if design.made_in == "word":
            wrong = check_word(variant, spec, by, bool(language), design.word_as == "pdf")
            found += [Fault(language, "", text) for text in wrong]
        else:
            found += [Fault(language, id, text) for id, text in _of_blocks(variant.blocks, spec, by)]
    return found


def _of_pages(variant: Variant, spec: Spec) -> list[str]:
    return [text for said in (variant.title, variant.header, variant.footer) for text in unknown(said, spec)]


def _of_blocks(blocks: tuple[Block, ...], spec: Spec, by: Actor) -> Iterator[tuple[str, str]]:
    for block in blocks:
        for text in _of_block(block, spec, by):
            yield block.id, text
        if isinstance(block, parts.Group):
            yield from _of_blocks(block.blocks, spec, by)
        elif isinstance(block, parts.Each) and (other := find_object(block.object)) is not None:
            yield from _of_blocks(block.blocks, other, by)


def _of_block(block: Block, spec: Spec, by: Actor) -> Iterator[str]:
    if block.only:
        try:
            check_tree(block.only, spec, by)
        except UnknownPath as error:
            yield str(error)
    for text in texts_of(block):
        yield from unknown(text, spec)
    if isinstance(block, parts.Rows):
        try:
            found = related(block, spec, by)
            if isinstance(block, parts.Table):
                columns_of(block, found, by)
        except UnknownPath as error:
            yield str(error)
    if isinstance(block, parts.Image) and block.source == "file":
        yield from _of_picture(block)


def _of_picture(block: parts.Image) -> Iterator[str]:
    if not block.file:
        yield _("Choose a picture.")
        return
    try:
        contents.open_contents(block.file).close()
    except NotFound as error:
        yield str(error)


def texts_of(block: Block) -> list[str]:
    """The texts of a block that may name fields."""
    if isinstance(block, parts.Facts):
        return [part for row in block.rows for part in (row.label, row.value)]
    if isinstance(block, parts.Signature):
        return list(block.parties)
    if isinstance(block, parts.Opening):
        return [block.recipient]
    return [block.text] if isinstance(block, parts.Heading | parts.Text) else []
