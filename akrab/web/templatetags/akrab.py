"""`{% icon %}`, `{% asset %}`, `{% avatar %}` and the filters of every template."""

from typing import Any

from django import template
from django.template.base import FilterExpression, Parser, TextNode, Token
from django.templatetags.static import static
from django.utils.safestring import SafeString

from akrab.lib import phone
from akrab.web import marks
from akrab.web.chrome import OWN_NAMES
from akrab.web.prose import prose

register = template.Library()


class Icon(template.Node):
    """An icon whose name is known only when the page is made."""

    def __init__(self, words: list[FilterExpression]) -> None:
        self.words = words

    def render(self, context: template.Context) -> SafeString:
        return marks.icon(*(word.resolve(context) for word in self.words))


@register.tag
def icon(parser: Parser, token: Token) -> template.Node:
    """`{% icon "pencil" %}` draws one icon of the sprite; one that the template names itself is mere text."""
    words = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    if any(word.is_var or word.filters for word in words):
        return Icon(words)
    return TextNode(marks.icon(*(word.var for word in words)))


@register.simple_tag
def asset(name: str) -> str:
    """`{% asset "app.js" %}` is the address of a built file."""
    return static(f"akrab/{name}")


@register.simple_tag
def avatar(name: str, key: Any = "", large: bool = False, named: bool = False) -> SafeString:
    """`{% avatar "Maya Santos" member.pk %}` draws a round with initials."""
    return marks.avatar(name, key, large, named)


@register.simple_tag
def ticks(at: int, of: int, done: bool = False) -> SafeString:
    """`{% ticks 2 5 %}` draws how far something has come."""
    return marks.ticks(at, of, done)


@register.simple_tag
def mark(text: str, tone: str = "", icon_name: str = "") -> SafeString:
    """`{% mark _("Sent") "good" %}` draws a framed word."""
    return marks.tag(text, tone, icon_name)


@register.simple_tag
def spoken_here() -> tuple[tuple[str, str], ...]:
    """`{% spoken_here as languages %}` is every language with its own name."""
    return OWN_NAMES


register.filter("prose", prose)
register.filter("phone", phone.display)
register.filter("country", marks.country)
register.filter("when", marks.when)
register.filter("day", marks.day)
register.filter("heading", marks.heading)
register.filter("due", marks.due)
