"""What saving a form checks: its address is free, and each question has a field to go to."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from akrab.engine.actions import prepares
from akrab.engine.errors import Invalid
from akrab.features.forms.models import Form, PublicAddress
from akrab.features.forms.taking import questions_of
from akrab.identity.actor import Actor

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@prepares("create")
def publish(form: Form, *, by: Actor) -> None:
    """Take the form's public address, which no other company may have."""
    if not SLUG.fullmatch(form.key):
        raise Invalid({"key": [_("Use small letters, digits and hyphens, such as measurement-request.")]})
    questions_of(form)
    address, _made = PublicAddress.objects.get_or_create(key=form.key, defaults={"workspace": by.workspace})
    if address.workspace_id != by.workspace.pk:
        raise Invalid({"key": [_("This address is taken. Choose another.")]})


@prepares("update")
def republish(form: Form, *, before: Mapping[str, Any], by: Actor) -> None:
    publish(form, by=by)
