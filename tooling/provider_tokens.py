"""Tokens that tell their provider by their form, as a table of formats.

Facts about formats come from the documentation of the providers and from GitHub's list of what its
secret scanning recognises (docs.github.com/code-security/secret-scanning, "Supported patterns").
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from .spans import MASK, Span


class Prefixed(NamedTuple):
    """Tokens that begin with one of `prefixes`, which stays readable, then `body`."""

    provider: str
    prefixes: str  # separated by spaces
    body: bytes  # what must follow; the token goes on as far as its characters do
    source: str = "docs.github.com/code-security/secret-scanning"


class Shaped(NamedTuple):
    """Tokens without a prefix; `marker` is in each of them, the group "keep" stays readable."""

    provider: str
    marker: bytes
    pattern: bytes
    source: str


_16, _20, _32 = rb"[A-Za-z0-9]{16}", rb"[\w-]{20}", rb"[A-Za-z0-9]{32}"
_HEX32 = rb"[0-9a-fA-F]{32}"

PREFIXED = (
    # Clouds
    Prefixed("AWS session token", "IQoJb3JpZ2lu FwoGZXIvYXdz FQoGZXIvYXdz", rb"[A-Za-z0-9+/=]{8}",
             "docs.aws.amazon.com/STS, observed: base64 of its fixed head"),
    Prefixed("AWS Bedrock", "ABSKQmVkcm9ja0FQSUtleS", rb"[A-Za-z0-9+/=]{16}",
             "docs.aws.amazon.com/bedrock/api-keys, base64 of BedrockAPIKey-"),
    Prefixed("Google API key", "AIza", rb"[\w-]{30}",
             "cloud.google.com/docs/authentication/api-keys"),
    Prefixed("Google OAuth", "ya29. GOCSPX-", _20,
             "developers.google.com/identity/protocols/oauth2"),
    Prefixed("Google refresh token", "1//0", rb"[\w-]{30}", "developers.google.com/identity"),
    Prefixed("Alibaba Cloud", "LTAI", rb"[A-Za-z0-9]{12,24}(?!\w)"),
    Prefixed("DigitalOcean", "dop_v1_ doo_v1_ dor_v1_", rb"[0-9a-f]{32}",
             "docs.digitalocean.com/reference/api"),
    Prefixed("Heroku", "HRKU-", _20, "devcenter.heroku.com/articles/authentication"),
    Prefixed("Fly.io", "fo1_ fm1_ fm1a_ fm1r_ fm2_", _20, "fly.io/docs/security/tokens"),
    Prefixed("Cloudflare", "cfk_ cfut_ cfat_", _20, "developers.cloudflare.com/fundamentals/api"),
    Prefixed("Cloudflare Origin CA", "v1.0-", rb"[0-9a-f]{24}-[0-9a-f]{64}",
             "developers.cloudflare.com/fundamentals/api/get-started/ca-keys"),
    Prefixed("Netlify, Supabase, PlanetScale, Vercel",
             "nfp_ sbp_ sb_secret_ pscale_tkn_ pscale_pw_ pscale_oauth_ vcp_ vci_ vcr_", _20),
    Prefixed("Tailscale", "tskey-", rb"[a-z]{3,10}-[\w-]{12}", "tailscale.com/kb/1085/auth-keys"),
    # Code hosting and build
    Prefixed("GitHub", "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_", rb"\w{16}",
             "docs.github.com/authentication, token prefixes"),
    Prefixed("GitLab", "glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- gloas-"
             " glsoat- glffct- glwt-", rb"[\w-]{16}", "docs.gitlab.com/security/tokens"),
    Prefixed("GitLab runner registration", "GR1348941", rb"[\w-]{16}",
             "docs.gitlab.com/security/tokens"),
    Prefixed("Atlassian, Bitbucket", "ATATT3x ATCTT3x ATBB ATOA", rb"[\w=-]{20}",
             "support.atlassian.com, API tokens and app passwords"),
    Prefixed("npm", "npm_", rb"[A-Za-z0-9]{30}", "docs.npmjs.com/about-access-tokens"),
    Prefixed("PyPI", "pypi-", rb"Ag[\w-]{16}", "pypi.org/help/#apitoken"),
    Prefixed("RubyGems", "rubygems_", rb"[0-9a-f]{32}", "guides.rubygems.org/api-key-scopes"),
    Prefixed("crates.io", "cio", rb"[A-Za-z0-9]{32}(?!\w)"),
    Prefixed("NuGet", "oy2", rb"[a-z0-9]{43}(?!\w)"),
    Prefixed("Clojars", "CLOJARS_", rb"[0-9a-f]{32}"),
    Prefixed("Docker Hub", "dckr_pat_ dckr_oat_", _20, "docs.docker.com/security/access-tokens"),
    Prefixed("CircleCI, Buildkite", "CCIPAT_ CCIPRJ_ bkua_", _20),
    Prefixed("Terraform Cloud, Pulumi", "pul-", _32),
    Prefixed("Doppler", "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.", rb"[\w.-]{20}",
             "docs.doppler.com/reference/auth-token-formats"),
    Prefixed("HashiCorp Vault", "hvs. hvb. hvr.", _20,
             "developer.hashicorp.com/vault/docs/concepts/tokens"),
    Prefixed("HashiCorp Vault before 1.10", "s. b.", rb"(?=[A-Za-z]*+\d)[A-Za-z0-9]{24}(?![\w.])",
             "developer.hashicorp.com/vault/docs/concepts/tokens"),
    Prefixed("age", "AGE-SECRET-KEY-1", rb"[A-Z0-9]{40}", "age-encryption.org/v1"),
    Prefixed("1Password", "ops_eyJ", _20, "developer.1password.com/docs/service-accounts"),
    Prefixed("Databricks", "dapi", rb"[0-9a-f]{32}", "docs.databricks.com/dev-tools/auth/pat"),
    # Watching
    Prefixed("New Relic", "NRAK- NRII- NRIQ- NRJS-", _16, "docs.newrelic.com/docs/apis/intro-apis"),
    Prefixed("Sentry", "sntrys_ sntryu_", _20, "docs.sentry.io/account/auth-tokens"),
    Prefixed("Grafana", "glsa_ glc_", _20, "grafana.com/docs/grafana/latest/administration"),
    Prefixed("Dynatrace", "dt0c01. dt0s01. dt0s02.", rb"[A-Z0-9]{20}",
             "docs.dynatrace.com, access tokens"),
    # Chat, mail and phone
    Prefixed("Slack", "xoxa- xoxb- xoxc- xoxd- xoxe- xoxo- xoxp- xoxr- xoxs- xoxe.xoxp- xoxe.xoxb-"
             " xapp-", rb"[\w-]{10}", "api.slack.com/concepts/token-types"),
    Prefixed("SendGrid", "SG.", rb"[\w-]{16,64}\.[\w-]{16}", "sendgrid.com/docs, API keys"),
    Prefixed("Twilio", "SK", rb"[0-9a-f]{32}(?!\w)", "twilio.com/docs/iam/api-keys"),
    Prefixed("Mailgun", "key-", rb"[0-9a-f]{32}(?!\w)", "documentation.mailgun.com"),
    Prefixed("Brevo", "xkeysib- xsmtpsib-", rb"[0-9a-f]{32}", "developers.brevo.com"),
    # Payment and shops
    Prefixed("Stripe", "sk_live_ sk_test_ rk_live_ rk_test_ sk_prod_ rk_prod_", rb"[A-Za-z0-9]{10}",
             "docs.stripe.com/keys"),
    Prefixed("Stripe webhook", "whsec_", rb"\w{16}", "docs.stripe.com/webhooks"),
    Prefixed("Square", "sq0atp- sq0csp- EAAA", rb"[\w-]{22}", "developer.squareup.com/docs"),
    Prefixed("Braintree", "access_token$production$ access_token$sandbox$", rb"[\w$]{20}",
             "developer.paypal.com/braintree/docs"),
    Prefixed("Shopify", "shpat_ shpss_ shpca_ shppa_", _HEX32,
             "shopify.dev/docs/apps/build/authentication"),
    Prefixed("EasyPost, Flutterwave", "EZAK EZTK FLWSECK-", _32),
    Prefixed("Plaid", "access-production- access-sandbox- access-development-", rb"[0-9a-f-]{32}",
             "plaid.com/docs/api/tokens"),
    # Language models
    Prefixed("OpenAI, Anthropic", "sk-", rb"(?:ant|proj|svcacct|admin|or)-[\w-]{16}",
             "platform.openai.com/docs, docs.anthropic.com"),
    Prefixed("OpenAI and others", "sk-", rb"[A-Za-z0-9]{32}", "platform.openai.com/docs"),
    Prefixed("Hugging Face", "hf_", rb"[A-Za-z0-9]{30}", "huggingface.co/docs/hub/security-tokens"),
    Prefixed("Groq, Replicate, Perplexity, xAI", "gsk_ r8_ pplx- xai-", _32),
    # Work
    Prefixed("Linear", "lin_api_ lin_oauth_", _20, "linear.app/developers"),
    Prefixed("Notion", "ntn_ secret_", _32, "developers.notion.com/changelog"),
    Prefixed("Figma", "figd_ figdr_ figoh_ figor_", _20, "figma.com/developers/api"),
    Prefixed("Postman", "PMAK-", rb"[0-9a-f]{24}", "learning.postman.com/docs"),
    Prefixed("Contentful, Typeform, Sourcegraph, ReadMe", "CFPAT- tfp_ sgp_ rdme_", _20),
    Prefixed("LaunchDarkly", "sdk- mob-", rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-",
             "launchdarkly.com/docs/sdk/concepts/client-side-server-side"),
    Prefixed("Dropbox", "sl.", rb"[\w-]{60}", "developers.dropbox.com/oauth-guide"),
)  # fmt: skip

SHAPED = (
    Shaped("Microsoft Entra client secret", b"Q~", rb"(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,34}",
           "learn.microsoft.com/entra, credentials of an application"),
    Shaped("Azure DevOps", b"AZDO", rb"(?<!\w)[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?!\w)",
           "learn.microsoft.com/azure/devops, format of personal access tokens"),
    Shaped("New Relic license key", b"NRAL", rb"(?<!\w)[0-9a-f]{32,36}NRAL(?!\w)",
           "docs.newrelic.com/docs/apis/intro-apis"),
    Shaped("Terraform Cloud", b".atlasv1.", rb"(?<!\w)\w{14}(?P<keep>\.atlasv1\.)[\w-]{60,}+",
           "developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens"),
    Shaped("Mailchimp", b"-us", rb"(?<![\w-])[0-9a-f]{32}-us\d{1,2}(?!\w)",
           "mailchimp.com/developer/marketing/guides/quick-start"),
    Shaped("Mailgun", b"-", rb"(?<![\w-])[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])",
           "documentation.mailgun.com"),
    Shaped("Telegram bot", b":A", rb"\d{8,10}(?P<keep>:A)[\w-]{34}(?![\w-])",
           "core.telegram.org/bots/api"),
    Shaped("Discord bot", b".", rb"(?<![\w-])[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}",
           "discord.com/developers/docs/reference"),
    Shaped("Airtable", b"pat", rb"(?<!\w)pat[A-Za-z0-9]{14}\.[0-9a-f]{64}",
           "airtable.com/developers/web/api/authentication"),
)  # fmt: skip


def _is_telling(prefix: str) -> bool:
    """Whether `prefix` tells a token also where it is glued to a word before it."""
    return len(prefix) >= 4 and prefix[-1] in "_-$"


def _alternative(prefix: str, body: bytes) -> bytes:
    literal = re.escape(prefix.encode())
    if _is_telling(prefix):
        return literal + rb"(?=" + body + rb")"
    # Free, or behind an escape of a string or of a URL.
    free = (rb"(?<![A-Za-z0-9]%s)", rb"(?<=\\[nrt]%s)", rb"(?<=%%[0-9A-Fa-f]{2}%s)")
    return literal + rb"(?:%s)(?=%s)" % (b"|".join(place % literal for place in free), body)


def _compiled(formats: Iterable[Prefixed]) -> re.Pattern[bytes]:
    """All of `formats` as one pattern; grouped, so that a character decides most of them."""
    pairs = sorted(
        ((prefix, each.body) for each in formats for prefix in each.prefixes.split()),
        key=lambda pair: (pair[0][0], -len(pair[0])),
    )
    groups = [
        b"|".join(_alternative(prefix, body) for prefix, body in group)
        for _, group in groupby(pairs, key=lambda pair: pair[0][0])
    ]
    return re.compile(rb"(?P<keep>" + b"|".join(groups) + rb")[\w.+/=$-]++")


_PREFIXED = _compiled(PREFIXED)
_SHAPED = tuple((each.marker, re.compile(each.pattern)) for each in SHAPED)
_HEADS = frozenset(
    prefix.encode()[:3] for each in PREFIXED for prefix in each.prefixes.split() if len(prefix) > 2
)
_JWT = re.compile(
    rb"eyJ(?:(?<![\w-]eyJ)|(?<=\\[nrt]eyJ)|(?<=%[0-9A-Fa-f]{2}eyJ))"
    rb"[\w-]{8,}+(?:\.{1,2}[\w-]{4,}+){1,4}+\.?+"
)

_WORDS = bytes(
    ord("w") if chr(c) in string.ascii_letters + string.digits + "_-" else ord(" ")
    for c in range(256)
)
_LONG_WORD = b"w" * 20  # of each token, one word is so long
_PLAIN_WORD = re.compile(  # a digest, commit id or UUID; a name in words
    rb"(?:(?![0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-]))[0-9a-fA-F-]++"
    rb"|[a-z]{0,8}\d{0,3}[a-z_-]++\d{0,3}|[A-Z_-]++\d{0,3}|(?:[A-Z][a-z]{1,20}+)++\d{0,3})(?![\w-])"
)
_PARTS = frozenset((b".", b"~", b"$"))  # between the parts of a token
_JOINS = _PARTS | {b":", b"/", b"%", b"\\"}
_BACK = 48  # characters before its long word that may belong to a token
_TAIL = re.compile(rb"(?:[\w+/=$~-]|\.(?=[\w-]))*+")


def may_hold_tokens(data: bytes) -> bool:
    """Whether `provider_tokens` needs to look at `data`."""
    return _LONG_WORD in data.translate(_WORDS) or b"eyJ" in data


def provider_tokens(data: bytes) -> Iterator[Span]:
    """Tokens of the formats above, and JWTs.

    Only long words that are no plain words are looked at, with what is joined to them.
    """
    if b"eyJ" in data:
        for match in _JWT.finditer(data):
            yield match.start() + 3, match.end(), MASK
    words = data.translate(_WORDS)
    end = 0
    start = words.find(_LONG_WORD)
    while start >= 0:
        before = data[start - 1 : start] if start else b""
        if (
            before in _PARTS
            or data[start : start + 3] in _HEADS
            or not _PLAIN_WORD.match(data, start)
        ):
            first = max(end, start - _BACK) if before in _JOINS else start
            tail = _TAIL.match(data, start)
            end = tail.end() if tail else start
            yield from _tokens(data, first, end)
        else:
            end = words.find(b" ", start)
        start = words.find(_LONG_WORD, end) if end >= 0 else -1


def _tokens(data: bytes, start: int, end: int) -> Iterator[Span]:
    for match in _PREFIXED.finditer(data, start, end):
        yield match.end("keep"), match.end(), MASK
    for marker, pattern in _SHAPED:
        if data.find(marker, start, end) < 0:
            continue
        for match in pattern.finditer(data, start, end):
            if "keep" in pattern.groupindex:
                yield match.start(), match.start("keep"), MASK
                yield match.end("keep"), match.end(), MASK
            else:
                yield *match.span(), MASK
