"""Who an AWS credential is: STS GetCallerIdentity, after AssumeRole where there are roles.

Requests are signed by AWS Signature Version 4
(https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from .asking import Answer, NotReached, Reach, Verdict, ask, refused, unreached

SESSION = "wardroom"
SESSION_SECONDS = 900  # the least that AWS gives
GLOBAL_REGION = "us-east-1"  # the global endpoint is signed for it
VERSION = "2011-06-15"


@dataclass(frozen=True, slots=True)
class Keys:
    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(default="", repr=False)


class _Refused(Exception):
    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.error)
        self.verdict = verdict


def endpoint_of(region: str) -> str:
    """The STS endpoint of `region`, the global one for none."""
    if not region:
        return "https://sts.amazonaws.com/"
    return f"https://sts.{region}.amazonaws.com{'.cn' if region.startswith('cn-') else ''}/"


def identify(
    keys: Keys,
    reach: Reach,
    *,
    roles: Sequence[tuple[str, str]] = (),
    region: str = "",
    endpoint: str = "",
) -> Verdict:
    """Who `keys` are after assuming `roles` (ARN and external id) one after the other."""
    url = endpoint or endpoint_of(region)
    region = region or GLOBAL_REGION
    try:
        for arn, external_id in roles:
            asked = {
                "Action": "AssumeRole",
                "RoleArn": arn,
                "RoleSessionName": SESSION,
                "DurationSeconds": str(SESSION_SECONDS),
                **({"ExternalId": external_id} if external_id else {}),
            }
            answer = _ask(asked, keys, url, region, reach)
            keys = Keys(
                _text(answer, "AccessKeyId"),
                _text(answer, "SecretAccessKey"),
                _text(answer, "SessionToken"),
            )
        answer = _ask({"Action": "GetCallerIdentity"}, keys, url, region, reach)
        return Verdict("ok", identity=_text(answer, "Arn"))
    except _Refused as error:
        return error.verdict
    except NotReached as error:
        return unreached(error)


def _ask(asked: dict[str, str], keys: Keys, url: str, region: str, reach: Reach) -> Element:
    body = urlencode({**asked, "Version": VERSION}).encode()
    headers = signed(keys, url, body, region, datetime.now(UTC))
    answer = ask("POST", url, reach, headers=headers, body=body)
    document = _parsed(answer)
    if answer.status == 200:
        return document
    code, message = _find(document, "Code"), _find(document, "Message")
    raise _Refused(refused(answer.status, f"{code or answer.status}: {message}".strip(": ")))


def _parsed(answer: Answer) -> Element:
    try:
        document: Element = fromstring(answer.body)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise NotReached(f"The endpoint answered {answer.status}, not as STS does") from error
    return document


def _find(document: Element, name: str) -> str:
    found = (e.text for e in document.iter() if e.tag.rpartition("}")[2] == name)
    return next((text.strip() for text in found if text), "")


def _text(document: Element, name: str) -> str:
    found = _find(document, name)
    if not found:
        raise NotReached(f"The endpoint answered without {name}, not as STS does")
    return found


def signed(keys: Keys, url: str, body: bytes, region: str, now: datetime) -> dict[str, str]:
    """The headers of a form posted to STS, signed."""
    parts = urlsplit(url)
    stamp, day = f"{now:%Y%m%dT%H%M%SZ}", f"{now:%Y%m%d}"
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "host": parts.netloc,
        "x-amz-date": stamp,
        **({"x-amz-security-token": keys.session_token} if keys.session_token else {}),
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    digest = hashlib.sha256(body).hexdigest()
    canonical = f"POST\n{parts.path or '/'}\n\n{lines}\n{names}\n{digest}"
    scope = f"{day}/{region}/sts/aws4_request"
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    key = f"AWS4{keys.secret_access_key}".encode()
    for part in (day, region, "sts", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    to_sign = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{hashed}"
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={keys.access_key_id}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )
    return {**headers, "authorization": authorization}
