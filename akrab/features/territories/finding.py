"""In which territory a record lies, by its own address or that of whom it is about, and who looks after it."""

from collections.abc import Mapping
from typing import cast
from uuid import UUID

from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.engine.spec import Spec, spec_of
from akrab.features.territories import matching
from akrab.features.territories.models import Territory
from akrab.identity.members import active_members
from akrab.identity.models import Membership, Workspace

FURTHEST = 3  # links between a record and the address that says where it is


def for_record(record: Record, workspace: Workspace) -> Territory | None:
    """The territory a record lies in; None where it has no address, or no territory is there."""
    address = find_address(record)
    return for_address(address, workspace) if address else None


def for_address(address: Mapping[str, str], workspace: Workspace) -> Territory | None:
    """The territory that names an address most closely."""
    rows = Territory.objects.filter(deleted_at__isnull=True).defer("search").order_by("position", "id")
    return matching.closest(rows, address, workspace.country)


def people_of(territory: Territory) -> list[Membership]:
    """Who looks after a territory, in the order they joined: its people, else everybody of its team."""
    everyone = active_members().order_by("created_at", "id")
    if territory.people:
        found = list(everyone.filter(pk__in=territory.people))
        if found:
            return found
    return list(everyone.filter(team=territory.team_id)) if territory.team_id else []


def people_for(record: Record, workspace: Workspace) -> list[Membership]:
    """Who looks after the territory a record lies in; nobody where it lies in none."""
    territory = for_record(record, workspace)
    return people_of(territory) if territory is not None else []


def find_address(record: Record) -> Mapping[str, str]:
    """The record's own address, else the nearest one behind its links; empty where there is none."""
    here, seen = [record], {record.pk}
    for _step in range(FURTHEST):
        for one in here:
            for field in spec_of(type(one)).of_type("address"):
                if said := getattr(one, field.attname):
                    return dict(said)
        here = [near for one in here for near in _linked(one, seen)]
    return {}


def _linked(record: Record, seen: set[UUID]) -> list[Record]:
    """The records it links to that may say where it is, each once."""
    found = []
    for field in spec_of(type(record)).of_type("link", "any_link"):
        if field.read_only:
            continue
        near = _behind(record, field)
        if near is not None and near.pk not in seen:
            seen.add(near.pk)
            found.append(near)
    return found


def _behind(record: Record, field: Field) -> Record | None:
    value = getattr(record, field.attname)
    if not value:
        return None
    if field.type.name == "any_link":
        name, _colon, id = str(value).partition(":")
        spec = find_object(name)
        return _get(spec, id) if spec is not None else None
    target = target_of(field)
    return _get(spec_of(target), value) if issubclass(target, Record) else None


def _get(spec: Spec, id: UUID | str) -> Record | None:
    if spec.settings:
        return None
    rows = cast(type[Record], spec.model)._default_manager.defer("search")
    return rows.filter(pk=id, deleted_at__isnull=True).first()
