"""What saving a file checks: that it came with contents."""

from django.utils.translation import gettext as _

from akrab.engine.actions import prepares
from akrab.engine.errors import Invalid
from akrab.features.files.models import File
from akrab.identity.actor import Actor


@prepares("create")
def require_contents(file: File, *, by: Actor) -> None:
    """Contents come by `attaching.attach` alone: a hash, known or guessed, opens nothing."""
    if not file.stored:
        raise Invalid({"stored": [_("Choose a file to upload.")]})
