"""Alerts stand at /alertes/; the feed of a search below the search."""

from django.urls import path

from exchanges.alerts import feeds, views

app_name = "alerts"
urlpatterns = [
    path("alertes/", views.index, name="index"),
    path("alertes/suivre/", views.follow, name="follow"),
    path("alertes/demande-envoyee/", views.sent, name="sent"),
    path("alertes/lien-envoye/", views.link_sent, name="link-sent"),
    path("alertes/confirmer/", views.confirm, name="confirm"),
    path("alertes/gerer/", views.manage, name="manage"),
    path("alertes/arreter/", views.stop, name="stop"),
    path("alertes/arretees/", views.stopped, name="stopped"),
    path("recherche/atom.xml", feeds.atom, name="feed"),
]
