"""The keys that work: what `?` lists, and nothing else."""

from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Key:
    """Keys pressed one after the other (or together with Ctrl), and what they do."""

    keys: tuple[str, ...]
    text: str


def listed() -> list[tuple[str, list[Key]]]:
    """All keys in groups: everywhere, in lists, on boards, in the calendar."""
    return [
        (_("Everywhere"), _everywhere()),
        (_("In a list"), _in_lists()),
        (_("On a board"), _on_boards()),
        (_("In the calendar"), _in_calendars()),
    ]


def _everywhere() -> list[Key]:
    letter = _("letter")
    return [
        Key(("Ctrl", "K"), _("Search or type a command")),
        Key(("C",), _("Create")),
        Key(("N", letter), _("Make something, by its letter")),
        Key(("G", letter), _("Go somewhere, by its letter")),
        Key(("Ctrl", "Z"), _("Undo what was just done")),
        Key(("?",), _("This help")),
        Key(("Esc",), _("Close, put back, clear")),
    ]


def _in_lists() -> list[Key]:
    return [
        Key(("/",), _("Filter this list")),
        Key(("J",), _("Next row")),
        Key(("K",), _("Previous row")),
        Key(("X",), _("Select the row")),
        Key(("E",), _("Edit the row or record")),
        Key(("↵",), _("Open the row")),
    ]


def _on_boards() -> list[Key]:
    return [
        Key(("↑", "↓"), _("Previous and next card")),
        Key((_("Space"),), _("Lift and drop a card")),
        Key(("←", "→"), _("Move a lifted card")),
    ]


def _in_calendars() -> list[Key]:
    return [
        Key((_("Shift"), "←", "→", "↑", "↓"), _("Move an entry in time; on a day, to another person")),
        Key(("←", "→", "↑", "↓"), _("Go from entry to entry of a day")),
        Key(("+", "−"), _("Make an entry longer or shorter")),
    ]
