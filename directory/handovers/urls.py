"""The pages of the inbox."""

from django.urls import path

from directory.handovers import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<uuid:pk>/", views.one, name="handover"),
    path("<uuid:pk>/overtag/", views.take, name="handover_take"),
    path("<uuid:pk>/skridt/", views.step, name="handover_step"),
    path("<uuid:pk>/mangler/", views.missing, name="handover_missing"),
    path("<uuid:pk>/kontakt/", views.contact, name="handover_contact"),
    path("<uuid:pk>/svar/", views.rate, name="handover_rate"),
    path("<uuid:pk>/afslut/", views.close, name="handover_close"),
]
