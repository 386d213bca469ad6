"""What each outcome means to a person: a sentence, a remedy, and whether trying again can help."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .base import Outcome

SUCCESSES = frozenset({Outcome.CLEAN, Outcome.FINDINGS, Outcome.FINDINGS_WITH_ERRORS})
RETRYABLE = frozenset({Outcome.THROTTLED, Outcome.NETWORK, Outcome.LOST})


@dataclass(frozen=True, slots=True)
class Meaning:
    """An outcome in general; the sentence of a run says what happened that time."""

    sentence: str
    hint: str = ""
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a tool could not be started, or not be let go on, as its run tells it."""

    sentence: str
    hint: str
    outcome: Outcome = Outcome.NOT_INSTALLED
    retryable: bool = False


DISK_FULL = Refusal(
    "The worker's disk is full",
    "Free space for the worker's data folder, then retry.",
    Outcome.CRASHED,
    retryable=True,
)

_CREDENTIALS = (
    "Check the credential on the credentials page, or refresh the AWS tokens, then retry the tool."
)
_TIMEOUT = (
    "Check network connectivity, increase the timeout in the scan profile, or reduce the scope of"
    " the scan."
)
_MEMORY = (
    "Increase the memory limit of the profile (limits.memory_bytes), or run fewer tools at the same"
    " time."
)
_PERMISSION = "Review the IAM policy of the scanning role, and the rights on what is scanned."

OUTCOMES: dict[Outcome, Meaning] = {
    Outcome.CLEAN: Meaning("The tool examined its target and found nothing"),
    Outcome.FINDINGS: Meaning("The tool examined its target and reported findings"),
    Outcome.FINDINGS_WITH_ERRORS: Meaning(
        "The tool finished, but could not examine everything",
        "Look at what was skipped: those parts were not scanned.",
    ),
    Outcome.AUTH_FAILED: Meaning("Authentication failed: invalid credentials", _CREDENTIALS),
    Outcome.PERMISSION_DENIED: Meaning("Access denied to resource", _PERMISSION),
    Outcome.THROTTLED: Meaning(
        "Requests were throttled",
        "It is tried again after a pause; run fewer tools against this target at the same time.",
        retryable=True,
    ),
    Outcome.NETWORK: Meaning("Connection failed", _TIMEOUT, retryable=True),
    Outcome.TIMED_OUT: Meaning("Tool execution timed out", _TIMEOUT),
    Outcome.OUT_OF_MEMORY: Meaning("OOM killed", _MEMORY),
    Outcome.KILLED: Meaning(
        "The tool was killed by a signal",
        "Ask who ended it: an administrator, a limit of the host, or a fault of the tool itself.",
    ),
    Outcome.CRASHED: Meaning(
        "The tool ended with an error",
        "Read the end of its log; if its input is fine, report the fault to the tool's makers.",
    ),
    Outcome.BAD_ARGUMENTS: Meaning(
        "The tool refused its arguments",
        "Check the tool's options in the profile and the target; a dry run shows the command line.",
    ),
    Outcome.NOT_INSTALLED: Meaning("The tool is not installed", "Install the tool on the worker."),
    Outcome.UNREADABLE_REPORT: Meaning(
        "The tool left no readable report",
        "Nothing is known about the target. Read the tool's log, and check its version.",
    ),
    Outcome.CANCELLED: Meaning("Cancelled", "Retry the tool to run it again."),
    Outcome.LOST: Meaning(
        "The worker that ran the tool was lost",
        "It is started again where that is safe; look at the worker's log.",
        retryable=True,
    ),
    Outcome.BREAKER_OPEN: Meaning(
        "Not started: the tool failed three times in a row",
        "Wait for the next probe, or close the breaker in the admin once the cause is removed.",
    ),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """What all tools write when something common goes wrong. An empty sentence: say it freely."""

    regex: re.Pattern[str]
    outcome: Outcome
    sentence: str = ""
    hint: str = ""


def _sign(regex: str, outcome: Outcome, sentence: str = "", hint: str = "") -> Sign:
    return Sign(re.compile(regex, re.IGNORECASE), outcome, sentence, hint)


# Asked in this order, and only of runs that failed: source code that is scanned holds such words.
SIGNS: tuple[Sign, ...] = (
    _sign(
        r"\bNo space left on device\b|\bENOSPC\b|\bDisk quota exceeded\b",
        DISK_FULL.outcome,
        DISK_FULL.sentence,
        DISK_FULL.hint,
    ),
    _sign(
        r"\bMemoryError\b|heap out of memory|java\.lang\.OutOfMemoryError|\bstd::bad_alloc\b"
        r"|runtime: out of memory|cannot allocate memory",
        Outcome.OUT_OF_MEMORY,
    ),
    _sign(
        r"\bExpiredToken|\bRequestExpired\b|token included in the request is expired"
        r"|\baws\b.{0,60}\bexpired\b|\bSSO session\b.{0,60}\bexpired\b",
        Outcome.AUTH_FAILED,
        "AWS credentials expired",
    ),
    _sign(
        r"\bNoCredential|unable to locate credentials|no (?:valid )?credentials? (?:were )?found"
        r"|could not find (?:any |default )?credentials|credentials are (?:missing|not set)",
        Outcome.AUTH_FAILED,
        "No valid credentials found",
    ),
    _sign(
        r"\bInvalidClientTokenId\b|\bSignatureDoesNotMatch\b|\bAuthFailure\b|\bUnrecognizedClient"
        r"|\bauthentication (?:failed|failure|error)\b|\binvalid (?:credentials?|api key|token)\b"
        r"|\b401\b.{0,20}\bunauthori[sz]ed\b|\bunauthori[sz]ed\b.{0,20}\b401\b|\blogin failed\b"
        r"|\b(?:access key|session token)\b.{0,40}\binvalid\b|\bcould not read Username\b",
        Outcome.AUTH_FAILED,
        "Authentication failed: invalid credentials",
    ),
    _sign(
        r"\bnot authorized to perform\b|\bUnauthorizedOperation\b|\bexplicit deny\b",
        Outcome.PERMISSION_DENIED,
        "Insufficient IAM permissions",
    ),
    _sign(
        r"\bAccess ?Denied|\bpermission denied\b|\b403\b.{0,20}\bforbidden\b|\bEACCES\b"
        r"|\brequires root\b|\bOperation not permitted\b",
        Outcome.PERMISSION_DENIED,
        "Access denied to resource",
    ),
    _sign(
        r"\bThrottl|\brate exceeded\b|\bTooManyRequests|\bRequestLimitExceeded\b|\bSlowDown\b"
        r"|\b(?:HTTP|status|error|code)\b.{0,10}\b429\b|\b429\b.{0,10}\btoo many\b"
        r"|\brate limit(?:ed)?\b.{0,20}\bexceed",
        Outcome.THROTTLED,
    ),
    _sign(
        r"\b(?:connect(?:ion)?|read|request|handshake|socket)\w*\b.{0,40}\btime(?:d ?|-)?out\b"
        r"|\bETIMEDOUT\b|\bi/o timeout\b|\b(?:Connect|Read)Timeout",
        Outcome.NETWORK,
        "Connection timeout",
    ),
    _sign(
        r"\bcould not connect\b|\bEndpointConnectionError\b|\bno such host\b"
        r"|\bconnection (?:refused|reset|aborted)\b"
        r"|\bECONNREFUSED\b|\bECONNRESET\b|\bENOTFOUND\b|\bname or service not known\b"
        r"|\bname resolution\b|\bnetwork is unreachable\b|\bno route to host\b"
        r"|\bConnect(?:ion)?Error\b|\bmax retries exceeded\b|\bfailed to resolve\b"
        r"|\bunable to connect\b|\bcould not resolve host\b",
        Outcome.NETWORK,
    ),
    _sign(
        r"\bunrecognized arguments?\b|\bno such option\b|\bunknown (?:option|flag|argument)\b"
        r"|\binvalid choice\b|\bthe following arguments are required\b|\binvalid option\b",
        Outcome.BAD_ARGUMENTS,
    ),
)
SECONDS = re.compile(
    r"\b(?:after|timeout[=: ]{1,2}|of) ?(\d{1,6})(?:\.\d+)? ?(?:s\b|sec|\)|$)", re.I
)


def sign_of(line: str) -> Sign | None:
    """The first common sign that `line` shows."""
    return next((sign for sign in SIGNS if sign.regex.search(line)), None)


def meaning(outcome: Outcome | str) -> Meaning:
    """What `outcome` means in general; KeyError for a word that is none."""
    return OUTCOMES[Outcome(outcome)]
