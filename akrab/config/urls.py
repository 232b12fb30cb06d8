"""The addresses of the product: programs first, then people."""

from django.urls import include, path

urlpatterns = [
    path("", include("akrab.api.urls")),
    path("", include("akrab.web.urls")),
]
