"""Public addresses of the room: each of its parts declares its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("contributions.writing.urls")),
    path("", include("contributions.moderation.urls")),
    path("", include("contributions.amendments.urls")),
    path("", include("contributions.freshness.urls")),
]
