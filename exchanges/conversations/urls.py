"""Addresses of conversations. Those of the moderators begin like the other pages of moderation."""

from django.urls import path

from exchanges.conversations.inbound.endpoint import inbound_mail
from exchanges.conversations.views import moderation, threads, writing

app_name = "conversations"
urlpatterns = [
    path("ecrire/a-confirmer/", writing.to_confirm, name="to-confirm"),
    path("ecrire/confirmer/<str:token>/", writing.confirm, name="confirm"),
    path("ecrire/<str:kind>/<str:key>/", writing.write, name="write"),
    path("messages/", threads.inbox, name="inbox"),
    path("messages/reglages/", threads.choices, name="settings"),
    path("messages/reglages/debloquer/<int:pk>/", threads.lift_block, name="lift-block"),
    path("messages/lien/<str:token>/", threads.enter, name="enter"),
    path("messages/courriel-entrant/", inbound_mail, name="inbound-mail"),
    path("messages/<uuid:uuid>/", threads.thread, name="thread"),
    path("messages/<uuid:uuid>/signaler/<int:pk>/", threads.signal, name="signal"),
    path("messages/<uuid:uuid>/fichier/<int:pk>/", threads.file, name="file"),
    path("messages/<uuid:uuid>/<str:action>/", threads.act, name="act"),
    path("moderation/messages/", moderation.queue, name="queue"),
    path("moderation/messages/<int:pk>/", moderation.transmit, name="transmit"),
    path("moderation/messages/signales/<int:pk>/", moderation.signalled, name="signalled"),
    path("moderation/messages/boites/", moderation.mailboxes, name="mailboxes"),
    path("moderation/messages/boites/<str:kind>/<slug:slug>/", moderation.mailbox, name="mailbox"),
]
