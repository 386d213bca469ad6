"""Routes of the error reference and the API document."""

from django.urls import URLPattern, URLResolver, path

from .reference import Document, ErrorCodes, browsable_document, error_reference
from .renderings import REFERENCE_PATH

api: list[URLPattern | URLResolver] = [
    path("error-codes", ErrorCodes.as_view(), name="error-codes"),
    path("schema", Document.as_view(), name="schema"),
    path("docs", browsable_document, name="docs"),
]
pages: list[URLPattern | URLResolver] = [
    path(REFERENCE_PATH, error_reference, name="error-reference"),
]
project: list[URLPattern | URLResolver] = []
