"""Catalogues: what they collect, and what they refuse."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from akrab.config import messages


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "akrab"
    (folder / "web/templates").mkdir(parents=True)
    (folder / "texts.py").write_text('a = _("Deal")\nb = ngettext("%(count)s deal", "%(count)s deals", 2)\n')
    (folder / "web/templates/page.html").write_text(
        '  <p>\n    <b>\n   {% translate "Save" %}\n  {% blocktranslate %}Hello {{ name }}{% endblocktranslate %}'
        '<p title="{% translate "Deal" %}">'
    )
    monkeypatch.setattr(messages, "PACKAGE", folder)
    monkeypatch.setattr(messages, "LOCALE", folder / "locale")
    return folder


def ids(catalogue: Catalog) -> set[object]:
    return {message.id for message in catalogue if message.id}


def translate(package: Path, language: str, before: str, after: str) -> None:
    path = package / "locale" / language / "LC_MESSAGES/django.po"
    text = path.read_text()
    assert f'msgid "{before}"\nmsgstr ""' in text
    path.write_text(text.replace(f'msgid "{before}"\nmsgstr ""', f'msgid "{before}"\nmsgstr "{after}"'))


def test_texts_are_found_in_sources_and_templates() -> None:
    found = ids(messages.collect())
    assert found == {"Deal", ("%(count)s deal", "%(count)s deals"), "Save", "Hello %(name)s"}


def test_extracting_again_keeps_translations_and_drops_what_is_gone(package: Path) -> None:
    messages.extract()
    translate(package, "vi", "Save", "Lưu")
    (package / "texts.py").write_text("")
    messages.extract()
    catalogue = messages.read("vi")
    saved = catalogue.get("Save")
    assert saved is not None
    assert saved.string == "Lưu"
    assert ids(catalogue) == {"Save", "Deal", "Hello %(name)s"}


def test_a_text_that_no_catalogue_knows_is_reported(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    messages.extract()
    (package / "texts.py").write_text('a = _("Deal")\nb = _("New")\n')
    capsys.readouterr()
    assert messages.check() == 1
    assert "ms: lacks 'New'" in capsys.readouterr().err


def test_an_invented_placeholder_is_reported(package: Path) -> None:
    messages.extract()
    translate(package, "ms", "Hello %(name)s", "Helo %(nama)s")
    [problem] = [one for one in messages.problems_of("ms", messages.collect()) if "placeholder" in one]
    assert "Helo %(nama)s" in problem


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_each_missing_translation_is_reported(language: str) -> None:
    messages.extract()
    problems = list(messages.problems_of(language, messages.collect()))
    assert len(problems) == len(ids(messages.collect()))


def test_compiled_catalogues_keep_the_rule_for_plurals(package: Path) -> None:
    messages.extract()
    messages.compile_all()
    assert b"nplurals=1; plural=0;" in (package / "locale/vi/LC_MESSAGES/django.mo").read_bytes()
