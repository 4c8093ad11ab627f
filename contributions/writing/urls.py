"""Addresses of the writers: all below /contribuer/."""

from django.urls import path

from contributions.writing import file_views, views, writing_views

app_name = "writing"
urlpatterns = [
    path("contribuer/", views.start, name="start"),
    path("contribuer/nouveau/", writing_views.new, name="new"),
    path("contribuer/proches/", views.near, name="near"),
    path("contribuer/territoires/", views.territories, name="territories"),
    path("contribuer/acteurs/", views.actors, name="actors"),
    path("contribuer/reprendre/<str:token>/", writing_views.come_back, name="return"),
    path("contribuer/inspiration/<str:token>/", views.inspiration, name="inspiration"),
    path("contribuer/retour/<permanent_id:permanent_id>/", views.edit, name="edit"),
    path("contribuer/<uuid:pk>/", views.draft, name="draft"),
    path("contribuer/<uuid:pk>/apercu/", views.preview, name="preview"),
    path("contribuer/<uuid:pk>/envoyer/", views.send, name="send"),
    path("contribuer/<uuid:pk>/envoye/", views.sent, name="sent"),
    path("contribuer/<uuid:pk>/reprendre/", views.reopen, name="reopen"),
    path("contribuer/<uuid:pk>/format/", views.change_format, name="format"),
    path("contribuer/<uuid:pk>/supprimer/", views.delete, name="delete"),
    path("contribuer/<uuid:pk>/deux-textes/", views.choose, name="choose"),
    path("contribuer/<uuid:pk>/fichiers/", file_views.listing, name="files"),
    path("contribuer/<uuid:pk>/fichiers/<int:number>/", file_views.serve, name="file"),
    path("contribuer/<uuid:pk>/<slug:slug>/", writing_views.section, name="section"),
]
