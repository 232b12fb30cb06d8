"""The addresses of the pages."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from akrab.web.pages import (
    accounts,
    actions,
    announcements,
    answers,
    board,
    bulk,
    day,
    feeds,
    files,
    filters,
    forms,
    guidance,
    inline,
    installing,
    joining,
    letters,
    listing,
    notices,
    planner,
    public,
    public_parts,
    record,
    search,
    shell,
    tours,
    watching,
)
from akrab.web.pages.settings import rule_runs


class Word(StringConverter):
    """The name of an object, a field or an action."""

    regex = "[a-z][a-z0-9_]*"


register_converter(Word, "word")

OBJECTS = "w/<slug:slug>/<word:objects>/"
RECORD = f"{OBJECTS}<uuid:id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", accounts.enter, name="start"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("sw.js", installing.worker, name="worker"),
    path("offline", installing.offline, name="offline"),
    path("language/", accounts.speak, name="speak"),
    path("accounts/login/", accounts.SignIn.as_view(), name="account_login"),
    path("accounts/email/", RedirectView.as_view(url="/accounts/2fa/")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("join/<slug:slug>/<str:secret>/", joining.join, name="join"),
    path("answer/<slug:slug>/<str:ticket>", answers.answer, name="answer"),
    path("f/embed.js", public_parts.embed, name="public-form-embed"),
    path("feeds/<slug:slug>/<str:secret>.ics", feeds.feed, name="feed"),
    path("f/<slug:key>", public.form, name="public-form"),
    path("f/<slug:key>/logo", public_parts.logo, name="public-form-logo"),
    path("f/<slug:key>/look.css", public_parts.look, name="public-form-look"),
    path("f/<slug:key>/schema", public.schema, name="public-form-schema"),
    path("f/<slug:key>/check", public.check, name="public-form-check"),
    path("f/<slug:key>/seen", public_parts.seen, name="public-form-seen"),
    path("w/<slug:slug>/settings/", include("akrab.web.pages.settings.urls")),
    path("w/<slug:slug>/", day.my_day, name="day"),
    path("w/<slug:slug>/figures", day.my_figures, name="figures"),
    path("w/<slug:slug>/search", search.search, name="search"),
    path("w/<slug:slug>/options/<word:object>/<word:field>", search.options, name="options"),
    path("w/<slug:slug>/undo/<uuid:operation>", actions.take_back, name="undo"),
    path("w/<slug:slug>/notices/", notices.notices, name="notices"),
    path("w/<slug:slug>/notices/latest", notices.latest, name="latest-notices"),
    path("w/<slug:slug>/notices/read", notices.read, name="read-notices"),
    path("w/<slug:slug>/notices/<uuid:id>", notices.follow, name="follow-notice"),
    path("w/<slug:slug>/announcements/", announcements.announcements, name="announcements"),
    path("w/<slug:slug>/announcements/new", announcements.new, name="announcement-new"),
    path("w/<slug:slug>/announcements/<uuid:id>", announcements.announcement, name="announcement"),
    path("w/<slug:slug>/announcements/<uuid:id>/read", announcements.read, name="announcement-read"),
    path("w/<slug:slug>/announcements/<uuid:id>/remind", announcements.remind, name="announcement-remind"),
    path("w/<slug:slug>/announcements/<uuid:id>/edit", announcements.edit, name="announcement-edit"),
    path("w/<slug:slug>/announcements/<uuid:id>/back", announcements.bring_back, name="announcement-back"),
    path(
        "w/<slug:slug>/announcements/<uuid:id>/withdraw", announcements.withdraw, name="announcement-withdraw"
    ),
    path("w/<slug:slug>/pulse", shell.pulse, name="pulse"),
    path("w/<slug:slug>/help", shell.help, name="help"),
    path("w/<slug:slug>/tours/<slug:name>", tours.tour, name="tour"),
    path("w/<slug:slug>/tours/<slug:name>/<slug:how>", tours.note, name="tour-note"),
    path("w/<slug:slug>/language", shell.language, name="language"),
    path("w/<slug:slug>/workspaces", shell.workspaces, name="workspaces"),
    path("w/<slug:slug>/reports/", include("akrab.web.pages.reports.urls")),
    path("w/<slug:slug>/runs/<uuid:id>", rule_runs.run, name="run"),
    path("w/<slug:slug>/runs/because/<uuid:operation>", rule_runs.why, name="run-because"),
    path("w/<slug:slug>/people", watching.people, name="people"),
    path("w/<slug:slug>/calendar/", planner.calendar, name="calendar"),
    path("w/<slug:slug>/calendar/<word:object>/<uuid:id>", planner.entry, name="calendar-entry"),
    path(OBJECTS, listing.listing, name="list"),
    path(f"{OBJECTS}new", forms.new, name="new"),
    path(f"{OBJECTS}filter", filters.panel, name="filter"),
    path(f"{OBJECTS}filter/condition", filters.condition, name="condition"),
    path(f"{OBJECTS}filter/apply", filters.apply, name="apply"),
    path(f"{OBJECTS}columns", filters.columns, name="columns"),
    path(f"{OBJECTS}views/new", filters.keep, name="keep-view"),
    path(f"{OBJECTS}views/<uuid:id>/delete", filters.drop, name="drop-view"),
    path(f"{OBJECTS}message", letters.message, name="message"),
    path(f"{OBJECTS}mailing", letters.mailing, name="mailing"),
    path(f"{OBJECTS}bulk/<word:action>", bulk.bulk, name="bulk"),
    path(RECORD, record.record, name="record"),
    path(f"{RECORD}/watch", watching.watch, name="watch"),
    path(f"{RECORD}/panels", record.related, name="panels"),
    path(f"{RECORD}/guidance", guidance.guidance, name="guidance"),
    path(f"{RECORD}/guidance/<uuid:item>", guidance.tick, name="tick"),
    path(f"{RECORD}/form", forms.whole, name="edit-all"),
    path(f"{RECORD}/edit/<word:field>", inline.edit, name="edit"),
    path(f"{RECORD}/actions/<word:action>", actions.act, name="act"),
    path(f"{RECORD}/move", board.move, name="move"),
    path(f"{RECORD}/delete", actions.delete, name="delete"),
    path(f"{RECORD}/restore", actions.restore, name="restore"),
    path(f"{RECORD}/file/<word:field>", files.open_file, name="file"),
]
