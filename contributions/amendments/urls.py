from django.urls import URLPattern, URLResolver

app_name = "amendments"
urlpatterns: list[URLPattern | URLResolver] = []
