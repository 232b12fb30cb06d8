"""Claims: another value of a field, and where it came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akrab.engine.fields import AnyLinkField, ChoiceField, DateTimeField, TextField, UserField
from akrab.engine.record import ORIGINS, Record


class Claim(Record):
    """What one source said of a field that holds something else: kept by the product, settled by a person.

    `value` is the plain value, shown only to who may see the field, so its `name` says the field alone; `told` says who
    or which form it came from. `at` is when it was said.
    """

    name = TextField(_("other value"), read_only=True, blank=True)
    about = AnyLinkField(_("about"), read_only=True, timeline=True)
    field = TextField(_("field"), max_length=60, read_only=True, blank=True)
    value = models.JSONField(null=True, editable=False)
    source = ChoiceField(_("source"), choices=ORIGINS, default="system", read_only=True)
    told = TextField(_("said by"), read_only=True, blank=True)
    at = DateTimeField(_("when"), null=True, read_only=True)
    state = ChoiceField(
        _("state"), default="waiting", read_only=True,
        choices=[
            ("waiting", _("to be settled")), ("used", pgettext_lazy("value", "used")),
            ("left", pgettext_lazy("value", "left out")),
        ],
    )  # fmt: skip
    settled_by = UserField(_("settled by"), null=True, on_delete=models.SET_NULL, read_only=True)

    class Meta(Record.Meta):
        verbose_name = _("other value")
        verbose_name_plural = _("other values")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["workspace", "about", "state"], name="claim_about"),
            models.Index(fields=["workspace", "state"], name="claim_state"),
        ]

    class Spec:
        icon = "arrows-split-2"
        columns = ("name", "about", "source", "told", "at", "state")
        facts = ("state", "source", "told", "at")
        owners = ("settled_by", "created_by")
        within = "about"
