"""The base of every object: what each record carries besides its own fields."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import ChoiceField, DateTimeField, UserField
from akrab.engine.fields.custom import KeptField, find_value
from akrab.engine.spec import spec_of
from akrab.lib import clock
from akrab.tenancy.models import WorkspaceModel

ORIGINS = [
    ("web", _("typed in")),
    ("form", _("web form")),
    ("import", _("import")),
    ("api", _("API")),
    ("mail", _("e-mail")),
    ("telephony", _("telephony")),
    ("rule", _("rule")),
    ("system", _("system")),
]


class Record(WorkspaceModel):
    """A row of an object: described by its `Spec`, written only by actions, read only through access.

    `version` counts its changes; `search` is what finding looks at, `sort_key` what ordering by title looks at;
    both are kept by the write path. `custom` holds the values of the company's own fields. A record in the bin has
    `deleted_at`.
    """

    created_at = DateTimeField(_("created"), default=clock.now, read_only=True, editable=False)
    updated_at = DateTimeField(_("changed"), default=clock.now, read_only=True, editable=False)
    created_by = UserField(
        _("created by"), null=True, read_only=True, editable=False, on_delete=models.SET_NULL
    )
    origin = ChoiceField(_("origin"), choices=ORIGINS, default="system", read_only=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    search = models.TextField(default="", editable=False)
    sort_key = models.CharField(max_length=80, default="", editable=False)
    custom = KeptField()

    class Meta:
        abstract = True
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(
                fields=["workspace", "search"],
                opclasses=["uuid_ops", "gin_trgm_ops"],
                name="%(class)s_search",
            ),
            models.Index(fields=["workspace", "sort_key", "id"], name="%(class)s_sort_key"),
        ]

    def __str__(self) -> str:
        return spec_of(type(self)).title_of(self)

    if not TYPE_CHECKING:  # else the type checker would believe in every attribute

        def __getattr__(self, name: str) -> Any:
            return find_value(self, name)
