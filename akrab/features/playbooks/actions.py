"""What saving a playbook checks."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from akrab.engine.actions import prepares
from akrab.engine.errors import Invalid
from akrab.features.playbooks.models import Playbook
from akrab.identity.actor import Actor


@prepares("create")
def place(playbook: Playbook, *, by: Actor) -> None:
    """All but courses are shown somewhere."""
    if not playbook.object and playbook.kind != "course":
        raise Invalid({"object": [_("Choose where it is shown.")]})


@prepares("update")
def replace(playbook: Playbook, *, before: Mapping[str, Any], by: Actor) -> None:
    place(playbook, by=by)
