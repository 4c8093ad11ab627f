"""What `load_pages` wrote, which tells an editor's change from its own."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedPage(models.Model):
    """Two digests: of the entry that was loaded, and of the page as it was left. Neither holds the text itself.

    A page whose present digest is another was changed by somebody: a load leaves it alone. A row whose page is gone
    means that somebody deleted it: a load does not bring it back.
    """

    catalogue_id = models.CharField(_("identifiant du catalogue"), max_length=120, unique=True)
    entry_digest = models.CharField(_("empreinte du texte chargé"), max_length=64)
    page_digest = models.CharField(_("empreinte de la page"), max_length=64)
    loaded_at = models.DateTimeField(_("chargée le"), auto_now=True)

    class Meta:
        verbose_name = _("page chargée")
        verbose_name_plural = _("pages chargées")
        ordering: ClassVar = ["catalogue_id"]

    def __str__(self) -> str:
        return self.catalogue_id
