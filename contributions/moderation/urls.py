"""Addresses of the review: the moderators' queue, one report to read, and what its author follows."""

from django.urls import path

from contributions.moderation import views

app_name = "moderation"
urlpatterns = [
    path("relecture/<int:pk>/suivi/", views.follow, name="follow"),
]
