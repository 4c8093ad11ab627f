"""Public addresses of actors and networks. The two directories are searches: see ``search.urls``."""

from django.urls import path

from actors import views

app_name = "actors"
urlpatterns = [
    path("acteurs/<slug:slug>/", views.ActorView.as_view(), name="actor"),
    path("reseaux/<slug:slug>/", views.NetworkView.as_view(), name="network"),
    path("retirer-mon-nom/<int:pk>/", views.withdraw_name, name="withdraw"),
]
