"""Public forms, what was sent through them, what was agreed to, and how they were counted."""

from functools import cached_property
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.contents import StoredFilesField
from akrab.engine.fields import (
    AnyLinkField,
    ChoiceField,
    DateTimeField,
    IntegerField,
    LinkField,
    LongTextField,
    TextField,
)  # fmt: skip
from akrab.engine.record import Record
from akrab.engine.registry import objects
from akrab.features.forms.definition import Definition
from akrab.features.forms.fields import FormDefinitionField
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


def object_choices() -> list[tuple[str, str]]:
    """The objects that a form can make: what the company works with, not what it is set up by or what is told."""
    closed = (spec.settings or spec.private or spec.logged or spec.within for spec in objects().values())
    return [(spec.name, spec.label) for spec, no in zip(objects().values(), closed, strict=True) if not no]


class PublicAddress(models.Model):
    """Which workspace a form's public address belongs to: all that a stranger's request starts from."""

    tenancy: ClassVar[str] = "global"

    key = models.SlugField(primary_key=True, max_length=80)
    workspace = models.ForeignKey(settings.WORKSPACE_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("public address")
        verbose_name_plural = _("public addresses")


class Form(Record):
    """A public form: what it asks, and the record that an answer makes.

    Presets of its definition map further fields to values; a text may name questions in braces.
    """

    name = TextField(_("title"))
    key = TextField(_("address"), max_length=80)
    intro = LongTextField(_("introduction"), blank=True)
    object = ChoiceField(_("makes a"), choices=object_choices, max_length=60)
    definition = FormDefinitionField(_("questions"))
    thanks = LongTextField(_("thanks"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="form_key_unique")]

    class Spec:
        icon = "forms"
        columns = ("name", "key", "object")
        quick = ("name", "key", "intro", "object", "thanks")
        settings = True

    @cached_property
    def shape(self) -> Definition:
        """The definition as it is used; read anew only from a form that was fetched anew."""
        return Definition.model_validate(self.definition)


STATES = [
    ("taken", pgettext_lazy("submission", "taken")),
    ("held", pgettext_lazy("submission", "waits for a person")),
    ("spam", pgettext_lazy("submission", "spam")),
    ("deleted", pgettext_lazy("submission", "deleted")),
]
WAITING = ("held", "spam")


class Submission(WorkspaceModel):
    """One sending of a form, kept whole; its key makes a second arrival the same sending.

    `asked` are the questions as the sender read them, of the form's `version`. One that made no record yet waits
    for a person, with the `reason`; `proof` is the challenge whose work came with it, good for one sending.
    """

    form = WorkspaceForeignKey(Form, models.CASCADE, related_name="submissions", db_index=False)
    key = models.CharField(max_length=120)
    answers = models.JSONField(default=dict)
    asked = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=10, blank=True)
    page = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=80, blank=True)
    campaign = models.CharField(max_length=80, blank=True)
    sender = models.CharField(max_length=64, blank=True)
    proof = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="taken")
    reason = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    record = models.CharField(max_length=80, blank=True)
    files = StoredFilesField()
    judged_by = models.CharField(max_length=120, blank=True)
    judged_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "form", "key"], name="submission_once"),
            models.UniqueConstraint(
                fields=["workspace", "form", "proof"], condition=~models.Q(proof=""), name="submission_proof"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "sender", "at"], name="submission_sender"),
            models.Index(fields=["workspace", "form", "state", "-at"], name="submission_state"),
        ]


class Consent(Record):
    """What a person agreed to: when, in which wording and language, and by which form; nothing of it ever changes."""

    about = AnyLinkField(_("who agreed"), timeline=True, blank=False)
    name = TextField(_("what for"), max_length=300)
    text = LongTextField(_("wording agreed to"))
    given_at = DateTimeField(_("agreed"), default=clock.now)
    withdrawn_at = DateTimeField(_("withdrawn"), null=True, read_only=True)
    language = ChoiceField(_("language"), choices=settings.LANGUAGES, blank=True)
    wording = IntegerField(_("number of the wording"), null=True, read_only=True)
    form = LinkField("forms.Form", _("form"), null=True, read_only=True, on_delete=models.SET_NULL)

    class Meta(Record.Meta):
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "about"], name="consent_about"),
            models.Index(fields=["workspace", "form"], name="consent_form"),
        ]

    class Spec:
        beside = ("about",)
        within = "about"
        somebody = ("about",)
        logged = True
        icon = "shield-check"
        columns = ("name", "about", "given_at", "withdrawn_at", "language", "wording", "form")
        facts = ("given_at", "withdrawn_at", "language", "wording", "form")
        quick = ("about", "name", "text", "given_at", "language")
        search = ("name",)


class FormCount(WorkspaceModel):
    """How often something happened with a form on a day: numbers alone, nothing of whom.

    `kind` is a `view`, a `start`, or a `left` with the question last touched in `name`; `refused` counts what was
    not even kept.
    """

    form = WorkspaceForeignKey(Form, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of a form")
        verbose_name_plural = _("counts of forms")
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "form", "day", "kind", "name", "source"], name="formcount_once"
            )
        ]
