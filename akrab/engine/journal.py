"""The journal of settings: users, teams, roles, keys and the workspace itself, whose changes are events too.

These rows lie below the engine and are no records, so the functions of identity write no events. Whoever calls them
does so inside `telling`, which compares all of them before and after: nothing that changed can be left out. What is
secret (passwords, digests of keys) is not among the columns that are told.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from akrab.engine import shape
from akrab.engine.errors import Forbidden
from akrab.engine.events import gesture, write_down
from akrab.engine.models import Event, EventLink
from akrab.engine.registry import objects
from akrab.identity.actor import Actor
from akrab.identity.branches import delete_branch
from akrab.identity.models import Branch, Invitation, Membership, Role, Team, Token, User, Workspace
from akrab.identity.people import keeping_an_administrator, require_administrator
from akrab.identity.roles import delete_role
from akrab.identity.teams import delete_team
from akrab.lib import clock
from akrab.tenancy.ids import new_id

TOLD: Mapping[type[models.Model], tuple[str, ...]] = {
    Workspace: ("name", "time_zone", "currency", "country", "language", "languages"),
    User: ("name",),
    Role: ("name", "is_administrator", "sees_reports", "uses_api", "rights", "fields"),
    Team: ("name", "leader"),
    Branch: ("name", "code", "time_zone"),
    Membership: ("role", "team", "branch", "is_active"),
    Invitation: ("email", "role", "team", "accepted_at"),
    Token: ("name", "membership", "expires_at", "revoked_at"),
}
KINDS = {str(model._meta.model_name): model for model in TOLD}
FINAL = ("invitation", "token")  # a door that was opened or closed is not turned back by undo


@dataclass(frozen=True)
class Row:
    """One row as the journal knows it: what it is called, and its plain values."""

    title: str
    values: Mapping[str, Any]


Rows = dict[tuple[str, UUID], Row]


@contextmanager
def telling(by: Actor, label: str) -> Iterator[Actor]:
    """One gesture upon settings: whatever of them differs at its end is told by an event a row.

    Gestures upon settings of one workspace go one after another, so that none tells what another did.
    """
    with gesture(by, label) as by:
        Workspace.objects.select_for_update(no_key=True).get(pk=by.workspace.pk)
        before = _rows(by)
        yield by
        _tell(before, _rows(by), by)


def _rows(by: Actor) -> Rows:
    found: Iterable[models.Model] = [
        Workspace.objects.get(pk=by.workspace.pk),
        *User.objects.filter(pk__in=Membership.objects.values("user")),
        *Membership.objects.select_related("user"),
        *(row for model in (Role, Team, Branch, Invitation, Token) for row in cast(Any, model).objects.all()),
    ]
    return {(str(row._meta.model_name), row.pk): _row(row) for row in found}


def _row(row: models.Model) -> Row:
    names = TOLD[type(row)]
    return Row(str(row), {name: _plain(getattr(row, _attname(type(row), name))) for name in names})


def _attname(model: type[models.Model], name: str) -> str:
    return str(cast(Any, model._meta.get_field(name)).attname)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _tell(before: Rows, after: Rows, by: Actor) -> None:
    """Write the events in the order in which they can be reversed: made, changed, removed."""
    events = [
        *(_event(key, "created", None, row, by) for key, row in after.items() if key not in before),
        *(_event(key, "updated", before[key], row, by) for key, row in after.items() if key in before),
        *(_event(key, "deleted", row, None, by) for key, row in before.items() if key not in after),
    ]
    told = [event for event in events if event.changes and event.kind != "user.created"]  # told as membership
    if told:
        write_down([(event, _timelines(event, by)) for event in told], by)
    if any(event.object == "branch" for event in told):
        shape.renew()  # what is said of branches comes and goes with them


def _event(key: tuple[str, UUID], verb: str, old: Row | None, new: Row | None, by: Actor) -> Event:
    object, id = key
    was, now = (old.values if old else {}), (new.values if new else {})
    changes = {name: [was.get(name), now.get(name)] for name in {**was, **now}}
    assert by.operation is not None, "events are written inside a gesture"
    return Event(
        id=new_id(), at=clock.now(), object=object, record=id, title=cast(Row, new or old).title[:200],
        kind=f"{object}.{verb}", changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]},
        actor=by.membership, actor_name=by.name, origin=by.origin, agent=by.agent, because=by.because,
        operation_id=by.operation,
    )  # fmt: skip


def _timelines(event: Event, by: Actor) -> set[UUID]:
    """The row's own, the workspace's, and those of the rows it linked to and links to."""
    links = {
        UUID(value)
        for name, pair in event.changes.items()
        if isinstance(KINDS[event.object]._meta.get_field(name), models.ForeignKey)
        for value in pair
        if value
    }
    return {event.record, by.workspace.pk, *links}


def history(
    ids: Iterable[UUID], kinds: Iterable[str] = (), before: UUID | None = None, limit: int = 50
) -> list[Event]:
    """The newest events of these rows, or of all settings by the workspace's id; of some `kinds` where given."""
    rows = EventLink.objects.filter(record__in=list(ids), event__object__in=list(kinds) or list(KINDS))
    if before:
        rows = rows.filter(event__lt=before)
    return [link.event for link in rows.select_related("event__operation").order_by("-event")[:limit]]


def is_reversible(event: Event) -> bool:
    """Whether taking this back gives and takes nothing that a person should not decide anew."""
    return event.object not in FINAL and event.kind != "membership.created"


def reverse(event: Event, by: Actor) -> None:
    """Take back one change of a setting, by the rules of making it; raises `Forbidden` with the reason.

    An object that is neither a record nor a setting (any more) has nothing to take back.
    """
    model = KINDS.get(event.object)
    if model is None:
        return
    if not is_reversible(event):
        raise Forbidden(
            _("“%(title)s” is not taken back by undo. Change it in the settings.") % {"title": event.title}
        )
    try:
        with telling(by, event.title) as by:
            if model is User:
                _require_own(event, by)
                _turn_back(event, model)
            else:
                require_administrator(by)
                with keeping_an_administrator(by):
                    if event.verb == "created":
                        _unmake(event, by)
                    else:
                        _turn_back(event, model)
    except (ValidationError, PermissionDenied) as refused:
        texts = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
        raise Forbidden(" ".join(texts)) from refused


def _require_own(event: Event, by: Actor) -> None:
    if by.membership is None or event.record != by.membership.user_id:
        raise PermissionDenied(_("A name is changed by the person themselves."))


def _unmake(event: Event, by: Actor) -> None:
    """Remove a role, team or branch again, as long as nothing was done with it since."""
    later = EventLink.objects.filter(record=event.record, event__gt=event.pk)
    if later.exclude(event__operation__in=[event.operation_id, by.operation]).exists():
        raise ValidationError(_changed_since(event))
    if event.object == "role":
        delete_role(Role.objects.get(pk=event.record), by)
    elif event.object == "branch":
        if _holds_records(event.record):
            raise ValidationError(_changed_since(event))
        delete_branch(Branch.objects.get(pk=event.record), by)
    else:
        delete_team(Team.objects.get(pk=event.record), by)


def _holds_records(branch: UUID) -> bool:
    """Whether records belong to a branch by now."""
    for spec in objects().values():
        links = [field for field in spec.fields.values() if field.is_dormant]
        rows = cast(Any, spec.model)._default_manager
        if any(rows.filter(**{field.attname: branch}).exists() for field in links):
            return True
    return False


def _turn_back(event: Event, model: type[models.Model]) -> None:
    """Put the old values back, or the whole row; raises `ValidationError` where something newer stands there."""
    rows = cast(Any, model)._default_manager
    back = {name: pair[0] for name, pair in event.changes.items()}
    _require_possible(event, model, back)
    if event.verb == "deleted":
        rows.create(pk=event.record, **{_attname(model, name): value for name, value in back.items()})
        return
    row = rows.select_for_update(of=("self",)).get(pk=event.record)
    if any(_row(row).values[name] != event.new(name) for name in back):
        raise ValidationError(_changed_since(event))
    for name, value in back.items():
        setattr(row, _attname(model, name), value)
    row.save(update_fields=list(back))


def _require_possible(event: Event, model: type[models.Model], back: Mapping[str, Any]) -> None:
    """What the old values name is still there, and their name still free."""
    rows = cast(Any, model)._default_manager.exclude(pk=event.record)
    if model in (Role, Team, Branch) and "name" in back and rows.filter(name=back["name"]).exists():
        raise ValidationError(
            _("“%(title)s” can't come back: its name is taken by now.") % {"title": back["name"]}
        )
    if model is Branch and "code" in back and rows.filter(code=back["code"]).exists():
        raise ValidationError(
            _("“%(title)s” can't come back: its name is taken by now.") % {"title": back["code"]}
        )
    for name, value in back.items():
        field = model._meta.get_field(name)
        is_link = bool(value) and isinstance(field, models.ForeignKey)
        if is_link and not cast(Any, field.related_model)._default_manager.filter(pk=value).exists():
            raise ValidationError(_("What “%(title)s” belonged to is gone.") % {"title": event.title})


def _changed_since(event: Event) -> str:
    return _("“%(title)s” was changed again since. Undo the later change first.") % {"title": event.title}
