"""Nothing is left without an owner: what loses it, by whatever hand, goes to the leader of whoever had it."""

from typing import cast
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine import events, write
from akrab.engine.models import Event
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec
from akrab.features.notify.notices import send
from akrab.identity import people
from akrab.identity.actor import Actor
from akrab.identity.members import find_supervisor

NOT_WORK = ("handover", "attendance")  # the person named there is who is asked
TO_LEADER = _("Nobody had it any more, so it is yours until you give it to somebody: %(title)s")
TO_ADMINISTRATORS = _("Nobody has it any more, and there is no leader to take it: %(title)s")


def lost_its_owner(event: Event) -> bool:
    """Whether a record of the business that somebody had is nobody's now; what is undone stays as it was before."""
    spec = find_object(event.object)
    if spec is None or event.object in NOT_WORK or event.takes_back:
        return False
    if spec.settings or spec.private or spec.logged or spec.shared:
        return False
    name = _owner_of(spec)
    return bool(name and event.old(name)) and name in event.changes and event.new(name) is None


def give_to_leader(event: Event, by: Actor) -> None:
    """Give it to the leader of whoever had it; where there is none, tell the administrators."""
    spec = cast(Spec, find_object(event.object))
    name = _owner_of(spec)
    rows = cast(type[Record], spec.model)._default_manager.filter(pk=event.record, deleted_at__isnull=True)
    record = rows.filter(**{f"{name}__isnull": True}).first()
    if record is None:
        return
    leader = find_supervisor(UUID(event.old(name)))
    words, key = {"title": spec.title_of(record)}, f"left:{event.operation_id}"
    if leader is None:
        for one in people.administrators():
            send(one, TO_ADMINISTRATORS, by, words, kind="problem", about=record, key=f"{key}:none")
        return
    with events.gesture(by, gettext("Give it to the leader")) as within:
        write.update(record, {name: leader.pk}, within)
    send(leader, TO_LEADER, by, words, kind="assigned", about=record, key=key)


def _owner_of(spec: Spec) -> str:
    """The field that says whose a record is, if one can be changed."""
    return next((name for name in spec.owners if not spec.fields[name].read_only), "")
