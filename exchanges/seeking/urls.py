"""Sought needs stand at /cherche/; moderators read them at /moderation/cherche/."""

from django.urls import path

from exchanges.seeking import help_views, views

app_name = "seeking"
urlpatterns = [
    path("cherche/", views.index, name="index"),
    path("cherche/nouveau/", views.write, name="new"),
    path("cherche/ne-plus-me-prevenir/", help_views.stop, name="stop"),
    path("cherche/<int:pk>/", views.detail, name="detail"),
    path("cherche/<int:pk>/modifier/", views.write, name="edit"),
    path("cherche/<int:pk>/repondre/", views.answer, name="answer"),
    path("cherche/<int:pk>/fermer/", views.close, name="close"),
    path("cherche/<int:pk>/prolonger/", views.renew, name="renew"),
    path("compte/entraide/", help_views.settings, name="settings"),
    path("moderation/cherche/", help_views.queue, name="queue"),
    path("moderation/cherche/<int:pk>/", help_views.decide, name="decide"),
]
