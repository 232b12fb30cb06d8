"""Names that people give to themselves, teams, roles, tokens and the company: one rule for all of them."""

import re

from django.utils.translation import gettext as _

# Controls, halves of characters, and signs that turn the direction of what follows them.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def tidy(said: str) -> str:
    """A line as it is kept: without signs that nobody sees, without blanks at its ends or doubled."""
    return " ".join(UNSEEN.sub(" ", said).split())


def name_errors(name: str, most: int, missing: str) -> list[str]:
    """What is wrong with a tidy name: `missing` where there is none, or that it is too long."""
    if not name:
        return [missing]
    return [_("Use at most %(count)d characters.") % {"count": most}] if len(name) > most else []
