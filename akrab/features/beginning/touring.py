"""Keeping how far each person is with the guided tours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from akrab.features.beginning.models import TourTaken
from akrab.identity.actor import Actor
from akrab.lib import clock


@dataclass(frozen=True)
class Taken:
    """One tour of one person."""

    tour: str
    step: int
    finished_at: datetime | None
    put_off_at: datetime | None

    @property
    def is_done(self) -> bool:
        return self.finished_at is not None

    @property
    def is_open(self) -> bool:
        """Whether it is worth offering again: begun or not, but neither finished nor put off."""
        return self.finished_at is None and self.put_off_at is None


def taken(by: Actor) -> dict[str, Taken]:
    """This person's tours by name."""
    rows = TourTaken.objects.filter(member=by.membership_id)
    return {row.tour: Taken(row.tour, row.step, row.finished_at, row.put_off_at) for row in rows}


def reach(tour: str, step: int, by: Actor) -> None:
    """Note that this person is at a step; one who finished the tour before stays one who did."""
    TourTaken.objects.update_or_create(
        member=by.membership, tour=tour, defaults={"step": step, "put_off_at": None}
    )


def finish(tour: str, by: Actor) -> None:
    """Note that this person went to the end; the first time counts."""
    row, _made = TourTaken.objects.get_or_create(member=by.membership, tour=tour)
    row.finished_at = row.finished_at or clock.now()
    row.step = 0
    row.save(update_fields=["finished_at", "step"])


def put_off(tour: str, by: Actor) -> None:
    """Offer it no more by itself; it stays where the others are."""
    TourTaken.objects.update_or_create(member=by.membership, tour=tour, defaults={"put_off_at": clock.now()})


def finished_by(people: Iterable[UUID]) -> dict[UUID, set[str]]:
    """The names of the tours that each of these people finished."""
    rows = TourTaken.objects.filter(member__in=people, finished_at__isnull=False).order_by()
    found: dict[UUID, set[str]] = {}
    for member, tour in rows.values_list("member_id", "tour"):
        found.setdefault(member, set()).add(tour)
    return found
