"""Public addresses of needs and stages, and the permanent ones of reports."""

from datetime import date

from django.urls import path, re_path, register_converter

from practices import version_views, views
from practices.models.permanent_ids import PATTERN


class PermanentIdConverter:
    regex = PATTERN

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DayConverter:
    """`2026-10-14`; an impossible day is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


register_converter(PermanentIdConverter, "permanent_id")
register_converter(DayConverter, "day")

app_name = "practices"
urlpatterns = [
    path("besoins/", views.NeedIndexView.as_view(), name="needs"),
    path("besoins/<slug:slug>/", views.NeedView.as_view(), name="need"),
    path("etapes/<slug:slug>/", views.StageView.as_view(), name="stage"),
    re_path(rf"^rex/(?P<permanent_id>{PATTERN})/?$", views.permanent, name="permanent"),
    re_path(rf"^rex/(?P<permanent_id>{PATTERN})\.bib$", views.bibtex, name="bibtex"),
    re_path(rf"^rex/(?P<permanent_id>{PATTERN})\.json$", views.csl_json, name="csl-json"),
    path("rex/<permanent_id:permanent_id>/versions/", version_views.versions, name="versions"),
    path("rex/<permanent_id:permanent_id>/versions/<day:day>/", version_views.version, name="version"),
]
