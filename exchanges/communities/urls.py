"""Addresses of the life of networks, and of the members' directory."""

from django.urls import path

from exchanges.communities import directory_views, portal_views, views

app_name = "communities"
urlpatterns = [
    path("reseaux/animation/", views.claims, name="claims"),
    path("reseaux/animation/<int:pk>/", views.answer_claim, name="answer-claim"),
    path("reseaux/<slug:slug>/rejoindre/", views.join, name="join"),
    path("reseaux/<slug:slug>/animer/", views.run, name="run"),
    path("reseaux/<slug:slug>/animer/devenir/", views.claim, name="claim"),
    path("reseaux/<slug:slug>/animer/demandes/<int:pk>/", views.answer, name="answer"),
    path("reseaux/<slug:slug>/animer/agenda/", views.add_meeting, name="add-meeting"),
    path("reseaux/<slug:slug>/animer/agenda/<int:pk>/retirer/", views.remove_meeting, name="remove-meeting"),
    path("reseaux/<slug:slug>/portail/", portal_views.portal, name="portal"),
    path("reseaux/<slug:slug>/liste/", portal_views.embedded, name="embedded"),
    path("annuaire/", directory_views.directory, name="directory"),
    path("annuaire/<int:pk>/ecrire/", directory_views.write, name="write"),
    path("annuaire/ma-fiche/", directory_views.entry, name="entry"),
    path("annuaire/ma-fiche/retirer/", directory_views.remove, name="remove-entry"),
]
