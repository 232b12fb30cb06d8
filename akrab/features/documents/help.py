"""What the objects of documents are for, in a sentence each."""

from django.utils.translation import gettext_lazy as _

OBJECTS = {
    "document": _(
        "Papers made from your records by a template; what is missing is named, nothing is left blank."
    ),
    "edition": _("Published versions of document templates."),
    "branchdetails": _("What the documents of a branch say of it."),
    "companydetails": _("What your documents say of your company."),
}
