"""Training: how far everybody is with what their role has to learn."""

from django.http import HttpRequest, HttpResponse

from akrab.identity.actor import Actor
from akrab.web import training as learning
from akrab.web.pages.settings.door import administrators, draw


@administrators
def training(request: HttpRequest, by: Actor) -> HttpResponse:
    """Everybody, whoever has most to learn first."""
    return draw(request, by, "settings/training.html", {"learners": learning.learners()})
