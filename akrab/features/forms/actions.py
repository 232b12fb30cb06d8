"""What saving a form checks, and what can be done with a consent."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akrab.engine import values
from akrab.engine.actions import action, prepares
from akrab.engine.errors import Invalid
from akrab.engine.registry import get_object
from akrab.features.forms.definition import plain, read, with_wordings
from akrab.features.forms.making import PLACEHOLDER
from akrab.features.forms.models import Consent, Form, PublicAddress
from akrab.features.forms.questions import impossible, questions_of, unfit
from akrab.identity.actor import Actor, system
from akrab.lib import clock

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@prepares("create")
def publish(form: Form, *, by: Actor) -> None:
    """Take the form's public address, which no other company may have."""
    if not SLUG.fullmatch(form.key):
        raise Invalid({"key": [_("Use small letters, digits and hyphens, such as measurement-request.")]})
    _define(form, None, by)
    address, _made = PublicAddress.objects.get_or_create(key=form.key, defaults={"workspace": by.workspace})
    if address.workspace_id != by.workspace.pk:
        raise Invalid({"key": [_("This address is taken. Choose another.")]})


@prepares("update")
def republish(form: Form, *, before: Mapping[str, Any], by: Actor) -> None:
    """The address stays free for others only once the form has another; a changed definition is checked anew."""
    if form.key != before["key"]:
        publish(form, by=by)
    elif form.definition != before["definition"] or form.object != before["object"]:
        _define(form, before["definition"], by)


def _define(form: Form, before: Mapping[str, Any] | None, by: Actor) -> None:
    """Check that each question has a field to go to, and count up the wordings that changed."""
    definition = read(form.definition)
    if definition.translations and not definition.language:
        definition = definition.model_copy(update={"language": by.workspace.language})
    form.definition = plain(with_wordings(definition, before))
    form.__dict__.pop("shape", None)
    questions = questions_of(form)
    broken = questions.broken
    if broken:
        raise Invalid({"definition": [one.why for one in broken]})
    wrong = impossible(questions) | unfit(questions) | _unusable(form, by)
    if wrong:
        raise Invalid(wrong)


def _unusable(form: Form, by: Actor) -> dict[str, list[str]]:
    """Presets that no record could be made with: all that is sent would wait for a person."""
    spec = get_object(form.object)
    wrong: list[str] = []
    for name, value in form.shape.presets.items():
        field = spec.fields.get(name)
        if field is None or field.read_only:
            wrong.append(_("“%(name)s” is no field that can be filled in.") % {"name": name})
        elif not (isinstance(value, str) and PLACEHOLDER.search(value)):
            try:
                values.parse({name: field}, {name: value}, system(by.workspace, "form"))
            except Invalid as invalid:
                texts = " ".join(text for texts in invalid.errors.values() for text in texts)
                wrong.append(f"{field.label}: {texts}")
    return {"presets": wrong} if wrong else {}


@action(
    label=gettext_lazy("Withdraw"),
    past="withdrawn",
    told=gettext_lazy("%(who)s withdrew the consent %(what)s"),
    icon="shield-x",
    shown=lambda consent: consent.withdrawn_at is None,
)
def withdraw(consent: Consent, *, by: Actor) -> Consent:
    """Note that the person no longer agrees; that they once did stays."""
    consent.withdrawn_at = clock.now()
    return consent
