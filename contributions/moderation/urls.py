"""Addresses of the review: the moderators' queue, one report to read, and what its author follows."""

from django.urls import path

from contributions.moderation import invited_views, views

app_name = "moderation"
urlpatterns = [
    path("moderation/", views.waiting, name="queue"),
    path("moderation/<int:pk>/", views.review, name="review"),
    path("moderation/<int:pk>/comparer/", views.compare, name="compare"),
    path("moderation/<int:pk>/avis/", invited_views.give_opinion, name="opinion"),
    path("moderation/<int:pk>/inviter/", invited_views.invite, name="invite"),
    path("moderation/avis/<int:pk>/", invited_views.show_opinion, name="show-opinion"),
    path("moderation/invitations/<int:pk>/couper/", invited_views.revoke, name="revoke"),
    path("relecture/<int:pk>/suivi/", views.follow, name="follow"),
    path("relecture/invitation/<str:token>/", invited_views.invited, name="invited"),
]
