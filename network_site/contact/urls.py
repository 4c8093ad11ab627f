from django.urls import path

from network_site.contact.views import contact, thanks

urlpatterns = [
    path("", contact, name="contact"),
    path("merci/", thanks, name="contact-thanks"),
]
