from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from network_site import member_home


class WritingConfig(AppConfig):
    """Drafts and the two forms, flash and complete: nothing typed is ever lost."""

    name = "contributions.writing"
    verbose_name = _("Rédaction des retours")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from wagtail.signals import page_published

        from contributions.writing import access, home, receivers  # models are not loaded before ready()

        page_published.connect(receivers.open_documents, dispatch_uid="writing.documents")
        user_logged_in.connect(access.adopt, dispatch_uid="writing.adopt")
        member_home.register("writing", template="writing/member_section.html", context=home.section, order=20)
