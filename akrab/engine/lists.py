"""The entries of open lists, such as sources or reasons: ordered, renamed, retired, never in the way of old records."""

from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BooleanField, IntegerField, TextField
from akrab.engine.record import Record


class ListEntry(Record):
    """One entry of a list that administrators keep. A retired one is no longer offered, and stays where it is used."""

    name = TextField(_("name"), max_length=80)
    position = IntegerField(_("position"), default=0)
    retired = BooleanField(_("retired"))

    class Meta(Record.Meta):
        abstract = True
