"""A tour: for whom it is, and the steps it takes, each pointing at a named piece of a page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from akrab.identity.actor import Actor

Words = str | Promise


@dataclass(frozen=True)
class Step:
    """One thing shown: on which page (a key of `places.PLACES`), at which `data-tour`, and what is said.

    Texts may name `%(object)s` and `%(objects)s`, what the company calls the thing of that page.
    """

    page: str
    target: str
    title: Words
    text: Words


@dataclass(frozen=True)
class Tour:
    """Steps in order; `fits` says for whom they are."""

    name: str
    icon: str
    title: Words
    text: Words
    fits: Callable[[Actor], bool]
    steps: tuple[Step, ...]
