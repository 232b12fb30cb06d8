"""Encrypted texts, rotated keys and tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akrab.lib import secrets
from akrab.lib.secrets import Box, Unreadable


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_was_encrypted_can_be_decrypted(text: str) -> None:
    box = Box(["key"], "mail")
    assert box.decrypt(box.encrypt(text)) == text


def test_a_closed_text_shows_nothing_and_differs_each_time() -> None:
    box = Box(["key"], "mail")
    assert "password" not in box.encrypt("password")
    assert box.encrypt("password") != box.encrypt("password")


@pytest.mark.parametrize("other", [Box(["other"], "mail"), Box(["key"], "hooks")])
def test_another_key_or_purpose_does_not_open_it(other: Box) -> None:
    closed = Box(["key"], "mail").encrypt("password")
    with pytest.raises(Unreadable):
        other.decrypt(closed)
    with pytest.raises(Unreadable):
        other.rotate(closed)


@pytest.mark.parametrize("closed", ["", "abc", "ễ"])
def test_what_was_never_encrypted_is_unreadable(closed: str) -> None:
    with pytest.raises(Unreadable):
        Box(["key"], "mail").decrypt(closed)


def test_a_key_is_replaced_without_losing_a_text() -> None:
    closed = Box(["old"], "mail").encrypt("password")
    both = Box(["new", "old"], "mail")
    assert both.decrypt(closed) == "password"
    assert Box(["new"], "mail").decrypt(both.rotate(closed)) == "password"
    assert Box(["new"], "mail").decrypt(both.encrypt("password")) == "password"


@pytest.mark.parametrize("keys", [[], [""], ["key", ""]])
def test_a_box_without_a_key_is_refused(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="key"):
        Box(keys, "mail")


def test_tokens_are_long_different_and_kept_as_a_digest() -> None:
    token = secrets.new_secret("api_")
    assert token.startswith("api_")
    assert len(token) == 47
    assert token != secrets.new_secret("api_")
    assert secrets.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert secrets.is_same(token, token)
    assert not secrets.is_same(token, "ễ")
