"""Addresses of the search: those below /recherche/, and the two directories, which stand at the top level."""

from django.urls import path

from search import views
from search.documents import Kind

app_name = "search"
urlpatterns = [
    path("recherche/", views.results, name="results"),
    path("recherche/suggestions", views.suggestions, name="suggestions"),
    path("acteurs/", views.results, {"directory": Kind.ACTORS}, name="actors"),
    path("reseaux/", views.results, {"directory": Kind.NETWORKS}, name="networks"),
]
