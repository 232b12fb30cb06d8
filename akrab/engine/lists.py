"""The entries of open lists, such as sources or reasons: ordered, renamed, retired, never in the way of old records."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BooleanField, Field, IntegerField, TextField
from akrab.engine.fields.links import target_of
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec


class ListEntry(Record):
    """One entry of a list that administrators keep. A retired one is no longer offered, and stays where it is used."""

    name = TextField(_("name"), max_length=80)
    position = IntegerField(_("position"), default=0)
    retired = BooleanField(_("retired"))

    class Meta(Record.Meta):
        abstract = True


def is_list(spec: Spec) -> bool:
    return issubclass(spec.model, ListEntry)


def users_of(spec: Spec) -> Iterator[tuple[Spec, Field]]:
    """Every object with the link by which its records name an entry of this list."""
    for other in objects().values():
        for field in other.links():
            if target_of(field) is spec.model:
                yield other, field
