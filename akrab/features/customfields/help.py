"""What the objects of one's own fields are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {
    "customfield": _("Fields that your company added."),
    "outline": _("What your company calls its objects, and which it does without."),
}
