"""Stages and their rules in words, as the settings page says them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from akrab.engine import access
from akrab.engine.fields import Field
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
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


def titles_of(follows: Iterable[Following], by: Actor) -> dict[str, str]:
    """What the people, roles and templates are called that these name, by id."""
    wanted: dict[str, set[UUID]] = {}
    for said in follows:
        for object, id in (("membership", said.person), ("role", said.role), ("template", said.template)):
            if id:
                wanted.setdefault(object, set()).add(UUID(id))
    return {str(id): title for id, title in access.titles(wanted, by, objects()).items()}


def of_following(said: Following, titles: Mapping[str, str]) -> list[str]:
    """For whom, when and with what further effect something follows; its text stands beside it.

    What `titles` does not know is gone, and is shown as a question mark.
    """
    found = [_("for %(who)s") % {"who": _who(said, titles)}] if said.kind != "document" else []
    if said.template:
        found.append(_("from “%(template)s”") % {"template": titles.get(said.template, "?")})
    found += _when(said)
    if said.done_by_call:
        found.append(_("a connected [call] completes it"))
    if said.closes_deal:
        found.append(_("its completion wins the [deal]"))
    return found


def _who(said: Following, titles: Mapping[str, str]) -> str:
    if said.person or said.role:
        return titles.get(said.person or said.role, "?")
    return _("the owner of the [deal]")


def _when(said: Following) -> list[str]:
    field = spec_of(Deal).fields.get(said.due_field)
    if field is not None:
        return [_("at “%(field)s”") % {"field": field.label}]
    if said.due_minutes is None:
        return []
    if said.working_time:
        return [_("due after %(time)s of working time") % {"time": duration(said.due_minutes)}]
    return [_("due %(time)s after entry") % {"time": duration(said.due_minutes)}]


def nameable() -> dict[str, Field]:
    """Every field that a rule's text may name, by its path: of the deal, and of what it links to."""
    spec = spec_of(Deal)
    found = dict(spec.fields)
    for link in spec.links():
        target = target_of(link)
        if issubclass(target, Record):
            found |= {f"{link.name}.{name}": field for name, field in spec_of(target).fields.items()}
    return found


def placeholders() -> list[tuple[str, str]]:
    """What a rule's text most often names, with its label: the usual fields, and the company's own."""
    known = nameable()
    usual = ("name", "contact.name", "contact.address", "service", "amount", "visit_at", "delivery_on")
    own = [path for path, field in known.items() if field.is_custom]
    return [(f"{{{path}}}", _label(path, known)) for path in (*usual, *own) if path in known]


def _label(path: str, known: Mapping[str, Field]) -> str:
    link, _dot, _last = path.rpartition(".")
    return f"{known[link].label} · {known[path].label}" if link else known[path].label
