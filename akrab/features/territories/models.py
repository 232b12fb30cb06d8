"""Territories: which addresses belong to each, and who looks after it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import IntegerField, LinkField, TagsField, TextField
from akrab.engine.record import Record


class Territory(Record):
    """A part of the world by address: a country, and of it provinces, cities or postcodes, any of them.

    Where nothing is said of a kind, it does not matter; a territory that says nothing at all is the rest of the
    world. `people` are the ids of members; where there are none, everybody of the team looks after it.
    """

    name = TextField(_("name"), max_length=80)
    country = TextField(_("country"), max_length=2, blank=True)
    regions = TagsField(_("provinces or states"))
    cities = TagsField(_("cities"))
    postcodes = TagsField(
        _("postcodes"), help_text=_("One by one, from 40111-40199, or all that begin alike: 40*.")
    )
    team = LinkField("identity.Team", _("team"), null=True, on_delete=models.SET_NULL)
    people = TagsField(_("people"))
    position = IntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=models.Q(deleted_at=None),
                name="territory_name_unique",
            ),
        ]

    class Spec:
        icon = "map-2"
        plural = "territories"
        columns = ("name", "country", "regions", "cities", "postcodes", "team")
        settings = True
        sort = "position"
