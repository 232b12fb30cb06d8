"""What can be set or run is written down."""

import re
from pathlib import Path

from akrab.config.cli import commands

ROOT = Path(__file__).resolve().parents[2]
BETWEEN_OUR_PROCESSES = {
    "AKRAB_ADMIN_URL",
    "AKRAB_APP_ROLE",
    "AKRAB_APP_URL",
    "AKRAB_CLOCK_FILE",
    "AKRAB_ONLY_WORKER",
    "AKRAB_SUPERVISED",
}


def test_every_setting_is_in_the_table() -> None:
    sources = [path for path in (ROOT / "akrab").rglob("*.py") if "tests" not in path.parts]
    read = {
        name
        for path in sources
        for name in re.findall(r"\bAKRAB_[A-Z_]+\b", path.read_text(encoding="utf-8"))
    }
    table = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert {name for name in read - BETWEEN_OUR_PROCESSES if f"`{name}`" not in table} == set()


def test_every_command_says_what_it_does() -> None:
    assert [name for name, command in commands.commands.items() if not command.help] == []


def test_every_decision_is_a_title_and_a_few_lines() -> None:
    for path in (ROOT / "docs/decisions").glob("*.md"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# "), path.name
        assert len(lines) <= 30, path.name
