"""Lengths of time, written by people of every language."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.conf import settings
from django.utils import translation

from akrab.engine.fields import BadValue, DurationField

FIELD = DurationField("length")
ANYONE = cast(Any, SimpleNamespace(time_zone="Asia/Manila"))


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("seconds", [0, 45, 900, 5400, 86_400, 98_700])
def test_what_a_language_writes_it_reads_back(language: str, seconds: int) -> None:
    with translation.override(language):
        written = FIELD.type.text(FIELD, timedelta(seconds=seconds))

        assert FIELD.type.parse(FIELD, written, ANYONE) == timedelta(seconds=seconds)


def test_english_units_are_read_in_every_language() -> None:
    with translation.override("vi"):
        assert FIELD.type.parse(FIELD, "1h 30m", ANYONE) == timedelta(minutes=90)


def test_what_is_no_duration_is_refused() -> None:
    with translation.override("vi"), pytest.raises(BadValue):
        FIELD.type.parse(FIELD, "soon", ANYONE)
