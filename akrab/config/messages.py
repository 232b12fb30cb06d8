"""Translations: collected from the sources, compiled at set-up, checked for what would break a page.

    python -m akrab.config.messages extract | compile | check

Catalogues lie in akrab/locale/<language>/LC_MESSAGES/django.po. No gettext need be installed: Babel does it.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extract_from
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
LANGUAGES = ("ms", "id", "zh_Hans", "vi", "fil")
HEADER = "# Akrab in another language; `make messages` keeps it up to the sources."
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Named as the company calls it: see features/wording/objects.py.
OBJECT = re.compile(r"\[(?:an? )?(\w+)\]", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}|(?<!%)%[sd]")


def sources() -> Iterator[tuple[Path, bytes, str]]:
    """Every file that may hold texts: path, content as the extractor reads it, and the extractor."""
    for path in sorted(PACKAGE.rglob("*")):
        if "tests" in path.parts or "migrations" in path.parts or not path.is_file():
            continue
        if path.suffix == ".py":
            yield path, path.read_bytes(), "python"
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            text = path.read_text(encoding="utf-8")
            lines = templatize(text, origin=str(path)).split("\n")
            yield path, "\n".join(line.lstrip() for line in lines).encode(), "python"


def collect() -> Catalog:
    """All texts of the product, untranslated, with the files that hold them."""
    catalogue = Catalog(project="Akrab", charset="utf-8", fuzzy=False)
    for path, content, method in sources():
        name = str(path.relative_to(PACKAGE.parent))
        found = extract_from(method, BytesIO(content), KEYWORDS, comment_tags=("Translators:",))
        for _line, text, comments, context in found:
            catalogue.add(text, None, [(name, 0)], auto_comments=comments, context=context)
    return catalogue


def read(language: str) -> Catalog:
    """The catalogue of a language; empty if there is none yet."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language, project="Akrab", charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    catalogue.fuzzy = False  # a doubted header would lose the rule for plurals
    return catalogue


def extract() -> int:
    """Bring every language's catalogue up to the sources; nothing is guessed, what is gone is dropped."""
    template = collect()
    for language in LANGUAGES:
        catalogue = read(language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        catalogue.header_comment = HEADER
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        written = BytesIO()
        write_po(written, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=False)
        lines = written.getvalue().decode().split("\n")
        noise = ('"POT-', '"PO-Rev', '"Generated-By', '"Last-Tr', '"Language-Team', '"Report-', '"Project-')
        path.write_text("\n".join(line for line in lines if not line.startswith(noise)), encoding="utf-8")
        missing = sum(1 for message in catalogue if message.id and not is_translated(message))
        sys.stderr.write(f"{language}: {len(catalogue)} texts, {missing} not translated\n")
    return 0


def compile_all() -> int:
    """Write the .mo file beside each catalogue."""
    for language in LANGUAGES:
        path = LOCALE / language / "LC_MESSAGES" / "django.mo"
        if path.with_suffix(".po").exists():
            with path.open("wb") as file:
                write_mo(file, read(language))
    return 0


def check() -> int:
    """Say what would break a page: a catalogue that lacks a text of the sources, or a lost placeholder."""
    template = collect()
    problems = [problem for language in LANGUAGES for problem in problems_of(language, template)]
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    if problems:
        sys.stderr.write("`make messages` brings the catalogues up to the sources.\n")
    return 1 if problems else 0


def problems_of(language: str, template: Catalog) -> Iterator[str]:
    """What is wrong in one catalogue."""
    catalogue = read(language)
    for wanted in template:
        if not wanted.id:
            continue
        held = catalogue.get(wanted.id, wanted.context)
        if held is None:
            yield f"{language}: lacks {_first(wanted.id)!r}"
        elif is_translated(held):
            yield from _lost_placeholders(language, held)
        else:
            yield f"{language}: does not translate {_first(wanted.id)!r}"


def is_translated(message: Message) -> bool:
    """Whether every form of the message has a text, and nobody doubts it."""
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(forms) and not message.fuzzy


def _lost_placeholders(language: str, message: Message) -> Iterator[str]:
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    wanted = _placeholders(ids)
    forms = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    for form in forms:
        if not _placeholders([form or ""]) <= wanted:
            yield f"{language}: {_first(message.id)!r} has no such placeholder as its translation {form!r}"
        if _objects([form or ""]) != _objects(ids):
            yield f"{language}: {_first(message.id)!r} and its translation {form!r} name other objects"


def _placeholders(texts: Iterable[str]) -> set[str]:
    return {match.group(0) for text in texts for match in PLACEHOLDER.finditer(text)}


def _objects(texts: Iterable[str]) -> set[str]:
    """The objects named in brackets, whether one or many are meant: a language may count otherwise."""
    names = {match.group(1).lower() for text in texts for match in OBJECT.finditer(text)}
    return {re.sub(r"s$", "", re.sub(r"ies$", "y", name)) for name in names}


def _first(identity: str | tuple[str, ...] | list[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def main() -> int:
    """The command line."""
    settings.configure(USE_I18N=True)  # the template reader asks for settings, but for none of ours
    commands = {"extract": extract, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.stderr.write(f"usage: python -m akrab.config.messages {'|'.join(commands)}\n")
        return 2
    return commands[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
