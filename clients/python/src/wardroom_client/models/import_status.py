from typing import Literal, cast

ImportStatus = Literal["done", "failed", "queued", "running"]


def check_import_status(value: str) -> ImportStatus:
    return cast(ImportStatus, value)
