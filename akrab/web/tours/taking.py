"""Which tours somebody is offered, how far they are with each, and the steps as they are shown to them."""

from dataclasses import dataclass
from typing import Any

from akrab.engine.errors import NotFound
from akrab.features.beginning import touring
from akrab.features.beginning.touring import Taken
from akrab.identity.actor import Actor
from akrab.web.tours import everyone, roles
from akrab.web.tours.places import PLACES
from akrab.web.tours.tour import Step, Tour

TOURS: tuple[Tour, ...] = (
    everyone.BASICS,
    roles.SELLING,
    roles.OUTSIDE,
    roles.LEADING,
    roles.ADMINISTERING,
    everyone.LISTS,
)


@dataclass(frozen=True)
class Offer:
    """A tour with how far this person is."""

    tour: Tour
    taken: Taken | None

    @property
    def is_done(self) -> bool:
        return self.taken is not None and self.taken.is_done

    @property
    def is_begun(self) -> bool:
        return self.taken is not None and not self.taken.is_done and self.taken.step > 0


def fitting(by: Actor) -> list[Tour]:
    """The tours of this person's role."""
    return [tour for tour in TOURS if by.is_person and tour.fits(by)]


def offers(by: Actor) -> list[Offer]:
    taken = touring.taken(by)
    return [Offer(tour, taken.get(tour.name)) for tour in fitting(by)]


def find_next(by: Actor) -> Offer | None:
    """The first tour that this person neither finished nor put off."""
    return next((one for one in offers(by) if one.taken is None or one.taken.is_open), None)


def get(name: str, by: Actor) -> Tour:
    """A tour of this person's role; raises `NotFound`."""
    found = next((tour for tour in fitting(by) if tour.name == name), None)
    if found is None:
        raise NotFound(name)
    return found


def steps(tour: Tour, by: Actor) -> list[dict[str, Any]]:
    """The steps on pages that this person can open, each with where it is and what is said."""
    known = {page: PLACES[page](by) for page in {step.page for step in tour.steps}}
    return [
        _drawn(
            step,
            place.address,
            place.spec.label if place.spec else "",
            place.spec.label_plural if place.spec else "",
        )
        for step in tour.steps
        if (place := known[step.page]) is not None
    ]


def _drawn(step: Step, address: str, label: str, plural: str) -> dict[str, Any]:
    words = {"object": label.lower(), "objects": plural.lower()}
    return {
        "address": address,
        "target": step.target,
        "title": str(step.title),
        "text": str(step.text) % words if "%(" in str(step.text) else str(step.text),
    }
