from django.urls import path

from flywheel.projects import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("admin/login/", views.admin_sign_in),  # the admin's own form knows no lock-out
    path("sign-out/", views.sign_out, name="sign_out"),
    path("p/<slug:project>/keys/", views.keys, name="keys"),
    path("p/<slug:project>/keys/<int:key_id>/revoke/", views.revoke_key, name="revoke_key"),
]
