"""A document as a Word file, so that a person can go on writing in it: the same contents as on paper."""

import io
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

SIZES = {"a4": (210, 297), "a5": (148, 210), "letter": (216, 279), "legal": (216, 356)}
SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
}  # fmt: skip
QUIET = RGBColor(0x5B, 0x64, 0x72)
FONT = "Noto Sans"
EAST_ASIAN = "Noto Sans SC"


def as_docx(contents: dict[str, Any], images: dict[str, bytes]) -> bytes:
    """The DOCX of a document's contents."""
    sheet = Sheet(contents, images)
    for block in contents["blocks"]:
        sheet.add(block)
    made = io.BytesIO()
    sheet.document.save(made)
    return made.getvalue()


class Sheet:
    """A Word document that grows block by block."""

    def __init__(self, contents: dict[str, Any], images: dict[str, bytes]) -> None:
        self.contents, self.images = contents, images
        self.document: Any = Document()
        self.accent = RGBColor.from_string(contents["page"]["accent"].lstrip("#"))
        self._set_page(contents["page"])
        self._set_ends()
        self.document.core_properties.title = f"{contents['title']} {contents['number']}".strip()
        self.document.core_properties.author = contents["company"]
        self.adders: dict[str, Callable[[dict[str, Any]], None]] = {
            "letterhead": self._letterhead, "opening": self._opening, "heading": self._heading, "text": self._text,
            "facts": self._facts, "box": self._box, "table": self._table, "image": self._image,
            "signature": self._signature, "rule": self._line, "space": self._space,
            "break": self._break,
        }  # fmt: skip

    def add(self, block: dict[str, Any]) -> None:
        self.adders[block["kind"]](block)

    def _set_page(self, page: dict[str, Any]) -> None:
        section = self.document.sections[0]
        width, height = SIZES[page["size"]]
        if page["landscape"]:
            width, height = height, width
            section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(width), Mm(height)
        for side in ("top", "right", "bottom", "left"):
            setattr(section, f"{side}_margin", Mm(page[side]))
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(page["font_size"])
        style.element.rPr.rFonts.set(qn("w:eastAsia"), EAST_ASIAN)
        style.paragraph_format.space_after = Pt(6)

    def _set_ends(self) -> None:
        """What stands at the head and foot of every page, with the page's number as a field."""
        section = self.document.sections[0]
        if self.contents["header"]:
            self._quiet(section.header.paragraphs[0], self.contents["header"])
        foot = section.footer.paragraphs[0]
        self._quiet(foot, self.contents["footer"])
        before, number, rest = self.contents["pages"].partition("{page}")
        if number:
            between, _pages, after = rest.partition("{pages}")
            self._quiet(foot, f"{'  ·  ' if self.contents['footer'] else ''}{before}")
            _field(foot, "PAGE")
            self._quiet(foot, between)
            _field(foot, "NUMPAGES")
            self._quiet(foot, after)

    def _quiet(self, paragraph: Any, text: str) -> None:
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(self.contents["page"]["font_size"] * 0.8), QUIET

    def _letterhead(self, block: dict[str, Any]) -> None:
        if block["logo"]:
            self._picture(block["logo"], height=14)
        name = self.document.add_paragraph().add_run(block["name"])
        name.bold, name.font.size = True, Pt(self.contents["page"]["font_size"] * 1.5)
        name.font.color.rgb = self.accent
        self._quiet(self.document.add_paragraph(), "\n".join(block["lines"]))

    def _opening(self, block: dict[str, Any]) -> None:
        self.document.add_heading(block["title"], 0)
        labels = block["labels"]
        marks = [f"{labels['number']} {block['number']}"] if block["number"] else []
        self._quiet(self.document.add_paragraph(), " · ".join([*marks, f"{labels['date']} {block['date']}"]))
        if block["recipient"]:
            self._quiet(self.document.add_paragraph(), labels["to"])
            self.document.add_paragraph("\n".join(block["recipient"]))

    def _heading(self, block: dict[str, Any]) -> None:
        self.document.add_heading(block["text"], block["level"])

    def _text(self, block: dict[str, Any]) -> None:
        styles = {"bullet": "List Bullet", "number": "List Number", "plain": "Normal"}
        for one in block["paragraphs"]:
            paragraph = self.document.add_paragraph(style=styles[one["style"]])
            paragraph.alignment = SIDES[block["align"]]
            for place, line in enumerate(one["lines"]):
                if place:
                    paragraph.add_run().add_break()
                for said in line:
                    run = paragraph.add_run(said["text"])
                    run.bold, run.italic = said["bold"], said["italic"]

    def _facts(self, block: dict[str, Any]) -> None:
        table = self.document.add_table(rows=0, cols=2)
        for fact in block["rows"]:
            label, value = table.add_row().cells
            self._quiet(label.paragraphs[0], fact["label"])
            value.paragraphs[0].add_run(fact["value"]).bold = True
        self.document.add_paragraph()

    def _box(self, block: dict[str, Any]) -> None:
        if block["label"]:
            self.document.add_paragraph().add_run(block["label"]).bold = True
        self.document.add_paragraph("\n".join(block["lines"]))

    def _table(self, block: dict[str, Any]) -> None:
        columns = block["columns"]
        table = self.document.add_table(rows=1, cols=len(columns), style="Light List")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        self._row(table.rows[0], [one["label"] for one in columns], columns)
        for row in block["rows"]:
            self._row(table.add_row(), row, columns)
        if block["totals"]:
            sums = [block["totals"][0] or block["total"], *block["totals"][1:]]
            self._row(table.add_row(), sums, columns, bold=True)
        self.document.add_paragraph()

    def _row(
        self, row: Any, texts: list[str], columns: list[dict[str, Any]], bold: bool | None = None
    ) -> None:
        for cell, text, column in zip(row.cells, texts, columns, strict=True):
            cell.paragraphs[0].add_run(text).bold = bold
            cell.paragraphs[0].alignment = SIDES["right" if column["right"] else "left"]

    def _image(self, block: dict[str, Any]) -> None:
        self._picture(block["name"], width=block["width"], side=block["align"])

    def _picture(
        self, name: str, width: int | None = None, height: int | None = None, side: str = "left"
    ) -> None:
        """A picture; Word shows no SVG that came this way, which is left out."""
        if not name.endswith(".svg"):
            paragraph = self.document.add_paragraph()
            paragraph.alignment = SIDES[side]
            sizes = {key: Mm(said) for key, said in (("width", width), ("height", height)) if said}
            paragraph.add_run().add_picture(io.BytesIO(self.images[name]), **sizes)

    def _signature(self, block: dict[str, Any]) -> None:
        if not block["parties"]:
            return
        table = self.document.add_table(rows=1, cols=len(block["parties"]))
        for cell, party in zip(table.rows[0].cells, block["parties"], strict=True):
            cell.paragraphs[0].add_run("\n\n_______________________\n")
            self._quiet(cell.paragraphs[0], f"{party}  ·  {block['date']}")
        self.document.add_paragraph()

    def _line(self, block: dict[str, Any]) -> None:
        self._quiet(self.document.add_paragraph(), "_" * 40)

    def _space(self, block: dict[str, Any]) -> None:
        self.document.add_paragraph().paragraph_format.space_after = Mm(block["height"])

    def _break(self, block: dict[str, Any]) -> None:
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _field(paragraph: Any, name: str) -> None:
    """A field that Word fills in itself, such as the number of the page."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
