"""Plain writing is shown as it is meant, and never as code."""

from hypothesis import given
from hypothesis import strategies as st

from akrab.web.prose import prose


def test_paragraphs_lists_headings_and_addresses() -> None:
    text = "# First\nHello **you**\n- one\n- two\n\n1. call\n2. write\n\nhttps://example.com/a"
    assert prose(text) == (
        "<h4>First</h4><p>Hello <b>you</b></p><ul><li>one</li><li>two</li></ul><ol><li>call</li><li>write</li></ol>"
        '<p><a href="https://example.com/a" rel="nofollow">https://example.com/a</a></p>'
    )


@given(st.text(alphabet="<>&\"'=ajvscript:/ -*#1.\n", max_size=80))
def test_nothing_typed_becomes_code(text: str) -> None:
    made = str(prose(text))
    allowed = (
        "<p>",
        "</p>",
        "<br>",
        "<b>",
        "</b>",
        "<ul>",
        "</ul>",
        "<ol>",
        "</ol>",
        "<li>",
        "</li>",
        "<h4>",
        "</h4>",
    )
    for tag in allowed:
        made = made.replace(tag, "")
    assert "<" not in made.replace('<a href="http', "").replace("</a>", "")
