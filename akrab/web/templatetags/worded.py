"""The tags of translation, with the company's words for its objects in their texts."""

from typing import Any

from django import template
from django.template.base import Node, Parser, Token, TokenType
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
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
    """A text; those that name no object are as quick as ever, and one that does is written out in full."""
    node = i18n.do_translate(parser, token)
    said = node.filter_expression
    values = [one for _filter, given in said.filters for is_value, one in given if is_value]
    return _worded(node, str(token.contents), not values and said.var.literal is not None)


@register.tag("blocktranslate")
@register.tag("blocktrans")
def block_translate(parser: Parser, token: Token) -> Node:
    """A text with places; one that names an object in brackets has places for numbers alone."""
    node = i18n.do_block_translate(parser, token)
    parts = [*node.singular, *(node.plural or ())]
    values = {one.contents for one in parts if one.token_type == TokenType.VAR}
    numbers = {node.countervar} if node.plural else set()
    return _worded(node, "".join(one.contents for one in parts), values <= numbers)


def _worded(node: Any, text: str, is_own: bool) -> Node:
    """With the company's words, where the whole text is the product's own: what people write keeps its brackets."""
    names_objects = objects.PLACE.search(text)
    if names_objects and not is_own:
        raise TemplateSyntaxError(
            f"A text that names objects in brackets takes no values but its number: {text!r}"
        )
    return WordedNode(node) if names_objects else node
