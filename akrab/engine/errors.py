"""What can go wrong with a reading or a writing, in words for the person who asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class EngineError(Exception):
    """Every refusal of the engine; nothing was changed when one is raised."""


class NotFound(EngineError):
    """There is no such record for this actor: absent, in another workspace, or not theirs to see."""


class Forbidden(EngineError):
    """The actor sees the record but may not do this to it; the text says why."""


class Invalid(EngineError):
    """The input can't be used: messages by field name, `""` for the whole."""

    def __init__(self, errors: Mapping[str, Sequence[str]]) -> None:
        self.errors: dict[str, list[str]] = {
            name: [str(text) for text in texts] for name, texts in errors.items()
        }
        super().__init__(
            "; ".join(
                f"{name}: {' '.join(texts)}" if name else " ".join(texts)
                for name, texts in self.errors.items()
            )
        )


@dataclass(frozen=True)
class Missing:
    """One thing that stands in the way, and how to give it: a field to fill in, or a file of a type to attach."""

    text: str
    field: str = ""
    file_type: str = ""


class Refused(EngineError):
    """A rule of the business forbids it as things stand; `missing` says what would make it possible."""

    def __init__(self, text: str, missing: Sequence[Missing] = ()) -> None:
        self.text, self.missing = str(text), tuple(missing)
        super().__init__(self.text)


@dataclass(frozen=True)
class Clash:
    """One field that somebody else changed meanwhile."""

    field: str
    label: str
    theirs: Any
    theirs_text: str
    yours: Any
    who: str


@dataclass
class Conflict(EngineError):
    """The record was changed since it was read, in the very fields to be written."""

    version: int
    clashes: list[Clash] = field(default_factory=list)

    def __str__(self) -> str:
        return "; ".join(f"{clash.label}: {clash.theirs_text} ({clash.who})" for clash in self.clashes)
