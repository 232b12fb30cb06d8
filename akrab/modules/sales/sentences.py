"""Stages and their rules in words, as the settings page says them."""

from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext as _

from akrab.engine.fields.links import target_of
from akrab.engine.spec import spec_of
from akrab.features.playbooks import guidance
from akrab.modules.sales.models import Deal, Stage, StageRule
from akrab.web.rules.sentences import duration

ICONS = {"task": "checklist", "visit": "map-pin", "document": "file-text", "notice": "bell"}


def requirements(stage: Stage) -> list[str]:
    """What a deal must have before it goes on from a stage."""
    fields = spec_of(Deal).fields
    asked = [fields[name].label for name in stage.required_fields if name in fields]
    if stage.required_file is not None:
        asked.append(_("a file “%(type)s”") % {"type": stage.required_file.name})
    return [*asked, *guidance.items_of(stage)[0]]


def of_rule(rule: StageRule) -> list[str]:
    """For whom, when and with what further effect a rule acts; its text stands beside it."""
    said = [_("for %(who)s") % {"who": _who(rule)}] if rule.kind != "document" else []
    if rule.kind == "document" and rule.template is not None:
        said.append(_("from “%(template)s”") % {"template": rule.template.name})
    said += _when(rule)
    if rule.done_by_call:
        said.append(_("a connected call completes it"))
    if rule.closes_deal:
        said.append(_("its completion wins the deal"))
    return said


def _who(rule: StageRule) -> str:
    if rule.person is not None:
        return str(rule.person)
    return rule.role.name if rule.role is not None else _("the owner of the deal")


def _when(rule: StageRule) -> list[str]:
    field = spec_of(Deal).fields.get(rule.due_field)
    if field is not None:
        return [_("at “%(field)s”") % {"field": field.label}]
    if rule.due_minutes is None:
        return []
    if rule.working_time:
        return [_("due after %(time)s of working time") % {"time": duration(rule.due_minutes)}]
    return [_("due %(time)s after entry") % {"time": duration(rule.due_minutes)}]


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
