"""Texts of the product in which the company's own words for its objects stand.

A text names an object in brackets, in one or many: "%(who)s won the [deal] %(what)s", "[Deals] by stage", "choose
[a contact]". Here, and nowhere else, the company's word takes the place, in the active language, capital or not as
the brackets have it. Where a company has no word of its own, the product's stands there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import translation
from django.utils.functional import lazy
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from akrab.engine import registry, shape
from akrab.engine.spec import Spec

PLACE = re.compile(r"\[(?:(an?|An?) )?([A-Za-z]+)\]")
VOWEL = re.compile(r"(?!uni|use|usa|eu|one\b)[aeiou]|hour|hono|heir", re.IGNORECASE)

_instead: ContextVar[Mapping[str, tuple[str, str]] | None] = ContextVar("instead", default=None)


@contextmanager
def called(words: Mapping[str, tuple[str, str]]) -> Iterator[None]:
    """For a while objects are called by these words for one and for many, whatever the company says."""
    token = _instead.set(words)
    try:
        yield
    finally:
        _instead.reset(token)


def filled(text: str) -> str:
    """The text with the company's words in the places of its objects; brackets that name no object stay."""
    if "[" not in text:
        return text
    found = PLACE.sub(lambda place: _said(place, "%(" in text), text)
    return mark_safe(found) if isinstance(text, SafeString) else found


def _said(place: re.Match[str], is_format: bool) -> str:
    article, name = place[1], place[2]
    word = _word(name.lower())
    if word is None:
        return place[0]
    word = word.replace("%", "%%") if is_format else word
    word = f"{_article(word)}{_lowered(word)}" if article else _lowered(word)
    return word[:1].upper() + word[1:] if (article or name)[:1].isupper() else word


def _article(word: str) -> str:
    if not (get_language() or "en").startswith("en"):
        return ""
    return "an " if VOWEL.match(word) else "a "


def _lowered(word: str) -> str:
    """A word as it stands within a sentence; one in capitals, such as VIP, keeps them."""
    return word if word[1:2].isupper() else word[:1].lower() + word[1:]


def _word(name: str) -> str | None:
    """What one or many records are called; None for what is no object."""
    one = registry.objects().get(name)
    spec = one or _by_plural().get(name)
    if spec is None:
        return None
    instead = (_instead.get() or {}).get(spec.name)
    if instead is not None:
        return instead[0 if one else 1]
    return spec.label if one else spec.label_plural


def _by_plural() -> dict[str, Spec]:
    made = shape.current().made
    found: dict[str, Spec] | None = made.get("plurals")
    if found is None:
        found = made["plurals"] = {spec.plural: spec for spec in registry.objects().values()}
    return found


def safe(text: str) -> SafeString:
    """The text of a page, whose words of the company are escaped."""
    return mark_safe(PLACE.sub(lambda place: conditional_escape(_said(place, False)), text))


def gettext(text: str) -> str:
    return filled(translation.gettext(text))


def pgettext(context: str, text: str) -> str:
    return filled(translation.pgettext(context, text))


def ngettext(singular: str, plural: str, number: int) -> str:
    return filled(translation.ngettext(singular, plural, number))


gettext_lazy: Callable[[str], "str"] = lazy(gettext, str)
pgettext_lazy: Callable[[str, str], "str"] = lazy(pgettext, str)
