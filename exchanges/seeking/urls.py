from django.urls import URLPattern, URLResolver

app_name = "seeking"
urlpatterns: list[URLPattern | URLResolver] = []
