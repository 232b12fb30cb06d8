"""What people say of themselves, and what a company says of itself."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from akrab.identity.actor import Actor
from akrab.identity.models import User, Workspace
from akrab.identity.naming import name_errors, tidy
from akrab.identity.people import require_administrator
from akrab.lib import money, places

LONGEST_NAME = 120


def describe_oneself(user: User, name: str, language: str, time_zone: str, single_keys: bool) -> User:
    """Change one's own name, language, time zone and keys; an empty language or time zone is the company's.

    Raises `ValidationError` by field.
    """
    errors = _name_errors(name) | _language_errors(language, may_be_empty=True)
    if time_zone:
        errors |= _zone_errors(time_zone)
    if errors:
        raise ValidationError(errors)
    user.name, user.language, user.time_zone, user.single_keys = (
        tidy(name),
        language,
        time_zone,
        single_keys,
    )
    user.save(update_fields=["name", "language", "time_zone", "single_keys"])
    return user


def describe_workspace(
    workspace: Workspace, by: Actor, *, name: str, time_zone: str, currency: str, country: str, language: str,
    languages: Sequence[str] | None = None,
) -> Workspace:  # fmt: skip
    """Change what holds for the whole company; raises `ValidationError` by field.

    `languages` are those offered to its people, its own always among them; None leaves them as they are.
    """
    require_administrator(by)
    errors = _name_errors(name) | _zone_errors(time_zone) | _language_errors(language)
    if not money.is_currency(currency):
        errors["currency"] = [_("Choose a currency from the list.")]
    if country not in dict(places.countries("en")):
        errors["country"] = [_("Choose a country from the list.")]
    if errors:
        raise ValidationError(errors)
    workspace.name, workspace.time_zone, workspace.currency = tidy(name), time_zone, currency
    workspace.country, workspace.language = country, language
    if languages is not None:
        workspace.languages = offered([*languages, language])
    workspace.save(update_fields=["name", "time_zone", "currency", "country", "language", "languages"])
    return workspace


def offered(languages: Sequence[str]) -> list[str]:
    """The known ones of these languages in the product's order; none for all of them."""
    kept = [code for code, _name in settings.LANGUAGES if code in languages]
    return [] if len(kept) == len(settings.LANGUAGES) else kept


def _name_errors(name: str) -> dict[str, list[str]]:
    errors = name_errors(tidy(name), LONGEST_NAME, _("Fill this in."))
    return {"name": errors} if errors else {}


def _zone_errors(time_zone: str) -> dict[str, list[str]]:
    if time_zone in available_timezones():
        return {}
    return {"time_zone": [_("Choose a time zone from the list.")]}


def _language_errors(language: str, may_be_empty: bool = False) -> dict[str, list[str]]:
    if language in dict(settings.LANGUAGES) or (may_be_empty and not language):
        return {}
    return {"language": [_("Choose a language from the list.")]}
