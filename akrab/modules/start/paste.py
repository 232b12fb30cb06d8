"""Reading a small table pasted from a spreadsheet: names, phones and addresses found by what they look like.

Nothing of it is lost: what is neither name, phone nor e-mail goes into the description, under its column's heading.
"""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from akrab.lib import phone, text

MOST_ROWS, MOST_CELLS, LONGEST_NAME = 500, 30, 200
KINDS = ("name", "phone", "email")
HEADINGS = {
    "name": "name full name customer client contact person nama pelanggan 姓名 名字 客户 联系人 tên khách pangalan",
    "phone": "phone telephone tel mobile cell telefon telepon ponsel hp wa whatsapp 电话 手机 điện thoại sđt telepono",
    "email": "email e-mail mail emel surel 邮箱 电子邮件 thư điện tử",
}  # fmt: skip
WORDS = {kind: frozenset(text.normalise(words).split()) for kind, words in HEADINGS.items()}
DIGITS = re.compile(r"[\d+][\d\s().\-/+]{5,}")
DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d{2}|(?:19|20)\d{2})|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}")
EMAIL = re.compile(r"\S+@\S+")


@dataclass
class Person:
    """One row as it was understood; `unread` are the entries that look like a phone or address but are none.

    `known_as` is the contact it is already, or whom it repeats from further up (`is_again`).
    """

    line: int
    name: str = ""
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    further: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    known_as: str = ""
    is_again: bool = False

    @property
    def description(self) -> str:
        return "\n".join([*self.further, *self.unread])


def read(pasted: str, country: str) -> list[Person]:
    """The people in a pasted table, in its order; empty lines are left out. At most `MOST_ROWS` are read."""
    rows = _rows(pasted)
    headings = _headings(rows[0][1]) if rows else []
    body = rows[1:] if any(kind for kind, _label in headings) else rows
    return [_person(line, cells, headings, country) for line, cells in body[:MOST_ROWS]]


def count(pasted: str) -> int:
    """How many rows there are, the heading among them."""
    return len(_rows(pasted))


def _rows(pasted: str) -> list[tuple[int, list[str]]]:
    """The lines with something in them, each with its number, split at what splits the first of them."""
    plain = pasted.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    first = next((one for one in plain.split("\n") if one.strip()), "")
    mark = next((one for one in "\t;,|" if one in first), "\t")
    found = csv.reader(plain.split("\n"), delimiter=mark, strict=False)
    rows: list[tuple[int, list[str]]] = []
    try:
        for line, cells in enumerate(found, start=1):
            kept = [" ".join(cell.split()) for cell in cells]
            if any(kept):
                rows.append((line, kept))
    except csv.Error:  # a cell beyond all measure: take the lines as they are
        lines = enumerate(plain.split("\n"), start=1)
        rows = [(line, one[:5000].split(mark)) for line, one in lines if one.strip()]
    return rows


def _headings(cells: Sequence[str]) -> list[tuple[str, str]]:
    """What each column's heading means and says; all without a meaning where the first line is no heading."""
    if any(EMAIL.fullmatch(cell) or DIGITS.fullmatch(cell) for cell in cells):
        return []
    return [(_meaning(cell), cell) for cell in cells]


def _meaning(heading: str) -> str:
    words = set(text.normalise(heading).split())
    return next((kind for kind in ("email", "phone", "name") if words & WORDS[kind]), "")


def _person(line: int, cells: Sequence[str], headings: Sequence[tuple[str, str]], country: str) -> Person:
    person = Person(line)
    for place, cell in enumerate(cells[:MOST_CELLS]):
        kind, label = headings[place] if place < len(headings) else ("", "")
        if cell:
            _take(person, cell, kind, label, country)
    rest = [cell for cell in cells[MOST_CELLS:] if cell]
    person.further += [" · ".join(rest)] if rest else []
    if not person.name:
        person.name = (person.emails or person.phones or [_("Without a name")])[0]
    if len(person.name) > LONGEST_NAME:
        person.further.append(person.name)
        person.name = person.name[:LONGEST_NAME]
    return person


def _take(person: Person, cell: str, kind: str, label: str, country: str) -> None:
    """Put one cell where it belongs: by its heading, else by its looks."""
    is_number = DIGITS.fullmatch(cell) and not DATE.fullmatch(cell)
    looks = "email" if EMAIL.fullmatch(cell) else "phone" if is_number else ""
    meant = kind or looks or ("name" if not person.name and not label else "")
    if meant == "email":
        _each(cell, person, person.emails, _email)
    elif meant == "phone":
        _each(cell, person, person.phones, lambda one: phone.parse(one, country))
    elif meant == "name":
        person.name = f"{person.name} {cell}".strip()
    else:
        person.further.append(f"{label}: {cell}" if label else cell)


def _each(cell: str, person: Person, into: list[str], understand: Callable[[str], str]) -> None:
    for one in filter(None, (part.strip() for part in re.split(r"[,;/|]|\s{2,}", cell))):
        try:
            said = understand(one)
        except (phone.InvalidPhone, ValidationError):
            person.unread.append(one)
        else:
            if said not in into:
                into.append(said)


def _email(said: str) -> str:
    validate_email(said)
    return said.lower()
