"""A client that checks every error it is answered with against the error contract."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient


class ContractClient(APIClient):
    def as_user(self, user: Any) -> ContractClient:
        self.force_authenticate(user)
        return self

    def as_session(self, user: Any) -> ContractClient:
        self.force_login(user)
        return self

    def as_key(self, text: str) -> ContractClient:
        self.credentials(HTTP_X_API_KEY=text)
        return self

    def as_token(self, text: str) -> ContractClient:
        self.credentials(HTTP_AUTHORIZATION=f"Bearer {text}")
        return self
