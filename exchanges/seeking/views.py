"""Seeking among peers: the list, one sought need, writing it, answering it, closing it."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors.rights import WRITERS, actors_of
from exchanges.seeking import deciding, reading
from exchanges.seeking.forms import AnswerForm, RenewForm, SoughtNeedForm
from exchanges.seeking.models import SoughtNeed
from network_site.accounts.models import User
from network_site.groups import is_moderator
from practices.models import Need
from search.forms import one_line


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Open needs, by need and by territory."""
    return render(request, "seeking/index.html", {"listing": reading.listing(request.GET)})


@never_cache
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, pk, AnswerForm())


def _detail(request: HttpRequest, pk: int, form: AnswerForm, *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    sought, is_mine = _readable(request, pk)
    context = {
        "sought": sought,
        "reading": reading.read(sought),
        "is_mine": is_mine,
        "may_answer": sought.is_open and _writes(request),
        "form": form,
        "renew": RenewForm(),
        "telling": reading.telling_token(sought),
    }
    return render(request, "seeking/detail.html", context, status=status)


def _readable(request: HttpRequest, pk: int) -> tuple[SoughtNeed, bool]:
    """Everybody reads what is open; what is over too, since its address was shared. The rest is for those who wrote it
    and for moderators.
    """
    sought = get_object_or_404(SoughtNeed.objects.with_names(), pk=pk, actor__live=True)
    is_mine = actors_of(request.user, *WRITERS).filter(pk=sought.actor_id).exists()
    if sought.is_editable and not is_mine and not is_moderator(request.user):
        raise Http404
    return sought, is_mine


def _writes(request: HttpRequest) -> bool:
    return actors_of(request.user, *WRITERS).exists()


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """« Nous cherchons »: written in the name of one's actor, and read by a moderator before it shows."""
    user = _user(request)
    actors = actors_of(user, *WRITERS).filter(live=True).select_related("territory").order_by("name")
    instance = _mine(user, pk) if pk else None
    if instance is not None and not instance.is_editable:
        return redirect(instance)
    if not actors.exists():
        context = {"text": _asked(request).get("context", "")}
        return render(request, "seeking/no_actor.html", context, status=HTTPStatus.FORBIDDEN)
    form = SoughtNeedForm(request.POST or None, actors=actors, instance=instance, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        sought = deciding.submit(user, instance=instance, values=form.cleaned_data)
        messages.success(request, _("Merci. Un modérateur lit votre demande avant qu’elle paraisse."))
        return redirect(sought)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "seeking/form.html", {"form": form, "sought": instance}, status=status)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What a link fills in: `?besoin=<slug>&texte=<what was searched for>`."""
    need = Need.objects.filter(live=True, slug=request.GET.get("besoin", "")[:120]).first()
    text = one_line(request.GET.get("texte", "")[: SoughtNeed.CONTEXT_LENGTH])
    return ({"need": need.slug} if need else {}) | ({"context": text} if text else {})


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A member points at a published report."""
    sought, _is_mine = _readable(request, pk)
    if not sought.is_open or not _writes(request):
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, pk, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    new = deciding.answer(sought, form.cleaned_data["report"], by=_user(request))
    messages.success(request, _("Merci : ce retour est ajouté aux réponses.") if new else _("Ce retour y est déjà."))
    return redirect(sought)


@login_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    sought = _mine(_user(request), pk)
    deciding.close(sought)
    messages.success(request, _("Votre recherche est fermée."))
    return redirect(sought)


@login_required
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    sought = _mine(_user(request), pk)
    form = RenewForm(request.POST)
    if form.is_valid():
        deciding.renew(sought, until=form.cleaned_data["until"])
        messages.success(request, _("Votre recherche est prolongée."))
    else:
        messages.error(request, " ".join(str(error) for error in form.errors["until"]))
    return redirect(sought)


def _mine(user: User, pk: int) -> SoughtNeed:
    """404 for what another actor wrote: its existence is nobody's business before it is published."""
    mine = SoughtNeed.objects.with_names().filter(actor__in=actors_of(user, *WRITERS))
    return get_object_or_404(mine, pk=pk)


def _user(request: HttpRequest) -> User:
    """The signed-in person of a view that asks for one."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
