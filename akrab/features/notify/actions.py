"""What a person can do with a notice."""

from django.utils.translation import gettext_lazy as _

from akrab.engine.actions import action
from akrab.features.notify.models import Notice
from akrab.identity.actor import Actor
from akrab.lib import clock


@action(
    label=_("Mark as read"),
    past="read",
    told=_("%(who)s read the notice %(what)s"),
    icon="check",
    shown=lambda notice: notice.read_at is None,
)
def read(notice: Notice, *, by: Actor) -> Notice:
    """Take the notice off the bell's count."""
    notice.read_at = clock.now()
    return notice
