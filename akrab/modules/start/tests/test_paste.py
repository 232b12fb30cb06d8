"""A pasted table is understood by its headings and its looks, and nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akrab.lib import text
from akrab.modules.start import paste


def test_columns_are_understood_by_their_headings_in_any_language() -> None:
    found = paste.read("Nama\tTelepon\tSurel\tKota\nBudi\t0812-3456-7890\tBUDI@client.example\tBandung", "ID")
    assert len(found) == 1
    assert (found[0].name, found[0].phones, found[0].emails, found[0].description) == (
        "Budi", ["+6281234567890"], ["budi@client.example"], "Kota: Bandung",
    )  # fmt: skip


def test_without_headings_the_looks_decide() -> None:
    one, two = paste.read("Ana Reyes, 0917 555 0142, ana@client.example\nben@client.example;x", "PH")[:2]
    assert (one.name, one.phones, one.emails) == ("Ana Reyes", ["+639175550142"], ["ana@client.example"])
    assert two.line == 2


def test_what_is_no_phone_number_is_kept_and_shown() -> None:
    found = paste.read("name,phone\nAna,12", "PH")[0]
    assert (found.phones, found.unread, found.description) == ([], ["12"], "12")


def test_who_has_no_name_is_called_by_what_there_is() -> None:
    assert paste.read("name,email\n,ana@client.example", "PH")[0].name == "ana@client.example"


def test_first_and_last_name_come_together() -> None:
    assert paste.read("First name\tLast name\nAna\tReyes", "PH")[0].name == "Ana Reyes"


@pytest.mark.parametrize("pasted", ["", "\n\n", "\t\t\n", "name,phone"])
def test_nobody_is_nobody(pasted: str) -> None:
    assert paste.read(pasted, "PH") == []


@given(
    st.lists(
        st.lists(st.text(st.characters(blacklist_categories=("C", "Z")), max_size=12), max_size=6), max_size=6
    )
)
def test_nothing_is_lost(rows: list[list[str]]) -> None:
    cells = [[cell.replace('"', "").replace("\t", "") for cell in row] for row in rows]
    pasted = "\n".join(["name\tmore", *("\t".join(["x1", *row]) for row in cells)])
    kept = " ".join(
        " ".join([one.name, *one.phones, *one.emails, one.description]) for one in paste.read(pasted, "PH")
    )
    plain = text.normalise(kept).replace(" ", "")
    for cell in (cell for row in cells for cell in row):
        parts = [part for part in text.normalise(cell).split() if part.isalpha() and part.isascii()]
        assert all(part in plain for part in parts)
