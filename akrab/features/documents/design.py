"""What a template is made of: pages, and blocks for each language. Read from JSON, and refused where it is not this."""

import secrets
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

DEEPEST, MOST_BLOCKS, LONGEST = 3, 200, 20_000
Words = Annotated[str, Field(max_length=LONGEST)]
Line = Annotated[str, Field(max_length=500)]
Align = Literal["left", "center", "right"]


class Part(BaseModel):
    """Every part of a design: fixed once read, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def new_block_id() -> str:
    return secrets.token_hex(4)


class Block(Part):
    """One block; `only` is a filter tree that the record must meet for it to be there."""

    id: str = Field(default_factory=new_block_id, pattern=r"^[a-z0-9]{1,16}$")
    only: dict[str, Any] = {}


class Letterhead(Block):
    """The company: its logo, its name, and what its papers say of it."""

    kind: Literal["letterhead"] = "letterhead"
    logo: bool = True


class Opening(Block):
    """The document's title with its number and date, and whom it goes to."""

    kind: Literal["opening"] = "opening"
    recipient: Words = ""


class Heading(Block):
    """A heading of one of three sizes."""

    kind: Literal["heading"] = "heading"
    text: Line = ""
    level: int = Field(default=1, ge=1, le=3)


class Text(Block):
    """Paragraphs with bold, italic and lists."""

    kind: Literal["text"] = "text"
    text: Words = ""
    align: Align = "left"


class Fact(Part):
    """One line of facts; left out where its value is optional and empty."""

    label: Line = ""
    value: Line = ""


class Facts(Block):
    """Labels and values, one a line."""

    kind: Literal["facts"] = "facts"
    rows: tuple[Fact, ...] = ()


class Column(Part):
    """A column of a table: a field of its rows, called otherwise where told, with a sum where wanted."""

    field: Line
    title: Line = ""
    total: bool = False


class Rows(Block):
    """Records of another object that link to this one, by `link` or by the first link that fits."""

    object: Line = ""
    link: Line = ""
    where: dict[str, Any] = {}
    empty: Literal["needed", "left out"] = "needed"


class Table(Rows):
    """Rows in columns, with sums below; without columns those of the list, with its totals."""

    kind: Literal["table"] = "table"
    columns: tuple[Column, ...] = ()


class Each(Rows):
    """Its blocks once for each of the rows, whose fields they name."""

    kind: Literal["each"] = "each"
    blocks: "tuple[AnyBlock, ...]" = ()


class Group(Block):
    """Blocks that stand under one condition."""

    kind: Literal["group"] = "group"
    blocks: "tuple[AnyBlock, ...]" = ()


class Image(Block):
    """The company's logo, or a picture of the template's own; `width` in mm."""

    kind: Literal["image"] = "image"
    source: Literal["logo", "file"] = "logo"
    file: dict[str, Any] = {}
    width: int = Field(default=40, ge=5, le=200)
    align: Align = "left"


class Signature(Block):
    """Lines to sign on, side by side."""

    kind: Literal["signature"] = "signature"
    parties: tuple[Line, ...] = ()


class Rule(Block):
    """A line across the page."""

    kind: Literal["rule"] = "rule"


class Space(Block):
    """Empty space; `height` in mm."""

    kind: Literal["space"] = "space"
    height: int = Field(default=8, ge=1, le=200)


class PageBreak(Block):
    """What follows begins on a new page."""

    kind: Literal["break"] = "break"


AnyBlock = Annotated[
    Letterhead
    | Opening
    | Heading
    | Text
    | Facts
    | Table
    | Each
    | Group
    | Image
    | Signature
    | Rule
    | Space
    | PageBreak,
    Field(discriminator="kind"),
]
KINDS: Mapping[str, type[Block]] = {
    "letterhead": Letterhead, "opening": Opening, "heading": Heading, "text": Text, "facts": Facts, "table": Table,
    "image": Image, "signature": Signature, "rule": Rule, "space": Space, "break": PageBreak, "group": Group,
    "each": Each,
}  # fmt: skip


class Page(Part):
    """The paper: its size, its margins in mm, and the size of its letters in points."""

    size: Literal["a4", "a5", "letter", "legal"] = "a4"
    landscape: bool = False
    top: int = Field(default=20, ge=5, le=80)
    right: int = Field(default=22, ge=5, le=80)
    bottom: int = Field(default=24, ge=10, le=80)
    left: int = Field(default=22, ge=5, le=80)
    font_size: int = Field(default=10, ge=7, le=16)
    accent: str = Field(default="#1f5fbf", pattern=r"^#[0-9a-fA-F]{6}$")


class Variant(Part):
    """The document in one language: its title, what stands at the head and foot of each page, and its blocks.

    `word` is the Word file that is filled in instead of the blocks, where the template is made in Word.
    """

    title: Line = ""
    header: Line = ""
    footer: Line = "{company.name}"
    numbers_pages: bool = True
    blocks: tuple[AnyBlock, ...] = ()
    word: dict[str, Any] = {}

    def every_block(self) -> Iterator[Block]:
        """All blocks, those within others after what holds them."""
        return _walk(self.blocks)


class Design(Part):
    """A whole template; the variant without a language is used wherever there is none of the customer's.

    `word_as` says what a template made in Word is sent as: the PDF of its pages, with the Word file beside it, or the
    Word file alone.
    """

    made_in: Literal["blocks", "word"] = "blocks"
    word_as: Literal["pdf", "word"] = "word"
    page: Page = Page()
    variants: dict[str, Variant] = {"": Variant()}

    def variant(self, language: str) -> Variant:
        return self.variants.get(language) or self.variants[""]

    def plain(self) -> dict[str, Any]:
        """What is stored: without what is as it would be anyway, save the kinds and ids of blocks."""
        return self.model_dump(mode="json")

    def files(self) -> list[dict[str, Any]]:
        """The stored files that this design needs."""
        found = [one.word for one in self.variants.values() if one.word]
        for variant in self.variants.values():
            found += [one.file for one in variant.every_block() if isinstance(one, Image) and one.file]
        return found


def _walk(blocks: tuple[Any, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Group | Each):
            yield from _walk(block.blocks)


class BadDesign(ValueError):
    """This is no design; the text says where."""


def read_design(raw: Any) -> Design:
    """The design that a JSON value is; raises `BadDesign`."""
    try:
        design = Design.model_validate(raw or {})
    except (ValidationError, RecursionError) as error:
        raise BadDesign(_where(error)) from error
    if "" not in design.variants:
        raise BadDesign("variants")
    for variant in design.variants.values():
        if sum(1 for _one in variant.every_block()) > MOST_BLOCKS or _depth(variant.blocks) > DEEPEST:
            raise BadDesign(f"blocks > {MOST_BLOCKS}, {DEEPEST}")
        ids = [one.id for one in variant.every_block()]
        if len(ids) != len(set(ids)):
            raise BadDesign("id")
    return design


def _where(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "blocks"
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"[:200]


def _depth(blocks: tuple[Any, ...]) -> int:
    return (
        1 + max((_depth(one.blocks) for one in blocks if isinstance(one, Group | Each)), default=0)
        if blocks
        else 0
    )
