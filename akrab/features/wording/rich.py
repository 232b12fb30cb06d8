"""Marked-up text as people type it: **bold**, *italic*, lists by a dash or a number; read into plain pieces."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

MARKED = re.compile(r"\*\*(.+?)\*\*|\*([^*\s][^*]*?)\*")
BULLET = re.compile(r"\s*[-•]\s+(.*)")
NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s+(.*)")


@dataclass(frozen=True)
class Run:
    """Some words of one look."""

    text: str
    bold: bool = False
    italic: bool = False

    def plain(self) -> dict[str, Any]:
        return {"text": self.text, "bold": self.bold, "italic": self.italic}


@dataclass(frozen=True)
class Paragraph:
    """Lines that belong together: of plain text, or one item of a list."""

    style: str
    lines: tuple[tuple[Run, ...], ...]

    def plain(self) -> dict[str, Any]:
        return {"style": self.style, "lines": [[run.plain() for run in line] for line in self.lines]}


def paragraphs(text: str, fill: Callable[[str], str]) -> list[Paragraph]:
    """The paragraphs of a text; `fill` puts values into its words, which are never read as markup.

    A line that held nothing but empty values is left out; an empty line begins a new paragraph.
    """
    found: list[Paragraph] = []
    open_: list[tuple[Run, ...]] = []

    def close() -> None:
        if open_:
            found.append(Paragraph("plain", tuple(open_)))
            open_.clear()

    for line in text.splitlines():
        bullet, numbered = BULLET.fullmatch(line), NUMBERED.fullmatch(line)
        item = bullet or numbered
        runs = tuple(_filled(item[1] if item else line, fill))
        if item or not line.strip():
            close()
        if not any(run.text.strip() for run in runs):
            continue
        if item:
            found.append(Paragraph("bullet" if bullet else "number", (runs,)))
        else:
            open_.append(runs)
    close()
    return found


def lines(text: str, fill: Callable[[str], str]) -> list[str]:
    """The lines of a text without markup, with the values in it and without lines that became empty."""
    filled = [(line, fill(line).strip()) for line in text.splitlines()]
    return [part for line, said in filled if said or not line.strip() for part in said.splitlines() or [""]]


def _filled(line: str, fill: Callable[[str], str]) -> Iterator[Run]:
    at = 0
    for match in MARKED.finditer(line):
        if match.start() > at:
            yield Run(fill(line[at : match.start()]))
        yield Run(fill(match[1] or match[2]), bold=bool(match[1]), italic=bool(match[2]))
        at = match.end()
    if at < len(line):
        yield Run(fill(line[at:]))
