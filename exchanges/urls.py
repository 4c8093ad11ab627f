"""Public addresses of the room: each of its parts declares its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("exchanges.conversations.urls")),
    path("", include("exchanges.seeking.urls")),
    path("", include("exchanges.alerts.urls")),
    path("", include("exchanges.communities.urls")),
    path("", include("exchanges.privacy.urls")),
]
