"""The addresses of the first run."""

from django.urls import URLPattern, path

from akrab.modules.start import function_pages, pages, people_pages, record_pages, sign_up

START = "w/<slug:slug>/start/"

urlpatterns: list[URLPattern] = [
    path(START, pages.start, name="begin"),
    path(f"{START}company", pages.company, name="begin-company"),
    path(f"{START}trade", pages.trade, name="begin-trade"),
    path(f"{START}people", people_pages.people, name="begin-people"),
    path(f"{START}records", record_pages.records, name="begin-records"),
    path(f"{START}examples", record_pages.examples, name="begin-examples"),
    path(f"{START}examples/remove", record_pages.remove, name="begin-remove-examples"),
    path(f"{START}ready", pages.ready, name="begin-ready"),
    path(f"{START}skip/<slug:step>", pages.skip, name="begin-skip"),
    path(f"{START}later", pages.later, name="begin-later"),
    path("w/<slug:slug>/functions", function_pages.functions, name="functions"),
    path("functions/", function_pages.for_buyers, name="functions-for-buyers"),
    path("open/", function_pages.open_here, name="open"),
    path("open/<path:tail>", function_pages.open_here, name="open-page"),
    path("sign-up/", sign_up.sign_up, name="sign-up"),
    path("sign-up/<str:ticket>/", sign_up.confirm, name="sign-up-confirm"),
]
