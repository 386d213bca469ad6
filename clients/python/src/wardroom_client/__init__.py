"""A client of Wardroom: generated operations, typed errors, repeats by rule.

    with Wardroom("http://127.0.0.1:8000", api_key="…") as wardroom:
        for scan in every(scans_list.sync, client=wardroom):
            print(scan.id, scan.status)

Operations are in `wardroom_client.api`, their bodies in `models`, the class of each error code in
`codes`.
"""

from .client import AsyncWardroom, Wardroom
from .errors import (
    AccessError,
    AuthenticationError,
    ClientError,
    ConflictError,
    FieldError,
    MissingError,
    PermanentError,
    RequestError,
    RetryableError,
    ServerError,
    ThrottledError,
    WardroomError,
)
from .paging import every, every_async
from .signing_in import sign_in

__all__ = [
    "AccessError",
    "AsyncWardroom",
    "AuthenticationError",
    "ClientError",
    "ConflictError",
    "FieldError",
    "MissingError",
    "PermanentError",
    "RequestError",
    "RetryableError",
    "ServerError",
    "ThrottledError",
    "Wardroom",
    "WardroomError",
    "every",
    "every_async",
    "sign_in",
]
