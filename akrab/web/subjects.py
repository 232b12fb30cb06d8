"""What a page is about, in two sentences: the help that `?` opens, by the address it was opened on."""

import re

from akrab.engine.errors import NotFound
from akrab.engine.registry import get_object
from akrab.features.wording.objects import gettext as _

PATH = re.compile(r"/w/[^/]+/(?P<first>[^/?#]*)(?:/(?P<second>[^?#]*))?(?P<query>\?[^#]*)?")


def about(address: str) -> tuple[str, str]:
    """A heading and a text for the page at this address; empty where there is nothing to say."""
    found = PATH.search(address)
    if found is None:
        return "", ""
    first, second, query = found["first"], found["second"] or "", found["query"] or ""
    if first in _fixed():
        return _fixed()[first]
    try:
        spec = get_object(first)
    except NotFound:
        return "", ""
    if second:
        return spec.label, _(
            "Click a value to change it. Write [notes], [calls] and [tasks] in the middle: they appear on the "
            "timeline, with everything that ever happened here. Whatever is done can be undone."
        )
    if "as=board" in query:
        return spec.label_plural, _(
            "Each column is a step. Drag a card, or lift it with Space and move it with the arrows. What a step asks "
            "for is named when something is missing."
        )
    return spec.label_plural, _(
        "Filter with “Add filter”, keep what you look at often as a view, and choose the columns. Select rows to "
        "change many at once."
    )


def _fixed() -> dict[str, tuple[str, str]]:
    return {
        "": (
            _("My day"),
            _(
                "What waits for you: late first, then the [calls], [visits] and [tasks] of today. "
                "Its circle finishes [a task]."
            ),
        ),
        "notices": (
            _("Notices"),
            _("What you should know, once each. Opening one leads to what it is about and takes it off the count."),
        ),
        "reports": (
            _("Reports"),
            _("Figures as charts and tables. Every number leads to the very records it counts."),
        ),
        "announcements": (
            _("Announcements"),
            _("What was said to all, to your team or to you. Say “I have read this” and it leaves your day."),
        ),
        "settings": (
            _("Settings"),
            _("How the company works, kept by administrators. Every change is in the history and can be undone."),
        ),
        "search": (_("Search"), _("Part of a name, a phone number or an address is enough, with typing errors too.")),
    }  # fmt: skip
