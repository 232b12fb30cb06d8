"""What holds for a record where it stands: the playbooks to read, the checklist with its ticks, what is lacking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from akrab.engine import write
from akrab.engine.events import gesture
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.spec import spec_of
from akrab.features.playbooks.models import CheckItem, Playbook, Tick
from akrab.identity.actor import Actor

MOST_ITEMS = 40


@dataclass(frozen=True)
class Check:
    """One item as it stands on a record."""

    item: CheckItem
    at: datetime | None = None
    who: str = ""

    @property
    def is_done(self) -> bool:
        return self.at is not None


def places_of(record: Record) -> list[str]:
    """The records this one links to, as `object:id`: its stage, its channel and the like."""
    spec = spec_of(type(record))
    links = [(field, getattr(record, field.attname)) for field in spec.links()]
    return [f"{target_of(field)._meta.model_name}:{value}" for field, value in links if value]


def playbooks(object: str, places: Sequence[str] = (), action: str = "") -> list[Playbook]:
    """The playbooks that apply: to the object or, more narrowly, at one of the places; in a dialog by its verb."""
    rows = Playbook.objects.filter(object=object, action=action, deleted_at__isnull=True)
    return list(rows.filter(Q(place="") | Q(place__in=list(places))).order_by("position", "id"))


def scripts(record: Record) -> list[Playbook]:
    """The call scripts for a call about this record, where it stands."""
    found = playbooks(spec_of(type(record)).name, places_of(record))
    return [one for one in found if one.kind == "script"]


def about(record: Record) -> str:
    return f"{spec_of(type(record)).name}:{record.pk}"


def checklist(record: Record) -> list[Check]:
    """The items of the places where the record stands, with who ticked them."""
    places = places_of(record)
    rows = CheckItem.objects.filter(place__in=places, deleted_at__isnull=True)
    items = list(rows.order_by("position", "id")[: MOST_ITEMS * 2])
    if not items:
        return []
    ticks = Tick.objects.filter(about=about(record), item__in=items).select_related("member__user")
    done = {tick.item_id: tick for tick in ticks}
    return [
        Check(item, done[item.pk].at, str(done[item.pk].member or "")) if item.pk in done else Check(item)
        for item in items
    ]


def lacking(record: Record, place: Record) -> list[CheckItem]:
    """The required items of a place that nobody has ticked for the record."""
    rows = CheckItem.objects.filter(place=about(place), required=True, deleted_at__isnull=True)
    done = Tick.objects.filter(about=about(record)).values("item")
    return list(rows.exclude(pk__in=done).order_by("position", "id"))


def tick(record: Record, item: CheckItem, by: Actor) -> None:
    """Note that the item is done; told on the record's timeline. The first one to tick it stays."""
    _tick, is_new = Tick.objects.get_or_create(
        item=item, about=about(record), defaults={"member": by.membership}
    )
    if is_new:
        write.happen(record, "checked", by, item=item.name)


def untick(record: Record, item: CheckItem, by: Actor) -> None:
    gone, _each = Tick.objects.filter(item=item, about=about(record)).delete()
    if gone:
        write.happen(record, "unchecked", by, item=item.name)


def set_items(place: Record, required: Sequence[str], optional: Sequence[str], by: Actor) -> None:
    """Make the checklist of a place consist of these items, in this order.

    An item whose words stay keeps its ticks, also where it changes between required and optional.
    """
    wanted = dict.fromkeys(required, True) | {name: False for name in optional if name not in required}
    rows = CheckItem.objects.filter(place=about(place), deleted_at__isnull=True)
    held = {item.name: item for item in rows}
    with gesture(by, str(spec_of(CheckItem).label_plural)) as by:
        for position, (name, must) in enumerate(list(wanted.items())[:MOST_ITEMS]):
            said = {"required": must, "position": position}
            if name in held:
                item = held[name]
                if (item.required, item.position) != (must, position):
                    write.update(item, said, by)
            else:
                write.create(CheckItem, {"name": name, "place": about(place), **said}, by)
        for name, item in held.items():
            if name not in wanted:
                write.delete(item, by)


def items_of(place: Record) -> tuple[list[str], list[str]]:
    """The checklist of a place: what is required, and what is not."""
    rows = list(
        CheckItem.objects.filter(place=about(place), deleted_at__isnull=True).order_by("position", "id")
    )
    return [one.name for one in rows if one.required], [one.name for one in rows if not one.required]
