"""What saving message templates and making mailings checks and does."""

from collections.abc import Mapping
from typing import Any, cast

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akrab.engine import access, values
from akrab.engine.actions import action, prepares
from akrab.engine.errors import Invalid, Refused
from akrab.engine.record import Record
from akrab.engine.registry import find_object
from akrab.features.letters.addressees import can_be_written_to
from akrab.features.letters.attaching import require_good
from akrab.features.letters.models import Mailing, MessageTemplate, MessageWording
from akrab.features.letters.sending import checked, problems_of, records_of, require_few_enough, send_all
from akrab.features.letters.writing import sender_for
from akrab.features.wording.paths import unknown
from akrab.identity.actor import Actor

MOST_TOLD = 20


@prepares("create")
def check_new_template(template: MessageTemplate, *, by: Actor) -> None:
    """Texts that name unknown fields are not kept."""
    _check_texts(template, template.object)
    require_good(template.attachments, template.object)


@prepares("update")
def check_changed_template(template: MessageTemplate, *, before: Mapping[str, Any], by: Actor) -> None:
    check_new_template(template, by=by)


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
def begin_mailing(mailing: Mailing, *, by: Actor) -> None:
    """A mailing is sent as it is made, if nothing is lacking for any of its letters."""
    mailing.name = mailing.template.name
    _send(mailing, by)


@action(
    label=_("Send"),
    past="released",
    told=_("%(who)s sent the mailing %(what)s"),
    icon="send",
    shown=lambda mailing: mailing.state == "held",
)
def release(mailing: Mailing, *, by: Actor) -> Mailing:
    """Send what was held back; what is still lacking is said again."""
    _send(mailing, by)
    return mailing


def _send(mailing: Mailing, by: Actor) -> None:
    template = mailing.template
    records = _records(mailing, by)
    require_few_enough(template, len(records))
    letters = checked(template, records, by, mailing.sender)
    mailing.problems = problems_of(letters)[:MOST_TOLD]
    if not mailing.problems:
        mailing.sent = send_all(letters, template, mailing.sender, f"mailing:{mailing.pk}", by)
        mailing.state = "sent"
    mailing.sender = mailing.sender or (sender_for(records[0], by) if records else None)


@prepares("update")
def keep_mailing(mailing: Mailing, *, before: Mapping[str, Any], by: Actor) -> None:
    told = ("template", "about", "sender")
    if mailing.state == "sent" and any(before[name] != values.snapshot(mailing)[name] for name in told):
        raise Refused(gettext("What was sent stays as it was. Write again."))


def _records(mailing: Mailing, by: Actor) -> list[Record]:
    """What the letters are about; raises `Invalid` where there is nothing, or another kind of record."""
    if mailing.records:
        return records_of(mailing.template.object, mailing.records, by)
    kind, _colon, id = mailing.about.partition(":")
    spec = find_object(kind)
    if spec is None or not can_be_written_to(spec):
        raise Invalid({"about": [gettext("Choose the record it is about.")]})
    if kind != mailing.template.object:
        words = {"template": mailing.template.name, "object": mailing.template.object}
        raise Invalid({"template": [gettext("%(template)s is a template for %(object)s.") % words]})
    return [access.get(cast(type[Record], spec.model), id, by)]
