"""Public forms and what was sent through them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.engine.fields import LongTextField, TextField
from akrab.engine.record import Record
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


class PublicAddress(models.Model):
    """Which workspace a form's public address belongs to: all that a stranger's request starts from."""

    tenancy: ClassVar[str] = "global"

    key = models.SlugField(primary_key=True, max_length=80)
    workspace = models.ForeignKey(settings.WORKSPACE_MODEL, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("public address")
        verbose_name_plural = _("public addresses")


class Form(Record):
    """A public form: its questions, and the record that an answer makes.

    `questions` is a list of `{"name", "label", "path", "required"}`; a path is a field of `object` or of a record it
    links to (`contact.phones`). `presets` maps further fields to values; a text may name questions in braces.
    """

    name = TextField(_("title"))
    key = TextField(_("address"), max_length=80)
    intro = LongTextField(_("introduction"), blank=True)
    object = TextField(_("object"), max_length=60)
    questions = models.JSONField(_("questions"), default=list)
    presets = models.JSONField(_("presets"), default=dict, blank=True)
    thanks = LongTextField(_("thanks"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="form_key_unique")]

    class Spec:
        icon = "forms"
        columns = ("name", "key", "object")
        settings = True


class Submission(WorkspaceModel):
    """One sending of a form, kept whole; its key makes a second arrival the same sending."""

    STATES: ClassVar = [("taken", _("taken")), ("spam", _("spam"))]

    form = WorkspaceForeignKey(Form, models.CASCADE, related_name="submissions", db_index=False)
    key = models.CharField(max_length=120)
    answers = models.JSONField(default=dict)
    page = models.CharField(max_length=500, blank=True)
    sender = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default="taken")
    record = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [models.UniqueConstraint(fields=["workspace", "form", "key"], name="submission_once")]
        indexes = [models.Index(fields=["workspace", "sender", "at"], name="submission_sender")]
