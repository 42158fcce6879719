"""The addresses of foreign clients. Each keeps the paths its client expects."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
