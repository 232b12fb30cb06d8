"""A feed: the secret address at which a person's own calendar program reads what they have planned here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from akrab.identity.models import Membership
from akrab.lib import clock
from akrab.tenancy.fields import WorkspaceForeignKey
from akrab.tenancy.models import WorkspaceModel


class Feed(WorkspaceModel):
    """One person's feed; of its secret only the digest is kept. `is_full` tells all details, else only the times."""

    membership = WorkspaceForeignKey(Membership, models.CASCADE, related_name="+", db_index=False)
    digest = models.CharField(max_length=64, editable=False)
    is_full = models.BooleanField(_("with all details"), default=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [
            models.UniqueConstraint(fields=["workspace", "membership"], name="feed_one_each"),
            models.UniqueConstraint(fields=["workspace", "digest"], name="feed_digest_unique"),
        ]
