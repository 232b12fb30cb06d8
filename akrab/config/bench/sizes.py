"""How large the companies of the bench are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Rows by kind; activities are tasks, calls, visits and notes in equal parts."""

    name: str
    contacts: int

    @property
    def companies(self) -> int:
        return self.contacts // 5

    @property
    def deals(self) -> int:
        return self.contacts // 5

    @property
    def activities(self) -> int:
        return self.contacts * 2

    @property
    def of_each_activity(self) -> int:
        return self.activities // 4


SIZES = {"100k": Size("100k", 100_000), "1m": Size("1m", 1_000_000)}
