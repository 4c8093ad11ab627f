"""Addresses of corrections: proposing below /corriger/, deciding below /corrections/."""

from django.urls import path, re_path

from contributions.amendments import views
from practices.models.permanent_ids import PATTERN

app_name = "amendments"
urlpatterns = [
    re_path(rf"^corriger/retour/(?P<permanent_id>{PATTERN})/$", views.correct_report, name="report"),
    path("corriger/acteur/<slug:slug>/", views.correct_actor, name="actor"),
    path("corriger/merci/", views.thanks, name="thanks"),
    path("corriger/merci/adresse/", views.thanks, {"address": True}, name="thanks-address"),
    path("corriger/confirmer/<str:token>/", views.confirm, name="confirm"),
    path("corrections/", views.listing, name="list"),
    path("corrections/<int:pk>/", views.decide, name="decide"),
]
