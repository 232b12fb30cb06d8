"""Plain writing shown as it is meant: paragraphs, lists, headings and addresses, and nothing that could be code."""

import re
from html import escape

from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe

ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+(.+)$")
NUMBER = re.compile(r"^\s*\d")
HEADING = re.compile(r"^#{1,3}\s+(.+)$")
STRONG = re.compile(r"\*\*(.+?)\*\*")


def prose(text: str) -> SafeString:
    """HTML of a text: blank lines part paragraphs, `- ` and `1. ` make lists, `# ` a heading, `**…**` stresses."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        parts += _block(block.split("\n"))
    return mark_safe("".join(parts))


def _block(lines: list[str]) -> list[str]:
    """A paragraph, with the headings and lists inside it."""
    made: list[str] = []
    plain: list[str] = []
    items: list[str] = []
    kind = "ul"

    def close() -> None:
        if plain:
            made.append(f"<p>{'<br>'.join(plain)}</p>")
        if items:
            made.append(f"<{kind}>{''.join(f'<li>{one}</li>' for one in items)}</{kind}>")
        plain.clear()
        items.clear()

    for line in lines:
        item, heading = ITEM.match(line), HEADING.match(line)
        if heading or bool(item) == bool(plain):
            close()
        if heading:
            made.append(f"<h4>{_inline(heading[1])}</h4>")
        elif item:
            kind = "ol" if NUMBER.match(line) else "ul"
            items.append(_inline(item[1]))
        elif line.strip():
            plain.append(_inline(line.strip()))
    close()
    return made


def _inline(text: str) -> str:
    stressed = STRONG.sub(r"<b>\1</b>", escape(text))
    return str(urlize(mark_safe(stressed), nofollow=True))
