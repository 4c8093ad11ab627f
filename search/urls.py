"""Addresses of the search: those below /recherche/, and the two directories, which stand at the top level."""

from django.urls import path

from search import reader_views, views
from search.documents import Kind
from search.journal.views import UnansweredView

app_name = "search"
urlpatterns = [
    path("recherche/", views.results, name="results"),
    path("recherche/suggestions", views.suggestions, name="suggestions"),
    path("recherche/besoins-sans-reponse/", UnansweredView.as_view(), name="unanswered"),
    path("recherche/par-ou-commencer/", reader_views.guided_path, name="path"),
    path("recherche/comparer/", reader_views.compare, name="compare"),
    path("recherche/territoires-semblables/", reader_views.lookalikes, name="lookalikes"),
    path("acteurs/", views.results, {"directory": Kind.ACTORS}, name="actors"),
    path("reseaux/", views.results, {"directory": Kind.NETWORKS}, name="networks"),
]
