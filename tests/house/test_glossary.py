"""What the translations say is what the glossary of their language says."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from akrab.config.messages import LANGUAGES, read
from akrab.engine.registry import objects

GLOSSARIES = Path(__file__).resolve().parents[2] / "docs/glossary"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[^}]*\}")
QUOTED = re.compile(r"“([^”]+)”")
CHINESE = re.compile(r"[一-鿿/]+")  # what a remark in Chinese says needs no quotation marks
# Words that mean one thing in every text, so that a sentence can be held to them too.
ONE_SENSE = re.compile(
    r"(?<![\w\[])(administrator|announcement|approval|attachment|checklist|consent|conversion|currency|dashboard|endpoint|"
    r"invitation|invoice|letterhead|passkey|pipeline|playbook|postcode|probability|rehearsal|role|snapshot|template|"
    r"territory|timeline|webhook|workspace)s?(?![\w\]])",
    re.IGNORECASE,
)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def rows(language: str, head: str) -> list[tuple[str, str, str]]:
    """The rows of all tables of a glossary whose first column has this head, three columns wide."""
    found: list[tuple[str, str, str]] = []
    reading = False
    for line in (GLOSSARIES / f"{language}.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        if not cells:
            reading = False
        elif cells[0] == head and len(cells) == 3:
            reading = True
        elif reading and not cells[0].startswith("---"):
            found.append((cells[0], cells[1], cells[2]))
    return found


def parted(cell: str) -> Iterator[str]:
    """The words of a cell: between commas, without what stands in round brackets."""
    for word in re.split(r"[,、]", re.sub(r"\([^)]*\)", "", cell)):
        if word.strip():
            yield word.strip().lower()


@cache
def words(language: str) -> dict[str, set[str]]:
    """English term -> how it may be said: the row's words, and the other forms that its remark names."""
    found: dict[str, set[str]] = defaultdict(set)
    for english, said, remark in rows(language, "English"):
        forms = {form.strip(" ,.").lower() for form in QUOTED.findall(remark)}
        if language == "zh_Hans":
            forms |= set(CHINESE.findall(remark))
        for term in parted(english):
            found[term] |= set(parted(said)) | forms
    return found


def texts(language: str) -> Iterator[tuple[Message, str, list[str]]]:
    """Each message with its English and its translations."""
    for message in read(language):
        if message.id:
            english = message.id if isinstance(message.id, str) else message.id[0]
            said = message.string if isinstance(message.string, (list, tuple)) else [message.string]
            yield message, english, [form for form in said if form]


@each_language
def test_a_term_that_stands_alone_is_said_by_its_word(language: str) -> None:
    known = words(language)
    checked = 0
    others = []
    for message, english, said in texts(language):
        if message.context is None and english.lower() in known:
            checked += 1
            if not {form.lower() for form in said} <= known[english.lower()]:
                others.append(f"{english}: {said}, not {sorted(known[english.lower()])}")
    assert others == []
    assert checked > 150, "the tables of the glossary were not read"


@each_language
def test_a_term_of_one_sense_is_said_by_its_word_in_every_sentence(language: str) -> None:
    known = words(language)
    others = [
        f"{term}: {english} → {form}"
        for _message, english, said in texts(language)
        for term in ONE_SENSE.findall(PLACEHOLDER.sub("", english))
        for form in said
        if not any(word in form.lower() for word in known[term.lower()])
    ]
    assert others == []


@each_language
def test_a_word_that_was_given_up_stands_nowhere(language: str) -> None:
    given_up = [
        (_whole(word, language), list(parted(unless)))
        for said, _instead, unless in rows(language, "Not")
        for word in parted(said)
    ]
    assert given_up
    left = [
        f"{english}: {form}"
        for _message, english, said in texts(language)
        for form in said
        for pattern, unless in given_up
        if pattern.search(PLACEHOLDER.sub("", form)) and not any(word in english.lower() for word in unless)
    ]
    assert left == []


@each_language
def test_every_object_has_its_word(language: str) -> None:
    texts_of_the_product = {english for _message, english, _said in texts(language)}
    names = {str(spec.model._meta.verbose_name) for spec in objects().values()}
    lacking = (names & texts_of_the_product) - words(language).keys()  # objects of tests are not translated
    assert lacking == set()


def _whole(word: str, language: str) -> re.Pattern[str]:
    """The word as a whole where words are parted by spaces; anywhere in Chinese."""
    return re.compile(
        re.escape(word) if language == "zh_Hans" else rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE
    )
