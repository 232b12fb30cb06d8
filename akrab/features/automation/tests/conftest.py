"""The window company, as the scenario has it, with no rule but those that a test makes."""

import pytest

from akrab.features.automation.models import Rule
from tests.scenario.conftest import Firm, first_monday, open_firm
from tests.scenario.conftest import firm as whole_firm

__all__ = ["first_monday", "open_firm", "whole_firm"]


@pytest.fixture
def firm(whole_firm: Firm) -> Firm:
    Rule.objects.all().delete()
    return whole_firm
