"""Addresses of the accounts."""

from django.urls import path

from kechuang_web.accounts import consent_views, entering_views, views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/second/", entering_views.second_step, name="second_step"),
    path("sign-in/provider/", entering_views.provider, name="provider"),
    path("sign-in/provider/back/", entering_views.provider_back, name="provider_back"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("me/", views.profile, name="profile"),
    path("me/password/", views.change_password, name="password"),
    path("me/second/", entering_views.second_setup, name="second_setup"),
    path("me/second/off/", entering_views.second_off, name="second_off"),
    path("me/sessions/", entering_views.end_sessions, name="end_sessions"),
    path("consents/", consent_views.consent_list, name="consents"),
    path("consents/new/", consent_views.consent_new, name="consent_new"),
    path("consents/<int:pk>/revoke/", consent_views.consent_revoke, name="consent_revoke"),
    path("", views.account_list, name="list"),
    path("new/", views.account_new, name="new"),
    path("<int:pk>/", views.account_edit, name="edit"),
    path("<int:pk>/password/", views.account_password, name="reset"),
    path("<int:pk>/second/", entering_views.second_reset, name="second_reset"),
]
