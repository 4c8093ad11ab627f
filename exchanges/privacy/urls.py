"""The register for everyone, and what a person does with their own data."""

from django.urls import path

from exchanges.privacy import views

app_name = "privacy"
urlpatterns = [
    path("donnees-personnelles/", views.register, name="register"),
    path("compte/mes-donnees/", views.download, name="download"),
    path("compte/supprimer/", views.delete, name="delete"),
    path("compte-supprime/", views.deleted, name="deleted"),
]
