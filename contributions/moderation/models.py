"""Reading what is submitted: one review per submitted revision, and what is remarked on it."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState, TaskStateManager

from contributions.moderation.fields import LABELS, WHOLE
from network_site.groups import is_moderator
from practices.models import ExperienceReportPage

User = AbstractBaseUser | None


def long_text(label: Any, *, length: int, blank: bool = False) -> "models.TextField[str, str]":
    return models.TextField(label, max_length=length, validators=[MaxLengthValidator(length)], blank=blank)


class ReviewQuerySet(models.QuerySet["Review"]):
    def waiting(self) -> "ReviewQuerySet":
        return self.filter(status=TaskState.STATUS_IN_PROGRESS)


class Review(TaskState):
    """One reading of one submitted revision. Wagtail's task state, with what people are told of it.

    Whatever decides, our pages or Wagtail's admin, comes through `approve`, `reject` and `cancel`: the outcome, the
    remarks that leave with it and the mails are written there, in the transaction of the decision.
    """

    class Outcome(models.TextChoices):
        WAITING = "", _("à relire")
        ASKED = "a-completer", _("à compléter")
        PUBLISHED = "publie", _("publié")
        REFUSED = "refuse", _("refusé")
        WITHDRAWN = "retire", _("retiré de la relecture")
        REPLACED = "remplace", _("remplacé par une version plus récente")
        CARRIED = "reporte", _("repris sur la version corrigée")

    SILENT: ClassVar[set[Outcome]] = {Outcome.REPLACED, Outcome.CARRIED}
    """Nobody waits for an answer to these: another review takes their place, with their remarks."""

    page_id: Any
    page = models.ForeignKey(
        ExperienceReportPage, verbose_name=_("retour"), on_delete=models.CASCADE, related_name="reviews"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("proposé par"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="reviews",
    )
    round = models.PositiveSmallIntegerField(_("passage"), default=1)
    outcome = models.CharField(_("suite"), max_length=12, choices=Outcome.choices, blank=True)
    missing = models.JSONField(_("champs vides"), default=list)
    lookalikes = models.JSONField(_("retours ressemblants"), default=list)
    """Primary keys of published reports, written once: asking the search for each line of the queue would be slow."""

    objects = TaskStateManager.from_queryset(ReviewQuerySet)()

    class Meta:
        verbose_name = _("relecture")
        verbose_name_plural = _("relectures")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["outcome"], name="review_outcome")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.page_id is None:
            self.page_id = int(self.workflow_state.object_id)
        super().save(*args, **kwargs)

    @transaction.atomic
    def approve(self, user: User = None, update: bool = True, comment: str = "") -> "Review":  # noqa: FBT001, FBT002 - Wagtail's signature
        """Publish. Remarks that were still unsent leave with the good news."""
        self.outcome = self.Outcome.PUBLISHED
        super().approve(user=user, update=update, comment=comment)
        self.announce()
        return self

    @transaction.atomic
    def reject(self, user: User = None, update: bool = True, comment: str = "") -> "Review":  # noqa: FBT001, FBT002 - Wagtail's signature
        """Ask the author for more."""
        self.outcome = self.Outcome.ASKED
        super().reject(user=user, update=update, comment=comment)
        self.announce()
        return self

    @transaction.atomic
    def cancel(self, user: User = None, resume: bool = False, comment: str = "") -> "Review":  # noqa: FBT001, FBT002 - Wagtail's signature
        """End without a decision; whoever refused, replaced or carried it over has said so in `outcome` before."""
        self.outcome = self.outcome or self.Outcome.WITHDRAWN
        super().cancel(user=user, resume=resume, comment=comment or self.comment)
        self.announce()
        return self

    def settle_as_published(self, *, user: User) -> None:
        """Somebody published the report from the admin without going through the review: it is over all the same."""
        self.outcome, self.status = self.Outcome.PUBLISHED, self.STATUS_APPROVED
        self.finished_at, self.finished_by = timezone.now(), user
        self.save()
        state = self.workflow_state
        state.status = state.STATUS_APPROVED
        state.save()
        self.announce()

    def announce(self) -> None:
        from contributions.moderation import announcing  # noqa: PLC0415 - it imports this module

        if self.outcome not in self.SILENT:
            self.remarks.filter(sent_at=None).update(sent_at=timezone.now())
            announcing.decided(self)

    @property
    def is_waiting(self) -> bool:
        return self.status == self.STATUS_IN_PROGRESS

    @property
    def is_to_complete(self) -> bool:
        """The author is asked for another version, or may propose one."""
        return self.outcome in {self.Outcome.ASKED, self.Outcome.REFUSED}


class ReviewTask(Task):
    """The only step of the workflow of reports: a moderator reads what was submitted, and decides."""

    task_state_class = Review

    class Meta:
        verbose_name = _("relecture d’un retour d’expérience")
        verbose_name_plural = _("relectures de retours d’expérience")

    def start(self, workflow_state: Any, user: Any = None) -> Review:
        """Whoever submits, from our form or from the admin, comes through here."""
        from contributions.moderation import submission  # noqa: PLC0415 - it imports this module

        review: Review = super().start(workflow_state, user=user)
        submission.begin(review, user=user)
        return review

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return is_moderator(user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """What a moderator is reading does not change under their eyes."""
        return not is_moderator(user)

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return is_moderator(user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str | Promise, bool]]:
        if not is_moderator(user):
            return []
        return [
            ("reject", _("Demander des précisions"), True),
            ("refuse", _("Refuser"), True),
            ("approve", _("Accepter"), False),  # Wagtail adds « et publier »
        ]

    def get_form_for_action(self, action: str) -> Any:
        from contributions.moderation.forms import ReasonForm  # noqa: PLC0415 - it imports this module

        return ReasonForm

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        if action_name == "refuse":
            from contributions.moderation import decisions  # noqa: PLC0415 - it imports this module

            decisions.end_as_refused(task_state, user=user, reason=kwargs.get("comment", ""))
        else:
            super().on_action(task_state, user, action_name, **kwargs)

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS)
        return waiting if is_moderator(user) else waiting.none()

    @classmethod
    def get_description(cls) -> str:
        return str(_("Les modérateurs lisent le retour, demandent des précisions, le publient ou le refusent."))


class Remark(models.Model):
    """What a moderator or an invited reviewer says of one field. The author reads it once a decision has sent it."""

    TEXT_LENGTH = 1000

    review = models.ForeignKey(Review, verbose_name=_("relecture"), on_delete=models.CASCADE, related_name="remarks")
    field = models.CharField(_("champ"), max_length=40, blank=True)
    text = long_text(_("remarque"), length=TEXT_LENGTH)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("auteur"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer = models.ForeignKey(
        "moderation.InvitedReviewer",
        verbose_name=_("relecteur invité"),
        null=True,
        on_delete=models.CASCADE,
        related_name="remarks",
    )
    created_at = models.DateTimeField(_("écrite le"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("envoyée le"), null=True, editable=False)

    class Meta:
        verbose_name = _("remarque")
        verbose_name_plural = _("remarques")
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "field", "author"], name="remark_once_by_author"),
            models.UniqueConstraint(fields=["review", "field", "reviewer"], name="remark_once_by_reviewer"),
        ]

    def __str__(self) -> str:
        return f"{self.label} : {self.text[:60]}"

    @property
    def label(self) -> str:
        return str(LABELS.get(self.field, LABELS[WHOLE]))

    @property
    def signature(self) -> str:
        """Who says it; a moderator speaks for all of them."""
        return self.reviewer.name if self.reviewer else str(_("La modération"))


class InvitedReviewer(models.Model):
    """A person without an account who is asked about one report through a secret link that expires.

    The address that the link was sent to is not kept: the mail outbox forgets it too, after a month.
    """

    page = models.ForeignKey(
        ExperienceReportPage, verbose_name=_("retour"), on_delete=models.CASCADE, related_name="invited_reviewers"
    )
    name = models.CharField(_("nom et fonction"), max_length=120)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("invité par"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("invité le"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("lien valable jusqu’au"))
    revoked_at = models.DateTimeField(_("lien coupé le"), null=True, editable=False)
    seen_at = models.DateTimeField(_("dernière visite"), null=True, editable=False)

    class Meta:
        verbose_name = _("relecteur invité")
        verbose_name_plural = _("relecteurs invités")
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class Opinion(models.Model):
    """The signed opinion of those who read the report, public beside it once a moderator shows it."""

    TEXT_LENGTH = 600

    page = models.ForeignKey(
        ExperienceReportPage, verbose_name=_("retour"), on_delete=models.CASCADE, related_name="opinions"
    )
    text = long_text(_("avis"), length=TEXT_LENGTH)
    signature = models.CharField(_("signature"), max_length=120)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("auteur"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer = models.OneToOneField(
        InvitedReviewer,
        verbose_name=_("relecteur invité"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="opinion",
    )
    created_at = models.DateTimeField(_("écrit le"), default=timezone.now, editable=False)
    shown_at = models.DateTimeField(_("rendu public le"), null=True, editable=False)

    class Meta:
        verbose_name = _("avis de la relecture")
        verbose_name_plural = _("avis de la relecture")
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["page", "author"], name="opinion_once_by_author")
        ]

    def __str__(self) -> str:
        return self.text[:60]
