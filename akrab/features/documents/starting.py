"""What a new template begins with, so that nobody starts before an empty page."""

from django.utils.translation import gettext as _

from akrab.features.documents.design import Design, Letterhead, Opening, Text, Variant


def starting_point(title: str) -> Design:
    """A letter from the company: its head, the title, and a text to go on with."""
    blocks = (
        Letterhead(),
        Opening(recipient=""),
        Text(text=_("Write here what the document says. Insert fields with the button above.")),
    )
    return Design(variants={"": Variant(title=title, blocks=blocks)})
