"""The addresses of the sign-in with the school's account; the provider must know the second one."""

from django.urls import path

from directory.accounts.oidc.views import Back, Out

urlpatterns = [
    path("start/", Out.as_view(), name="oidc_authentication_init"),
    path("callback/", Back.as_view(), name="oidc_authentication_callback"),
]
