"""Word templates of strangers: what they name is read, and what would harm is refused or stopped."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import pytest
from docx import Document

from akrab.lib import wordfile
from akrab.lib.wordfile import BadWordFile


def word(*paragraphs: str, **parts: bytes) -> bytes:
    """A Word file with these paragraphs, and further parts by name (`__` for `/`, `_dot_` for a dot)."""
    made: Any = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    held = io.BytesIO()
    made.save(held)
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return held.getvalue()


def texts(content: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(content)).paragraphs]


def test_fields_conditions_and_rows_are_read_and_filled() -> None:
    content = word(
        "Dear {{ contact.name }} & co,",
        "{% if amount %}It costs {{ amount }}.{% endif %}",
        "{{ contact.title or 'Customer' }}",
        "{%p for line in lines %}",
        "{{ loop.index }} {{ line.name }}",
        "{%p endfor %}",
    )
    found = wordfile.read(content)
    assert found.fields == {"contact.name": True, "amount": False, "contact.title": False}
    assert found.loops == {"lines": {"name": True}}
    made = wordfile.fill(
        content,
        {"contact.name": "Ana <Reyes>", "amount": "", "contact.title": ""},
        {"lines": [{"name": "Window"}, {"name": "Door {{ amount }}"}]},
    )
    assert texts(made) == ["Dear Ana <Reyes> & co,", "", "Customer", "1 Window", "2 Door {{ amount }}"]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{% for a in range(999999999) %}x{% endfor %}", "call"),
        ("{{ 'x' * 999999999 }}", "mul"),
        ("{{ contact.__class__ }}", "__class__"),
        ("{{ [1][0] }}", "getitem"),
        ("{% set a = 1 %}", "assign"),
        ("{% macro a() %}{{ a() }}{% endmacro %}", "macro"),
        ("{% include 'x' %}", "include"),
        ("{{ name|pprint }}", "pprint"),
        ("{{ 2 ** 99999 }}", "pow"),
        ("{{ 1..__class__ }}", ""),
        ("{% for a in lines recursive %}{{ loop(lines) }}{% endfor %}", ""),
        ("{% for a in lines %}{% for b in lines %}x{% endfor %}{% endfor %}", "loop within a loop"),
        ("{{ name", ""),
    ],
)
def test_an_instruction_that_templates_may_not_have_is_named(text: str, named: str) -> None:
    with pytest.raises(BadWordFile) as refused:
        wordfile.read(word(text))
    assert named in str(refused.value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip", "not a Word document"),
        (word(word__vbaProject_dot_bin=b"macro"), "macros"),
        (word(word__embeddings__one_dot_xlsx=b"PK"), "another file"),
        (word(word__more_dot_zip=b"PK"), "another file"),
        (word(word__bomb_dot_xml=b"0" * 20_000_000), "unpacks to far more"),
        (word(word__x_dot_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "entities"),
        (word(word___rels__x_dot_rels=b'<Relationship Type="x/attachedTemplate" Target="http://a.example/b.dotm"'
              b' TargetMode="External"/>'), "from elsewhere"),
        (word(word___rels__x_dot_rels=b'<Relationship Type="x/hyperlink" Target="file:///etc/passwd"'
              b' TargetMode="External"/>'), "from elsewhere"),
        (word(word__x_dot_xml=b'<w:instrText> DDEAUTO c:\\\\windows </w:instrText>'), "reads other files"),
    ],
)  # fmt: skip
def test_a_file_that_would_harm_is_refused_before_it_is_opened(content: bytes, said: str) -> None:
    with pytest.raises(BadWordFile, match=said):
        wordfile.check(content)


def test_a_link_to_the_web_is_no_harm() -> None:
    link = b'<Relationship Type="x/hyperlink" Target="https://a.example" TargetMode="External"/>'
    wordfile.check(word(word___rels__x_dot_rels=link))


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordfile, "SECONDS", 0.05)
    with pytest.raises(BadWordFile, match="it was stopped"):
        wordfile.read(word("{{ name }} that was not read before"))


def test_what_takes_too_much_memory_is_stopped() -> None:
    rows: list[Mapping[str, str]] = [{"name": "x" * 400_000} for _one in range(500)]
    content = word("{%p for line in lines %}", *["{{ line.name }}"] * 8, "{%p endfor %}")
    with pytest.raises(BadWordFile, match="it was stopped"):
        wordfile.fill(content, {}, {"lines": rows})
