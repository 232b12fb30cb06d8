"""Patterns of numbers, such as Q-{year}-{number:4}: what may stand in them, and writing a number by one."""

import re
from datetime import date

from django.utils.translation import gettext as _

PART = re.compile(r"\{(\w+)(?::(\d{1,2}))?\}")
KNOWN = ("year", "yy", "month", "branch", "number")
MOST_DIGITS = 12


class BadPattern(ValueError):
    """Numbers can't be made by this pattern; the text says why."""


def parts(pattern: str) -> list[str]:
    """What stands in braces, in order."""
    return [match[1] for match in PART.finditer(pattern)]


def check(pattern: str) -> None:
    """Raise `BadPattern` unless each number by this pattern is another."""
    found = parts(pattern)
    rest = PART.sub("", pattern)
    if any(name not in KNOWN for name in found) or "{" in rest or "}" in rest:
        known = ", ".join(f"{{{name}}}" for name in KNOWN)
        raise BadPattern(_("Only these can be in braces: %(known)s.") % {"known": known})
    if found.count("number") != 1:
        raise BadPattern(_("Write {number} once, such as {number:4} for four digits."))
    if any(int(match[2] or 0) > MOST_DIGITS for match in PART.finditer(pattern)):
        raise BadPattern(_("At most %(most)s digits.") % {"most": MOST_DIGITS})


def written(pattern: str, number: int, on: date, branch: str = "") -> str:
    """A number by its pattern; where there is no branch, what would set its code apart goes with it."""
    if not branch:
        pattern = re.sub(r"\{branch\}[-/. ]?", "", pattern)
    said = {
        "branch": branch,
        "year": f"{on.year:04d}",
        "yy": f"{on.year % 100:02d}",
        "month": f"{on.month:02d}",
    }

    def part(match: re.Match[str]) -> str:
        return f"{number:0{int(match[2] or 1)}d}" if match[1] == "number" else said.get(match[1], match[0])

    return PART.sub(part, pattern)
