"""Nothing is left without an owner: what nobody has, made so or emptied by whatever hand, is given to somebody.

The company's own rules come first. What is nobody's after them goes, when it is new, to whoever's turn it is in its
territory, else to who made it, else to who has what came with it or what it is about; when it was emptied, to the
leader of whoever had it. Where all that names nobody it goes to the head, who is told.
"""

from collections.abc import Iterator
from typing import NamedTuple, cast
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine import batch, events, write
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec
from akrab.features.automation import choosing
from akrab.features.notify.notices import send
from akrab.features.territories import finding
from akrab.identity import people
from akrab.identity.actor import Actor
from akrab.identity.members import active_members, find_supervisor
from akrab.identity.models import Membership

NOT_WORK = ("handover", "attendance")  # the person named there is who is asked
MADE, GIVEN = "created", "assigned"
TO_LEADER = _("Nobody had it any more, so it is yours until you give it to somebody: %(title)s")
TO_NEIGHBOUR = _("It is new and lies in your territory, so it is yours: %(title)s")
TO_OWNER = _("It is new and belongs to what you have, so it is yours: %(title)s")
TO_HEAD = _("It is nobody's, so it is yours until you give it to somebody: %(title)s")


class Keeper(NamedTuple):
    """Who gets a record, and what they are told; nothing where they know."""

    member: Membership
    told: str | Promise


def is_nobodys(event: Event) -> bool:
    """Whether a record of the business is nobody's now: made so, or taken from somebody.

    What is undone stays as it was before, and what an import or a program brings is whose it says: nobody who
    brings ten thousand contacts has them all in hand.
    """
    spec = find_object(event.object)
    if spec is None or event.object in NOT_WORK or event.takes_back:
        return False
    if spec.settings or spec.private or spec.logged or spec.shared:
        return False
    name = _owner_of(spec)
    if not name or event.new(name) is not None:
        return False
    if event.verb == MADE:
        return event.origin not in ("import", "api")
    return bool(event.old(name) and name in event.changes)


def give_to_somebody(event: Event, by: Actor) -> None:
    """Give it to the first who should have it, and tell them."""
    spec = cast(Spec, find_object(event.object))
    name = _owner_of(spec)
    rows = cast(type[Record], spec.model)._default_manager.filter(pk=event.record, deleted_at__isnull=True)
    record = rows.filter(**{f"{name}__isnull": True}).first()
    keeper = next(_keepers(event, record, spec, by), None) if record is not None else None
    if record is None or keeper is None:
        return
    with events.gesture(by, gettext("Give it to somebody")) as within:
        write.update(record, {name: keeper.member.pk}, within)
    if keeper.told:
        words = {"title": spec.title_of(record)}
        send(
            keeper.member, keeper.told, by, words, kind=GIVEN, about=record, key=f"left:{event.operation_id}"
        )


def _keepers(event: Event, record: Record, spec: Spec, by: Actor) -> Iterator[Keeper]:
    """Who should have it, the first foremost. Who got what came with it was told of that, and is not told twice."""
    if event.verb != MADE:
        if leader := find_supervisor(UUID(event.old(_owner_of(spec)))):
            yield Keeper(leader, TO_LEADER)
    else:
        about = choosing.about_of(spec)
        if not about and (near := finding.people_for(record, by.workspace)):
            yield Keeper(choosing.next_of(near, record, _owner_of(spec)), TO_NEIGHBOUR)
        if maker := _active(record.created_by_id):
            yield Keeper(maker, "")
        operation = event.operation_id
        if owner := _active(batch.once(("beside", operation), lambda: _beside(operation))):
            yield Keeper(owner, "")
        if owner := _active(_about(record, about)):
            yield Keeper(owner, TO_OWNER)
    if head := people.administrators().order_by("created_at", "id").first():
        yield Keeper(head, TO_HEAD)


def _active(id: UUID | None) -> Membership | None:
    return active_members().filter(pk=id).first() if id else None


def _beside(operation: UUID) -> UUID | None:
    """Who has the first of what was made by a gesture and is somebody's."""
    made = Event.objects.filter(operation=operation, kind__endswith=f".{MADE}").order_by("id")
    for event in made.only("id", "workspace_id", "object", "changes"):
        spec = find_object(event.object)
        if spec is not None and (name := _owner_of(spec)) and event.new(name):
            return UUID(event.new(name))
    return None


def _about(record: Record, about: str) -> UUID | None:
    """Who has the record that this one is about."""
    name, _colon, id = str(getattr(record, about) or "").partition(":") if about else ("", "", "")
    spec = find_object(name)
    found = cast(type[Record], spec.model)._default_manager.filter(pk=id).first() if spec else None
    return next(iter(choosing.owners_of(found)), None) if found is not None else None


def _owner_of(spec: Spec) -> str:
    """The field that says whose a record is, if one can be changed."""
    return next((name for name in spec.owners if not spec.fields[name].read_only), "")
