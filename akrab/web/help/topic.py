"""A topic of the help: one page, what it is for, and how its usual things are done."""

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Topic:
    """What is said about the pages with these names of addresses; `ways` are (what one wants, how it is done).

    A page that `is_alone` has no workplace around it: no tour begins there and no keys work.
    """

    names: tuple[str, ...]
    title: Words
    text: Words
    ways: tuple[tuple[Words, Words], ...]
    is_alone: bool = False
