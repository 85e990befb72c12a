"""Addresses of the kit."""

from django.urls import path

from kechuang_web.kit import views

app_name = "kit"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.set_language, name="language"),
    path("healthz", views.health, name="health"),
    path("kit/", views.style, name="style"),
    path("kit/screen/", views.style_screen, name="style_screen"),
]
