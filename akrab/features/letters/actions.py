"""What saving message templates and making mailings checks and does."""

from collections.abc import Mapping
from typing import Any, cast

from django.utils.translation import gettext

from akrab.engine import access
from akrab.engine.actions import prepares
from akrab.engine.errors import Invalid, Refused
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.letters.models import Mailing, MessageTemplate, MessageWording
from akrab.features.letters.sending import checked, records_of, require_few_enough, send_all
from akrab.features.letters.writing import sender_for
from akrab.features.wording.paths import unknown
from akrab.identity.actor import Actor


@prepares("create")
def check_new_template(template: MessageTemplate, *, by: Actor) -> None:
    """Texts that name unknown fields are not kept."""
    _check_texts(template, template.object)
    _check_attached(template)


@prepares("update")
def check_changed_template(template: MessageTemplate, *, before: Mapping[str, Any], by: Actor) -> None:
    check_new_template(template, by=by)


def _check_attached(template: MessageTemplate) -> None:
    if template.attaches is not None and template.attaches.object != template.object:
        words = {"template": template.attaches.name, "object": template.attaches.object}
        raise Invalid({"attaches": [gettext("%(template)s is a template for %(object)s.") % words]})


@prepares("create", "restore")
def check_new_wording(wording: MessageWording, *, by: Actor) -> None:
    _check_texts(wording, wording.template.object)


@prepares("update")
def check_changed_wording(wording: MessageWording, *, before: Mapping[str, Any], by: Actor) -> None:
    _check_texts(wording, wording.template.object)


def _check_texts(words: MessageTemplate | MessageWording, object: str) -> None:
    spec = find_object(object)
    if spec is None:
        raise Invalid({"object": [gettext("There is no object “%(name)s”.") % {"name": object}]})
    errors = {name: unknown(getattr(words, name), spec) for name in ("subject", "body")}
    if errors := {name: texts for name, texts in errors.items() if texts}:
        raise Invalid(errors)


@prepares("create")
def send(mailing: Mailing, *, by: Actor) -> None:
    """All letters of a mailing are checked and queued, or none is; raises `Refused` with every problem."""
    template = mailing.template
    records = _records(mailing, by)
    require_few_enough(template, len(records))
    letters = checked(template, records, by, mailing.sender)
    mailing.sent = send_all(letters, template, mailing.sender, f"mailing:{mailing.pk}", by)
    mailing.sender = mailing.sender or sender_for(records[0], by)
    mailing.name = template.name


@prepares("update")
def keep_mailing(mailing: Mailing, *, before: Mapping[str, Any], by: Actor) -> None:
    raise Refused(gettext("What was sent stays as it was. Write again."))


def _records(mailing: Mailing, by: Actor) -> list[Record]:
    """What the letters are about; raises `Invalid` where there is nothing, or another kind of record."""
    if mailing.records:
        return records_of(mailing.template.object, mailing.records, by)
    kind, _colon, id = mailing.about.partition(":")
    spec = find_object(kind)
    if spec is None:
        raise Invalid({"about": [gettext("Choose the record it is about.")]})
    if kind != mailing.template.object:
        words = {"template": mailing.template.name, "object": mailing.template.object}
        raise Invalid({"template": [gettext("%(template)s is a template for %(object)s.") % words]})
    return [access.get(cast(type[Record], spec.model), id, by)]
