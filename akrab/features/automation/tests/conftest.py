"""The window company, as the scenario has it."""

from tests.scenario.conftest import firm, first_monday, open_firm

__all__ = ["firm", "first_monday", "open_firm"]
