from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SignInConfig(AppConfig):
    """Signing up and in, on django-allauth: our words, our pages, our addresses. The accounts are in `accounts`."""

    name = "network_site.sign_in"
    label = "sign_in"
    verbose_name = _("Inscription et connexion")

    def ready(self) -> None:
        from network_site import member_home
        from network_site.sign_in.views import access

        member_home.register("access", template="account/access_section.html", context=access, order=90)
