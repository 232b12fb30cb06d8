"""A company's own accent: whatever colour it is, text on it and text in it can be read in both themes."""

import re

from hypothesis import given
from hypothesis import strategies as st

from akrab.web.colours import DARK, READABLE, WHITE, accents, contrast


def rgb(said: str) -> tuple[int, int, int]:
    return int(said[1:3], 16), int(said[3:5], 16), int(said[5:7], 16)


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_can_be_read(number: int) -> None:
    css = accents(f"#{number:06x}")
    light, dark = re.findall(r"--ak-accent: light-dark\((#\w{6}), (#\w{6})\)", css)[0]
    assert contrast(rgb(light), WHITE) >= READABLE
    assert contrast(rgb(dark), DARK) >= READABLE


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    assert "--ak-accent-fill: #7a3070;" in accents("#7a3070")
    assert accents("") == ""
