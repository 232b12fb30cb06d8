"""Definitions: the custom fields of objects, and what else a company says of an object."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import BooleanField, ChoiceField, IntegerField, TextField
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.engine.spec import Spec
from akrab.features.customfields.fields import FieldWordsField, NamesField, OptionsField, WordsField
from akrab.features.customfields.kinds import KINDS


def is_shapeable(spec: Spec) -> bool:
    """Whether a company may shape an object: what it works with, not what it is set up by."""
    return not (spec.settings or spec.private or spec.logged)


def object_choices() -> list[tuple[str, str]]:
    """The objects that can be shaped."""
    return [(spec.name, spec.label) for spec in objects().values() if is_shapeable(spec)]


def kind_choices() -> list[tuple[str, str]]:
    return [(name, kind.label) for name, kind in KINDS.items()]


class CustomField(Record):
    """A further field of an object. Its `name` is how programs, filters and templates call it, and never changes.

    A retired field is hidden and keeps its values; one in the bin as well, until it is restored.
    """

    object = ChoiceField(_("object"), choices=object_choices, max_length=60)
    name = TextField(_("name for programs"), max_length=60, blank=True, read_only=True)
    label = TextField(_("label"), max_length=80)
    labels = WordsField(_("label by language"))
    kind = ChoiceField(_("type"), choices=kind_choices)
    target = ChoiceField(_("linked object"), choices=object_choices, max_length=60, blank=True)
    options = OptionsField(_("options"))
    help = TextField(_("help text"), max_length=300, blank=True)
    helps = WordsField(_("help text by language"))
    is_demanded = BooleanField(_("must be filled in"))
    in_form = BooleanField(_("in the short form"), default=True)
    in_columns = BooleanField(_("a column of the list"))
    in_facts = BooleanField(_("among the key facts"))
    position = IntegerField(_("position"), default=0)
    is_retired = BooleanField(_("retired"), read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "object", "name"], name="customfield_name")
        ]

    class Spec:
        icon = "forms"
        title = "label"
        settings = True
        shapes = True
        sort = "position"
        columns = ("label", "object", "kind", "name", "is_retired")


class Outline(Record):
    """What a company says of one object: its words for it and its fields, their order, and whether it is used."""

    object = ChoiceField(_("object"), choices=object_choices, max_length=60)
    label = WordsField(_("name of one"))
    label_plural = WordsField(_("name of many"))
    field_labels = FieldWordsField(_("labels of fields"))
    order = NamesField(_("order of fields"))
    is_off = BooleanField(_("switched off"))

    class Meta(Record.Meta):
        verbose_name = _("object in use")
        verbose_name_plural = _("objects in use")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "object"], name="outline_object")
        ]

    class Spec:
        icon = "box"
        title = "object"
        settings = True
        shapes = True
        columns = ("object", "is_off")
