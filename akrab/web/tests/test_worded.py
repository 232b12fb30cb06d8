"""Templates call objects by the company's words, and leave alone what people wrote."""

import pytest
from django.template import Context, Template, TemplateSyntaxError

from akrab.features.wording.objects import called

LOADED = "{% load i18n worded %}"
COUNTED = (
    "{% blocktranslate count count=number %}One is [a contact].{% plural %}{{ count }} are [contacts]."
    "{% endblocktranslate %}"
)


def said(text: str, **values: object) -> str:
    with called({"contact": ("Client", "Clients")}):
        return Template(LOADED + text).render(Context(values))


def test_a_text_calls_objects_by_the_companys_words() -> None:
    assert said('{% translate "Choose [a contact]" %}') == "Choose a client"
    assert [said(COUNTED, number=number) for number in (1, 3)] == ["One is a client.", "3 are clients."]


def test_brackets_that_a_person_wrote_stay() -> None:
    text = "{% blocktranslate %}Called {{ name }}{% endblocktranslate %}{% translate name %}"
    assert said(text, name="[contact]") == "Called [contact][contact]"


@pytest.mark.parametrize(
    "text",
    [
        "{% blocktranslate %}{{ name }} is [a contact]{% endblocktranslate %}",
        "{% blocktranslate with name=other %}{{ name }} is [a contact]{% endblocktranslate %}",
        "{% blocktranslate count n=2 %}One{% plural %}[contacts] of {{ name }}{% endblocktranslate %}",
        '{% translate name|default:"[contact]" %}',
        '{% translate "[contact] "|add:name %}',
    ],
)
def test_a_text_that_names_objects_takes_no_value_of_a_person(text: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="no values"):
        Template(LOADED + text)
