"""Included under `demo/` by the site's URLs when `RELAIS_DEMO` is on."""

from django.urls import path

from network_site.mail.views import demo_mailbox

urlpatterns = [path("courriels/", demo_mailbox, name="demo_mailbox")]
