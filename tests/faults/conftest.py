"""The window company, as the scenario has it, and a mail server of this machine."""

from tests.scenario.conftest import first_monday, open_firm, smtp

__all__ = ["first_monday", "open_firm", "smtp"]
