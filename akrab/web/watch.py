"""The lists a company watches, which should stay empty: the shared views that came with its data, with their counts."""

from dataclasses import dataclass

from django.core.cache import caches

from akrab.engine import access, query
from akrab.engine.errors import Invalid
from akrab.engine.query import Ask
from akrab.engine.registry import find_object
from akrab.features.views.models import SavedView
from akrab.identity.actor import Actor
from akrab.web import addresses

FRESH = 10  # seconds a count is good for: a navigation is drawn far more often than these change
MOST, ENOUGH = 6, 99


@dataclass(frozen=True)
class Watched:
    """One list in the navigation; `count` is counted no further than 100."""

    label: str
    icon: str
    address: str
    count: int

    @property
    def shown(self) -> str:
        return f"{ENOUGH}+" if self.count > ENOUGH else str(self.count)


def watched(by: Actor) -> list[Watched]:
    """What this actor watches, one query a list, at most every ten seconds."""
    key = f"watched:{by.workspace.pk}:{by.membership_id}"
    near = caches["near"]
    found: list[Watched] | None = near.get(key)
    if found is None:
        views = SavedView.objects.filter(owner__isnull=True, shared=True).order_by("object", "position", "id")
        found = [one for view in views if (one := _count(view, by))][:MOST]
        near.set(key, found, FRESH)
    return found


def _count(view: SavedView, by: Actor) -> Watched | None:
    """A view with its count; None for one's own view, or one that asks about something closed to the actor."""
    spec = find_object(view.object)
    if spec is None or "is_me" in str(view.filter) or access.reach(by, spec, "view") == "none":
        return None
    try:
        number = query.rows_of(spec, by, Ask(filter=view.filter))[: ENOUGH + 1].count()
    except Invalid:
        return None
    return Watched(view.name, spec.icon, addresses.listing(by.workspace, spec, view=view.pk), number)
