"""The addresses of the product: programs first, then people, modules before what is generic."""

from django.urls import include, path

urlpatterns = [
    path("", include("akrab.api.urls")),
    path("", include("akrab.modules.start.urls")),
    path("", include("akrab.modules.sales.urls")),
    path("", include("akrab.web.urls")),
]
