"""Who asks: the signed-in member behind a request, in which workspace, in which language and time zone."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare
from django.utils.http import urlencode
from django.utils.translation import gettext

from akrab.engine.errors import Forbidden, Invalid, NotFound, Refused
from akrab.identity.actor import Actor, person
from akrab.identity.members import find_membership
from akrab.identity.models import Membership
from akrab.identity.sessions import SessionStore
from akrab.tenancy.current import workspace as inside
from akrab.tenancy.deadlocks import begun_again
from akrab.web import show

Asked = ParamSpec("Asked")
View = Callable[..., HttpResponseBase]


@contextmanager
def entered(request: HttpRequest, slug: str) -> Iterator[Actor]:
    """The actor, inside their workspace and one transaction, with their language and time zone active.

    Raises `NotFound` for a workspace that does not exist or is not theirs, and where nobody is signed in.
    """
    company = cast(SessionStore, request.session).find_workspace(slug)
    if company is None:
        raise NotFound(slug)
    with transaction.atomic(), inside(company):
        membership = signed_in(request)
        if membership is None:
            raise NotFound(slug)
        by = person(membership)
        with (
            translation.override(by.language or settings.LANGUAGE_CODE),
            timezone.override(ZoneInfo(by.time_zone)),
        ):
            yield by


def signed_in(request: HttpRequest) -> Membership | None:
    """The member of the current workspace whose session this is; what `request.user` would ask again is set there.

    The session counts as for Django: it names a way of signing in that is still offered, and was begun with the
    password of today.
    """
    session = request.session
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    membership = find_membership(UUID(session[SESSION_KEY]))
    if membership is None:
        return None
    begun_with, today = session.get(HASH_SESSION_KEY, ""), membership.user.get_session_auth_hash()
    if not constant_time_compare(begun_with, today):
        return None
    request.user = membership.user
    return membership


def page(function: Callable[Concatenate[HttpRequest, Actor, Asked], HttpResponseBase]) -> View:
    """Make a function of request and actor a page: sign-in first, refusals as pages or fragments in words."""

    @begun_again
    def visit(request: HttpRequest, slug: str, *args: Any, **asked: Any) -> HttpResponseBase:
        """One whole visit in one transaction."""
        with entered(request, slug) as by:
            if _is_of_another(request):
                return sign_in(request)
            return function(request, by, *args, **asked)

    @wraps(function)
    def view(request: HttpRequest, slug: str, *args: Any, **asked: Any) -> HttpResponseBase:
        try:
            return visit(request, slug, *args, **asked)
        except NotFound as error:
            if not request.user.is_authenticated:
                return sign_in(request)
            return show.refusal(
                request, 404, gettext("This page does not exist, or you may not see it."), str(error)
            )
        except Forbidden as error:
            return show.refusal(request, 403, str(error))
        except Refused as error:
            return show.refusal(request, 409, str(error))
        except Invalid as error:
            return show.refusal(
                request, 400, " ".join(text for texts in error.errors.values() for text in texts)
            )

    return view


def _is_of_another(request: HttpRequest) -> bool:
    """Whether the page that asks was opened by somebody who has signed out since: what they typed is not this one's."""
    opened_by = request.headers.get("Akrab-As", "")
    return bool(opened_by) and opened_by != str(request.user.pk)


def sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page and back here; a fragment makes the whole page go there."""
    is_part = bool(request.headers.get("HX-Request"))
    back = request.headers.get("HX-Current-URL", "/") if is_part else request.get_full_path()
    address = f"{settings.LOGIN_URL}?{urlencode({'next': back})}"
    if is_part:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return redirect(address)
