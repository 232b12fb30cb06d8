"""Stages and their rules in words, as the settings page says them."""

from collections.abc import Sequence
from uuid import UUID

from django.db import models

from akrab.engine import access
from akrab.engine.fields.links import target_of
from akrab.engine.registry import objects
from akrab.engine.spec import spec_of
from akrab.features.playbooks import guidance
from akrab.features.wording.objects import gettext as _
from akrab.identity.actor import Actor
from akrab.modules.sales.following import Following
from akrab.modules.sales.models import Deal, Stage
from akrab.web.rules.sentences import duration

ICONS = {"task": "checklist", "visit": "map-pin", "document": "file-text", "notice": "bell"}


def requirements(stage: Stage) -> list[str]:
    """What a deal must have before it goes on from a stage."""
    fields = spec_of(Deal).fields
    asked = [fields[name].label for name in stage.required_fields if name in fields]
    if stage.required_file is not None:
        asked.append(_("a file “%(type)s”") % {"type": stage.required_file.name})
    return [*asked, *guidance.items_of(stage)[0]]


def of_following(said: Following, by: Actor) -> list[str]:
    """For whom, when and with what further effect something follows; its text stands beside it."""
    found = [_("for %(who)s") % {"who": _who(said, by)}] if said.kind != "document" else []
    if said.template:
        found.append(_("from “%(template)s”") % {"template": _title("template", said.template, by)})
    found += _when(said)
    if said.done_by_call:
        found.append(_("a connected [call] completes it"))
    if said.closes_deal:
        found.append(_("its completion wins the [deal]"))
    return found


def _who(said: Following, by: Actor) -> str:
    if said.person:
        return _title("membership", said.person, by)
    return _title("role", said.role, by) if said.role else _("the owner of the [deal]")


def _title(object: str, id: str, by: Actor) -> str:
    """What a record is called; a question mark for what is gone."""
    return access.titles({object: {UUID(id)}}, by, objects()).get(UUID(id), "?")


def _when(said: Following) -> list[str]:
    field = spec_of(Deal).fields.get(said.due_field)
    if field is not None:
        return [_("at “%(field)s”") % {"field": field.label}]
    if said.due_minutes is None:
        return []
    if said.working_time:
        return [_("due after %(time)s of working time") % {"time": duration(said.due_minutes)}]
    return [_("due %(time)s after entry") % {"time": duration(said.due_minutes)}]


def placeholders(model: type[models.Model]) -> Sequence[tuple[str, str]]:
    """What a rule's text can name, with its label."""
    chosen = ("name", "contact.name", "contact.address", "service", "amount", "visit_at", "delivery_on")
    said = []
    for path in chosen:
        link, _dot, last = path.rpartition(".")
        fields = spec_of(model).fields
        if link:
            label = f"{fields[link].label} · {spec_of(target_of(fields[link])).fields[last].label}"
        else:
            label = fields[last].label
        said.append((f"{{{path}}}", label))
    return said
