"""Making and changing roles: what each allows, object by object, verb by verb, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from akrab.identity.actor import REACHES, VERBS, Actor, FieldRight, Reach, Verb
from akrab.identity.models import Role
from akrab.identity.naming import name_errors, tidy
from akrab.identity.people import keeping_an_administrator, require_administrator

LONGEST_NAME = 80
CLOSED: tuple[FieldRight, ...] = ("hidden", "read")


@dataclass(frozen=True)
class Wanted:
    """What a role is to allow. `rights` are by object or `*`, `fields` hold the closed fields alone."""

    name: str
    is_administrator: bool = False
    sees_reports: bool = False
    uses_api: bool = True
    rights: Mapping[str, Mapping[Verb, Reach]] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, FieldRight]] = field(default_factory=dict)


def save_role(role: Role | None, wanted: Wanted, by: Actor) -> Role:
    """Make a role, or change it for everyone who has it; raises `ValidationError` by field.

    The last role through which somebody may do everything stays so.
    """
    require_administrator(by)
    _require_sound(role, wanted)
    saved = role or Role(workspace=by.workspace)
    with keeping_an_administrator(by):
        saved.name = tidy(wanted.name)
        saved.is_administrator, saved.sees_reports = wanted.is_administrator, wanted.sees_reports
        saved.uses_api = wanted.uses_api
        saved.rights = {name: dict(verbs) for name, verbs in wanted.rights.items()}
        saved.fields = {name: dict(closed) for name, closed in wanted.fields.items() if closed}
        saved.save()
    return saved


def delete_role(role: Role, by: Actor) -> None:
    """Remove a role that nobody has; raises `ValidationError` while somebody does."""
    require_administrator(by)
    if role.memberships.exists():
        raise ValidationError(_("People still have this role. Give them another one first."))
    role.delete()


def _require_sound(role: Role | None, wanted: Wanted) -> None:
    name = tidy(wanted.name)
    if errors := name_errors(name, LONGEST_NAME, _("Give the role a name.")):
        raise ValidationError({"name": errors})
    if Role.objects.filter(name=name).exclude(pk__in=[role.pk] if role else []).exists():
        raise ValidationError({"name": [_("There is already a role of this name.")]})
    for verbs in wanted.rights.values():
        if set(verbs) - set(VERBS) or set(verbs.values()) - set(REACHES):
            raise ValidationError(_("One of the rights can't be read. Choose it from the list."))
    for closed in wanted.fields.values():
        if set(closed.values()) - set(CLOSED):
            raise ValidationError(_("One of the fields can't be read. Choose it from the list."))
