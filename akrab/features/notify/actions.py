"""What a person can do with a notice."""

from django.utils.translation import gettext_lazy as _

from akrab.engine.actions import action, prepares
from akrab.features.notify.models import Notice, NoticeChoice
from akrab.identity.actor import Actor
from akrab.lib import clock


@prepares("create")
def spare(notice: Notice, *, by: Actor) -> None:
    """What its reader does not want on the bell is among the notices as one that was read."""
    if NoticeChoice.objects.filter(member=notice.to_id, kind=notice.kind, on_bell=False).exists():
        notice.read_at = clock.now()


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
