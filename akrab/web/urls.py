"""The addresses of the pages."""

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from akrab.web.pages import (
    actions,
    board,
    bulk,
    day,
    files,
    filters,
    forms,
    inline,
    listing,
    record,
    reports,
    search,
    shell,
)


class Word(StringConverter):
    """The name of an object, a field or an action."""

    regex = "[a-z][a-z0-9_]*"


register_converter(Word, "word")

OBJECTS = "w/<slug:slug>/<word:objects>/"
RECORD = f"{OBJECTS}<uuid:id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("", day.start, name="start"),
    path("w/<slug:slug>/", day.my_day, name="day"),
    path("w/<slug:slug>/search", search.search, name="search"),
    path("w/<slug:slug>/options/<word:object>/<word:field>", search.options, name="options"),
    path("w/<slug:slug>/undo/<uuid:operation>", actions.take_back, name="undo"),
    path("w/<slug:slug>/pulse", shell.pulse, name="pulse"),
    path("w/<slug:slug>/help", shell.help, name="help"),
    path("w/<slug:slug>/language", shell.language, name="language"),
    path("w/<slug:slug>/workspaces", shell.workspaces, name="workspaces"),
    path("w/<slug:slug>/reports/", reports.reports, name="reports"),
    path("w/<slug:slug>/reports/<uuid:id>", reports.dashboard, name="dashboard"),
    path(OBJECTS, listing.listing, name="list"),
    path(f"{OBJECTS}new", forms.new, name="new"),
    path(f"{OBJECTS}filter", filters.panel, name="filter"),
    path(f"{OBJECTS}filter/condition", filters.condition, name="condition"),
    path(f"{OBJECTS}filter/apply", filters.apply, name="apply"),
    path(f"{OBJECTS}columns", filters.columns, name="columns"),
    path(f"{OBJECTS}views/new", filters.keep, name="keep-view"),
    path(f"{OBJECTS}views/<uuid:id>/delete", filters.drop, name="drop-view"),
    path(f"{OBJECTS}bulk/<word:action>", bulk.bulk, name="bulk"),
    path(RECORD, record.record, name="record"),
    path(f"{RECORD}/panels", record.related, name="panels"),
    path(f"{RECORD}/form", forms.whole, name="edit-all"),
    path(f"{RECORD}/edit/<word:field>", inline.edit, name="edit"),
    path(f"{RECORD}/actions/<word:action>", actions.act, name="act"),
    path(f"{RECORD}/move", board.move, name="move"),
    path(f"{RECORD}/delete", actions.delete, name="delete"),
    path(f"{RECORD}/restore", actions.restore, name="restore"),
    path(f"{RECORD}/file/<word:field>", files.open_file, name="file"),
]
