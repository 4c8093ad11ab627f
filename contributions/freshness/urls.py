"""Signed links of reviews and claims, and what they lead to."""

from django.urls import path

from contributions.freshness import claim_views, views

app_name = "freshness"
urlpatterns = [
    path("relecture/<str:token>/", views.review, name="review"),
    path("relecture/<str:token>/archiver/", views.archive, name="archive"),
    path("rex/<permanent_id:permanent_id>/mettre-a-jour/", views.update, name="update"),
    path("rex/<permanent_id:permanent_id>/referent/", claim_views.claim, name="claim"),
    path("rex/<permanent_id:permanent_id>/referent/merci/", claim_views.claimed, name="claimed"),
    path("referents/demandes/", claim_views.waiting, name="claims"),
    path("referents/confirmer/<str:token>/", claim_views.decide, name="decide"),
    path("referents/prendre/<str:token>/", claim_views.take, name="take"),
]
