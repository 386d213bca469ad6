"""Routes of `findings`."""

from django.urls import URLPattern, URLResolver

api: list[URLPattern | URLResolver] = []
pages: list[URLPattern | URLResolver] = []
project: list[URLPattern | URLResolver] = []
