"""Public addresses of actors and networks. The two directories are searches: see ``search.urls``."""

from django.urls import path

from actors import views
from actors.membership import managing
from actors.membership import views as membership

app_name = "actors"
urlpatterns = [
    path("acteurs/<slug:slug>/", views.ActorView.as_view(), name="actor"),
    path("reseaux/<slug:slug>/", views.NetworkView.as_view(), name="network"),
    path("retirer-mon-nom/<int:pk>/", views.withdraw_name, name="withdraw"),
    path("compte/rejoindre/", membership.find, name="find"),
    path("compte/rejoindre/nouveau/", membership.propose, name="propose"),
    path("compte/rejoindre/<slug:slug>/", membership.join, name="join"),
    path("compte/preuve/<str:token>/", membership.proof, name="proof"),
    path("compte/invitation/<str:token>/", membership.invitation, name="invitation"),
    path("compte/acteurs/<slug:slug>/", managing.members, name="members"),
    path("compte/acteurs/<slug:slug>/quitter/", managing.leave, name="leave"),
    path("compte/demandes/<int:pk>/", managing.answer, name="answer"),
    path("compte/membres/<int:pk>/role/", managing.change_role, name="change-role"),
    path("compte/membres/<int:pk>/retirer/", managing.remove, name="remove"),
    path("compte/invitations/<int:pk>/retirer/", managing.revoke, name="revoke"),
]
