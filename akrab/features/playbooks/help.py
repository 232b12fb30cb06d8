"""What the objects of playbooks are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {"checkitem": _("What has to be ticked before a record goes on.")}
