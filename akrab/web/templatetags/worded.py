"""The tags of translation, with the company's words for its objects in their texts."""

from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.safestring import SafeString

from akrab.features.wording import objects

register = template.Library()


class WordedNode(Node):
    """A text of the product in which objects are called what the company calls them."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner

    def render(self, context: Context) -> SafeString | str:
        said = self.inner.render(context)
        if self.inner.asvar:
            text = context[self.inner.asvar]
            context[self.inner.asvar] = (
                objects.safe(text) if isinstance(text, SafeString) else objects.filled(text)
            )
            return ""
        return objects.safe(said)


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """A text; those that name no object are as quick as ever."""
    return _worded(i18n.do_translate(parser, token), str(token.contents))


@register.tag("blocktranslate")
@register.tag("blocktrans")
def block_translate(parser: Parser, token: Token) -> Node:
    """A text with places; one that names an object in brackets has places for numbers alone."""
    node = i18n.do_block_translate(parser, token)
    return _worded(node, "".join(one.contents for one in node.singular))


def _worded(node: Any, text: str) -> Node:
    return WordedNode(node) if objects.PLACE.search(text) else node
