"""Normalised text, search patterns and sort keys in the scripts of six languages."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akrab.lib import text

NAMES = st.text(alphabet=st.sampled_from("aAzZ09 -_%\\.đĐễẶưỳơößØ王小明ガが철"), max_size=20)


@pytest.mark.parametrize(
    ("value", "normal"),
    [
        ("Nguyễn Thị Ánh", " nguyen thi anh "),
        (unicodedata.normalize("NFD", "Nguyễn Thị Ánh"), " nguyen thi anh "),
        ("ĐẶNG  Đức\tƯỚC thuở phẫu ỹ", " dang duc uoc thuo phau y "),
        ("王小明", " 王 小 明 "),
        ("ABC公司 Ltd", " abc 公 司 ltd "),
        ("ＡＢ１２", " ab12 "),
        ("Łódź Straße Ærø", " lodz strasse aero "),
        ("ガ 철수", " ガ 철 수 "),
        ("ภาษาไทย", " ภาษาไทย "),
        ("", " "),
        ("  \n ", " "),
        ("a\x00b\u200bc\ud800", " a bc "),
    ],
)
def test_text_is_normalised_for_search(value: str, normal: str) -> None:
    assert text.normalise(value) == normal


@given(st.text())
def test_normalising_twice_changes_nothing(value: str) -> None:
    assert text.normalise(text.normalise(value)) == text.normalise(value)


@given(st.text())
def test_normalised_text_can_be_stored_and_has_single_blanks_around_its_words(value: str) -> None:
    normal = text.normalise(value)
    assert "\x00" not in normal
    assert normal.encode().decode() == normal
    assert normal == f" {' '.join(normal.split())} ".replace("  ", " ")


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("zq", ["% zq%"]),
        ("N", ["% n%"]),
        ("nguyen", ["%nguyen%"]),
        ("Nguyễn Thị", ["%nguyen%", "%thi%"]),
        ("đỗ", ["% do%"]),
        ("小明", ["% 小 明 %"]),
        ("明", ["% 明 %"]),
        ("王小明，北京", ["% 王 小 明 %", "% 北 京 %"]),
        ("小 明", ["% 小 %", "% 明 %"]),
        ("ABC公司", ["%abc%", "% 公 司 %"]),
        ("4567", ["%4567%"]),
        ("user77@x.vn", ["%user77@x.vn%"]),
        ("100%", [r"%100\%%"]),
        ("a_b", [r"%a\_b%"]),
        (r"a\b", [r"%a\\b%"]),
        ("_", []),
        ("Tom & Jerry", ["%tom%", "%jerry%"]),
        ("anh anh", ["%anh%"]),
        ("", []),
        ("  ", []),
    ],
)
def test_a_query_becomes_like_patterns(query: str, terms: list[str]) -> None:
    assert text.search_terms(query) == terms


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("+84 912-345 678", ["%84912345678%"]),
        ("0912 345 678", ["%912345678%"]),
        ("(02) 8123 4567", ["%281234567%"]),
        ("917-123-4567", ["%917%", "%123%", "%4567%"]),
        ("+84912345678 anh", ["%84912345678%", "%anh%"]),
        ("0012", ["%0012%"]),
        ("2026-03-04", ["%2026-03-04%"]),
        ("3456 78", ["%3456%", "%78%"]),
        ("3456-7", ["%3456%", "%7%"]),
    ],
)
def test_phone_numbers_are_found_by_their_digits_however_they_are_typed(query: str, terms: list[str]) -> None:
    assert text.search_terms(query) == terms


def test_a_pasted_page_asks_for_no_more_than_twelve_things() -> None:
    assert len(text.search_terms(" ".join(f"word{number}" for number in range(500)))) == 12


@given(NAMES)
def test_every_text_is_found_by_itself(value: str) -> None:
    searched = text.normalise(value) + text.normalise(re.sub(r"\D", "", value))
    for term in text.search_terms(value):
        assert _like(term).fullmatch(searched), term


@given(NAMES, st.integers(0, 20), st.integers(1, 20))
def test_a_text_is_found_by_any_run_of_its_chinese_characters(value: str, start: int, length: int) -> None:
    for run in re.findall("[王小明]+", value):
        for term in text.search_terms(run[start : start + length]):
            assert _like(term).fullmatch(text.normalise(value)), term


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Ánh", "anh"),
        ("  Đức  Nguyễn ", "duc nguyen"),
        ("王敏", "wang2 min3"),
        ("汪敏", "wang1 min3"),
        ("曾小明", "zeng1 xiao3 ming2"),
        ("重庆", "chong2 qing4"),
        ("ABC银行", "abc yin2 hang2"),
        ("", ""),
    ],
)
def test_names_have_a_sort_key(name: str, key: str) -> None:
    assert text.sort_key(name) == key


def test_names_of_several_scripts_sort_as_one_list() -> None:
    names = ["Zoe", "王敏", "Đức", "anna", "Ánh", "汪洋", "陈刚"]
    assert sorted(names, key=text.sort_key) == ["Ánh", "anna", "陈刚", "Đức", "汪洋", "王敏", "Zoe"]


def test_the_large_pinyin_tables_are_loaded_only_for_chinese() -> None:
    script = (
        "import sys; from akrab.lib import text; text.sort_key('Nguyễn'); print('pypinyin' in sys.modules);"
        "text.sort_key('王'); print('pypinyin' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]


def _like(pattern: str) -> re.Pattern[str]:
    """The regular expression that does what LIKE does with a pattern."""
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    return re.compile(
        "".join(".*" if part == "%" else "." if part == "_" else re.escape(part[-1]) for part in parts),
        re.DOTALL,
    )
