"""Playbooks, items of checklists, and who ticked them."""

from django.conf import settings
from django.db import models

from akrab.engine.fields import (
    AnyLinkField,
    BooleanField,
    ChoiceField,
    IntegerField,
    LongTextField,
    TextField,
)
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.features.wording.objects import gettext_lazy as _
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel

KINDS = [
    ("guide", _("guideline")), ("procedure", _("procedure")), ("script", _("[call] script")),
    ("course", _("staff course")),
]  # fmt: skip


def object_choices() -> list[tuple[str, str]]:
    """The objects that people work on."""
    return [(one.name, one.label) for one in objects().values() if not (one.settings or one.private)]


class Playbook(Record):
    """How something is done here, shown on records of `object`; a staff course may stand for itself.

    `place` narrows that to records that link to one record, such as a stage or a channel; `action` shows it in the
    dialog of that verb ("create" for making one) instead of on the record.
    """

    name = TextField(_("title"), max_length=120)
    kind = ChoiceField(_("kind"), choices=KINDS, default="guide")
    text = LongTextField(
        _("text"), help_text=_("Blank lines make paragraphs, lines that begin with - a list.")
    )
    object = ChoiceField(_("shown on"), choices=object_choices, blank=True)
    place = AnyLinkField(_("only at"))
    action = TextField(_("in the dialog of"), max_length=60, blank=True)
    position = IntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("playbook")
        verbose_name_plural = _("playbooks")
        indexes = [*Record.Meta.indexes, models.Index(fields=["workspace", "object"], name="playbook_object")]

    class Spec:
        icon = "book"
        columns = ("name", "kind", "object", "place", "action")
        settings = True
        sort = "position"


class CheckItem(Record):
    """One item of the checklist of a place that records pass, such as a stage."""

    name = TextField(_("item"))
    place = AnyLinkField(_("of"), blank=False)
    required = BooleanField(_("required to go on"))
    position = IntegerField(_("position"), default=0)

    class Meta(Record.Meta):
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        indexes = [*Record.Meta.indexes, models.Index(fields=["workspace", "place"], name="checkitem_place")]

    class Spec:
        icon = "checkbox"
        columns = ("name", "place", "required", "position")
        settings = True
        sort = "position"


class Tick(WorkspaceModel):
    """That an item was done for a record: by whom, and when."""

    item = WorkspaceForeignKey(CheckItem, models.CASCADE, related_name="ticks", db_index=False)
    about = models.CharField(max_length=80)
    member = WorkspaceForeignKey(
        settings.MEMBERSHIP_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("tick")
        verbose_name_plural = _("ticks")
        constraints = [models.UniqueConstraint(fields=["workspace", "about", "item"], name="tick_one_each")]
