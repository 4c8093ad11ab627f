"""Every address of the site, composed here: the rooms do not know one another's paths."""

from django.conf import settings
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path
from django.views.generic import RedirectView, TemplateView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from network_site import demo_media, member_home, monitoring
from network_site.errors import bad_request, forbidden, not_found, server_error
from network_site.sign_in.views import admin_login
from network_site.sitemaps import SITEMAPS

handler400 = bad_request
handler403 = forbidden
handler404 = not_found
handler500 = server_error

urlpatterns = [
    path("health/live", monitoring.live, name="health-live"),
    path("health/ready", monitoring.ready, name="health-ready"),
    path("metrics", monitoring.show_metrics, name="metrics"),
    path("admin/login/", admin_login, name="account-admin-login"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("compte/", member_home.show, name="account-home"),
    path("compte/", include("network_site.sign_in.urls")),
    path("contact/", include("network_site.contact.urls")),
    path("", include("exchanges.urls")),
    path("", include("contributions.urls")),
    path("", include("search.urls")),
    path("", include("actors.urls")),
    path("", include("practices.urls")),
    path("plan-du-site/", TemplateView.as_view(template_name="network_site/site_map.html"), name="site-map"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain"), name="robots"),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/favicon.ico", permanent=True)),
]

if settings.RELAIS_DESIGN_PAGE:
    urlpatterns.append(path("design/", include("network_site.design")))
if settings.RELAIS_DEMO:
    urlpatterns.append(path("demo/", include("network_site.mail.urls")))
    urlpatterns.append(re_path(r"^media/(?P<folder>images|original_images)/(?P<path>.+)$", demo_media.show))

urlpatterns.append(path("", include(wagtail_urls)))
