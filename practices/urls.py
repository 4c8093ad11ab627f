"""Public addresses of needs and stages, and the permanent ones of reports."""

from django.urls import path, re_path

from practices import version_views, views
from practices.models.permanent_ids import PATTERN

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
