"""The steps of rules that belong to other abilities: telling people, sending mail, making documents."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from akrab.features.automation.kinds import Kind, Outcome
from akrab.features.automation.scope import Broken, Scope
from akrab.features.documents.making import make
from akrab.features.documents.models import Template
from akrab.features.mail.queueing import queue
from akrab.features.notify.notices import send
from akrab.identity.actor import Actor
from akrab.identity.members import active_members


def notify(step: Any, scope: Scope, by: Actor) -> Outcome:
    """Tell a person, everyone of a role, or a team: `to`, `role` or `team`, and `text`."""
    about = scope.record(step.of)
    text = scope.text(str(step.values.get("text", "")))
    told = [send(member, text, by, about=about) for member in _readers(step, scope)]
    return about, _("told %(count)d") % {"count": len(told)}


def _readers(step: Any, scope: Scope) -> list[Any]:
    people = active_members()
    if step.values.get("role"):
        return list(people.filter(role=step.values["role"]))
    if step.values.get("team"):
        return list(people.filter(team=step.values["team"]))
    to = scope.value(step.values.get("to", ""))
    return list(people.filter(pk=UUID(str(to)))) if to else []


def mail(step: Any, scope: Scope, by: Actor) -> Outcome:
    """Send a mail about the record: `to` (addresses), `subject`, `text`."""
    about = scope.record(step.of)
    to = scope.value(step.values.get("to", ""))
    addresses = [to] if isinstance(to, str) and to else list(to or [])
    if not addresses:
        return about, _("no address to send to")
    subject, text = (scope.text(str(step.values.get(name, ""))) for name in ("subject", "text"))
    return queue(addresses[:1], subject, text, about, by), ""


def document(step: Any, scope: Scope, by: Actor) -> Outcome:
    """Make the document of a `template` and the record."""
    template = Template.objects.filter(
        pk=str(step.values.get("template", "")), deleted_at__isnull=True
    ).first()
    if template is None:
        raise Broken(_("The document template is gone."))
    made = make(template, scope.record(step.of), by)
    return made, ", ".join(made.missing)


STEPS: dict[str, Kind] = {"notify": notify, "mail": mail, "document": document}
