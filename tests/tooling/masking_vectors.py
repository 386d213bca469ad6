"""Texts with secrets, each with what the sanitizer makes of it, and texts that stay as they are.

Tokens are put together here, so that no scanner of this repository takes them for real ones; their
letters are invented, their lengths and alphabets are those of the providers.
"""

import base64
import json

ALPHABET = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dF3"


def mixed(length: int) -> str:
    """Letters and digits."""
    return (ALPHABET * (length // len(ALPHABET) + 1))[:length]


def hexed(length: int) -> str:
    """Hexadecimal digits."""
    return ("0123456789abcdef" * (length // 16 + 1))[:length]


def lower(length: int) -> str:
    return mixed(length).lower()


UUID = "6f1e7a30-1f6e-4c1b-9d0e-3a5b7c9d1e2f"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
JWT = "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJzdWIiOiIxMjM0In0." + mixed(43)
LOGIN = base64.b64encode(b"robin:hunter2").decode()
KEY_BODY = "\n".join(["MIIEpAIBAAKCAQEA" + mixed(46) + "Zz"] * 6)


def private_key(kind: str = "RSA ", block: str = "") -> str:
    name = f"{kind}PRIVATE KEY{block}"
    return f"-----BEGIN {name}-----\n{KEY_BODY}\n-----END {name}-----"


def _tokens(*tokens: tuple[str, str]) -> list[tuple[str, str]]:
    """(prefix, rest): the prefix stays."""
    return [(prefix + rest, prefix + "****") for prefix, rest in tokens]


WITH_PREFIX = _tokens(
    # Clouds
    *[(head, mixed(200) + "/+==") for head in ("IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz")],
    ("ABSKQmVkcm9ja0FQSUtleS", mixed(100) + "="),
    ("AIza", "Sy" + mixed(33)),
    ("ya29.", "a0Af" + mixed(80) + "-_" + mixed(20)),
    ("GOCSPX-", mixed(28)),
    ("1//0", mixed(40) + "-" + mixed(20)),
    ("LTAI", mixed(20)),
    *[(head, hexed(64)) for head in ("dop_v1_", "doo_v1_", "dor_v1_")],
    ("HRKU-", UUID),
    *[(head, mixed(43)) for head in ("fo1_", "fm1_", "fm1a_", "fm1r_", "fm2_")],
    *[(head, mixed(40)) for head in ("cfk_", "cfut_", "cfat_")],
    ("v1.0-", hexed(24) + "-" + hexed(146)),
    *[
        (head, mixed(40))
        for head in (
            "nfp_ sbp_ sb_secret_ pscale_tkn_ pscale_pw_ pscale_oauth_ vcp_ vci_ vcr_".split()
        )
    ],
    ("tskey-", "auth-" + mixed(16) + "-" + mixed(32)),
    # Code hosting and build
    *[(head, mixed(36)) for head in ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")],
    ("github_pat_", mixed(22) + "_" + mixed(59)),
    *[
        (head, mixed(10) + "-_" + mixed(8))
        for head in (
            "glpat- gldt- glrt- glrtr- glcbt- glptt- glft- glimt- glagent- gloas- glsoat- glffct-"
            " glwt-".split()
        )
    ],
    ("GR1348941", mixed(20)),
    *[(head, mixed(60) + "=A1B2C3D4") for head in ("ATATT3x", "ATCTT3x")],
    *[(head, mixed(32)) for head in ("ATBB", "ATOA")],
    ("npm_", mixed(36)),
    ("pypi-", "AgEIcHlwaS5vcmc" + mixed(150)),
    ("rubygems_", hexed(48)),
    ("cio", mixed(32)),
    ("oy2", lower(43)),
    ("CLOJARS_", hexed(60)),
    *[(head, mixed(27)) for head in ("dckr_pat_", "dckr_oat_")],
    *[(head, mixed(40)) for head in ("CCIPAT_", "CCIPRJ_", "bkua_")],
    ("pul-", hexed(40)),
    *[
        (head, mixed(40))
        for head in ("dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit.")
    ],
    *[(head, mixed(95)) for head in ("hvs.", "hvb.", "hvr.")],
    *[(head, mixed(24)) for head in ("s.", "b.")],
    ("AGE-SECRET-KEY-1", mixed(58).upper()),
    ("ops_eyJ", mixed(200)),
    ("dapi", hexed(32) + "-2"),
    # Watching
    ("NRAK-", mixed(27).upper()),
    *[(head, mixed(32)) for head in ("NRII-", "NRIQ-", "NRJS-")],
    ("sntrys_", "eyJpYXQiOjE2ODc" + mixed(80) + "=_" + mixed(43)),
    ("sntryu_", hexed(64)),
    ("glsa_", mixed(32) + "_" + hexed(8)),
    ("glc_", "eyJvIjoi" + mixed(60) + "="),
    *[
        (head, mixed(24).upper() + "." + mixed(64).upper())
        for head in ("dt0c01.", "dt0s01.", "dt0s02.")
    ],
    # Chat, mail and phone
    *[
        (head, "123456789012-1234567890123-" + mixed(24))
        for head in (
            "xoxa-",
            "xoxb-",
            "xoxc-",
            "xoxd-",
            "xoxe-",
            "xoxo-",
            "xoxp-",
            "xoxr-",
            "xoxs-",
        )
    ],
    *[(head, "1-" + mixed(146)) for head in ("xoxe.xoxp-", "xoxe.xoxb-")],
    ("xapp-", "1-A0123456789-1234567890123-" + hexed(64)),
    ("SG.", mixed(22) + "." + mixed(43)),
    ("SK", hexed(32)),
    ("key-", hexed(32)),
    *[(head, hexed(64) + "-" + mixed(16)) for head in ("xkeysib-", "xsmtpsib-")],
    # Payment and shops
    *[
        (f"{kind}_{place}_", mixed(99))
        for kind in ("sk", "rk")
        for place in ("live", "test", "prod")
    ],
    ("whsec_", mixed(32)),
    *[(head, mixed(22)) for head in ("sq0atp-", "sq0csp-")],
    ("EAAA", mixed(60)),
    *[
        (f"access_token${place}$", lower(16) + "$" + hexed(32))
        for place in ("production", "sandbox")
    ],
    *[(head, hexed(32)) for head in ("shpat_", "shpss_", "shpca_", "shppa_")],
    *[(head, mixed(54)) for head in ("EZAK", "EZTK")],
    ("FLWSECK-", hexed(32) + "-X"),
    *[(f"access-{place}-", UUID) for place in ("production", "sandbox", "development")],
    # Language models
    *[("sk-", f"{kind}-" + mixed(90)) for kind in ("ant", "proj", "svcacct", "admin", "or")],
    ("sk-", mixed(20) + "T3BlbkFJ" + mixed(20)),
    ("hf_", mixed(34)),
    *[(head, mixed(52)) for head in ("gsk_", "r8_", "pplx-", "xai-")],
    # Work
    *[(head, mixed(40)) for head in ("lin_api_", "lin_oauth_")],
    *[(head, mixed(46)) for head in ("ntn_", "secret_")],
    *[(head, mixed(40)) for head in ("figd_", "figdr_", "figoh_", "figor_")],
    ("PMAK-", hexed(24) + "-" + hexed(34)),
    *[(head, mixed(43)) for head in ("CFPAT-", "tfp_", "sgp_", "rdme_")],
    *[(head, UUID) for head in ("sdk-", "mob-")],
    ("sl.", mixed(130)),
)

TOKENS = [
    *WITH_PREFIX,
    (f"{mixed(3)}8Q~{mixed(34)}", "****"),
    (f"{mixed(76)}AZDO{mixed(4)}", "****"),
    (f"{hexed(36)}NRAL", "****"),
    (f"{mixed(14)}.atlasv1.{mixed(67)}", "****.atlasv1.****"),
    (f"{hexed(32)}-us12", "****"),
    (f"{hexed(32)}-{hexed(8)}-{hexed(8)}", "****"),
    (f"1234567890:AA{mixed(33)}", "****:A****"),
    (f"MTk4{mixed(20)}.{mixed(6)}.{mixed(38)}", "****"),
    (f"pat{mixed(14)}.{hexed(64)}", "****"),
    (JWT, "eyJ****"),
    (f"eyJ{mixed(30)}..{mixed(16)}.{mixed(40)}.{mixed(22)}", "eyJ****"),
]

MASKED = [
    ("Failed to connect to 192.168.1.100 with key AKIA1234567890ABCDEF",
     "Failed to connect to 192.168.x.x with key AKIA****CDEF"),
    # AWS
    ("ASIAQWERTYUIOPASDFGH", "ASIA****DFGH"),
    (f"AKIA1234567890ABCDEF,{SECRET_KEY}", "AKIA****CDEF,****"),
    ("url?key%3DAKIA1234567890ABCDEF", "url?key%3DAKIA****CDEF"),
    ("access_key: AKIA1234567890ABCDEF", "access_key: AKIA****CDEF"),
    (f"aws_secret_access_key = {SECRET_KEY}", "aws_secret_access_key = ****"),
    (f"export AWS_SECRET_ACCESS_KEY='{SECRET_KEY}'", "export AWS_SECRET_ACCESS_KEY='****'"),
    (f"AWS_SESSION_TOKEN={mixed(300)}/+=", "AWS_SESSION_TOKEN=****"),
    (f'"SecretAccessKey": "{SECRET_KEY}",', '"SecretAccessKey": "****",'),
    (f"?X-Amz-Credential=AKIA1234567890ABCDEF%2F2026&X-Amz-Signature={hexed(64)}&x=1",
     "?X-Amz-Credential=****&X-Amz-Signature=****&x=1"),
    # Azure
    (f"AccountName=a;AccountKey={mixed(86)}==;EndpointSuffix=b",
     "AccountName=a;AccountKey=****;EndpointSuffix=b"),
    (f"Endpoint=sb://a.b/;SharedAccessKeyName=Root;SharedAccessKey={mixed(43)}=",
     "Endpoint=sb://a.b/;SharedAccessKeyName=Root;SharedAccessKey=****"),
    ("/blob?sv=2020&sig=a%2Bb%3D&se=1", "/blob?sv=2020&sig=****&se=1"),
    # Names with a value
    ("password=hunter2 next", "password=**** next"),
    ("DB_PASSWORD: 'hun ter2'", "DB_PASSWORD: '****'"),
    ("passwd=hunter2&user=x", "passwd=****&user=x"),
    ('{"secret": "a \\"b\\" c", "k": 1}', '{"secret": "****", "k": 1}'),
    ('"{\\"password\\": \\"hunter2\\"}"', '"{\\"password\\": \\"****\\"}"'),
    ("{'clientSecret': 'x1y2'}", "{'clientSecret': '****'}"),
    ('{"pass": "hunter2"}', '{"pass": "****"}'),
    ("User(name='a', password=b'hunter2')", "User(name='a', password=b'****')"),
    ("map[password:hunter2 user:a]", "map[password:**** user:a]"),
    ("&{Name:a Password:hunter2}", "&{Name:a Password:****}"),
    ("Login{user=a, password=hunter2}", "Login{user=a, password=****}"),
    ("<password>hunter2</password>", "<password>****</password>"),
    ('<add key="Password" value="hunter2"/>', '<add key="Password" value="****"/>'),
    ('{"name": "DB_PASSWORD", "value": "hunter2"}', '{"name": "DB_PASSWORD", "value": "****"}'),
    ('password: str = "hunter2"', 'password: str = "****"'),
    ("password => hunter2", "password => ****"),
    ("password='never closed\nnext", "password='****\nnext"),
    ('os.environ["DB_PASSWORD"] = "x1"', 'os.environ["DB_PASSWORD"] = "****"'),
    ("body: password%3Dhunter2", "body: password%3D****"),
    ("GET /?token=abc123&page=2", "GET /?token=****&page=2"),
    ("apiKey=abc123", "apiKey=****"),
    ("  client-key-data: bm90IGEga2V5", "  client-key-data: ****"),
    ("ALTER USER a WITH PASSWORD 'hunter2'", "ALTER USER a WITH PASSWORD '****'"),
    ("auth_token = \"abc123\"  # toml", "auth_token = \"****\"  # toml"),
    # Options
    ("--token abc123 --verbose", "--token **** --verbose"),
    ("--password=hunter2", "--password=****"),
    ("Connect -Password hunter2 -User a", "Connect -Password **** -User a"),
    ("['login', '--password', 'hunter2']", "['login', '--password', '****']"),
    ("curl -u robin:hunter2 https://h", "curl -u robin:**** https://h"),
    ("curl --user 'robin:hunter2' h", "curl --user 'robin:****' h"),
    # Headers
    ("x-api-key: abc123", "x-api-key: ****"),
    ("-H 'PRIVATE-TOKEN: abc123'", "-H 'PRIVATE-TOKEN: ****'"),
    ("DD-API-KEY: " + hexed(32), "DD-API-KEY: ****"),
    ("Authorization: Bearer abc.def-ghi_123", "Authorization: Bearer ****"),
    ("authorization: abc123", "authorization: ****"),
    ("Authorization: Digest username=x, response=y", "Authorization: Digest ****"),
    ("Authorization: SSWS 00" + mixed(40), "Authorization: SSWS ****"),
    ("Proxy-Authorization: Basic " + LOGIN, "Proxy-Authorization: Basic ****"),
    ('{"Authorization": "Bearer abc123"}', '{"Authorization": "Bearer ****"}'),
    ("sent bearer abcdefgh12345678", "sent bearer ****"),
    ("curl -H 'Basic dXNlcjpwYXNz'", "curl -H 'Basic ****'"),
    ("Set-Cookie: sid=abc1; Path=/; HttpOnly", "Set-Cookie: sid=****; Path=/; HttpOnly"),
    ("Cookie: a=1x; b=2y", "Cookie: a=****; b=****"),
    ("PHPSESSID=0a1b2c", "PHPSESSID=****"),
    # URLs and connection strings
    ("https://user:p@ss@host/x", "https://****@host/x"),
    ("postgres://u:p/w@db:5432/x", "postgres://****@db:5432/x"),
    ("mysql://u:hunter2@db/x", "mysql://****@db/x"),
    ("mongodb+srv://u:hunter2@c.mongodb.net/", "mongodb+srv://****@c.mongodb.net/"),
    ("redis://:hunter2@cache:6379/0", "redis://****@cache:6379/0"),
    ("amqps://u:hunter2@mq/v", "amqps://****@mq/v"),
    (f"https://{hexed(32)}@o1.ingest.sentry.io/2", "https://****@o1.ingest.sentry.io/2"),
    ("https://token123@github.com/a", "https://****@github.com/a"),
    ("jdbc:mysql://db/x?user=a&password=hunter2&ssl=1", "jdbc:mysql://db/x?user=a&password=****&ssl=1"),
    ("jdbc:oracle:thin:a/hunter2@//db:1521/x", "jdbc:oracle:thin:a/****@//db:1521/x"),
    ("Pwd=hun,ter2;Server=db", "Pwd=****;Server=db"),
    ("Server=db;User Id=a;Password=hunter2;Encrypt=True",
     "Server=db;User Id=a;Password=****;Encrypt=True"),
    (f"https://hooks.slack.com/services/T01/B02/{mixed(24)}", "https://hooks.slack.com/services/****"),
    (f"https://discord.com/api/webhooks/123456789012345678/{mixed(68)}",
     "https://discord.com/api/webhooks/123456789012345678/****"),
    (f"https://a.webhook.office.com/webhookb2/{UUID}@{UUID}/IncomingWebhook/{hexed(32)}/{UUID}",
     "https://a.webhook.office.com/webhookb2/****"),
    # Files
    ("machine h login robin password hunter2", "machine h login robin password ****"),
    ("machine h\n  login robin\n  password hunter2\n",
     "machine h\n  login robin\n  password ****\n"),
    ("db.example:5432:shop:robin:hunter2", "db.example:5432:shop:robin:****"),
    ("//registry.npmjs.org/:_authToken=abc123", "//registry.npmjs.org/:_authToken=****"),
    (f"//registry.npmjs.org/:_auth={LOGIN}", "//registry.npmjs.org/:_auth=****"),
    (f'{{"auths": {{"h": {{"auth": "{LOGIN}"}}}}}}', '{"auths": {"h": {"auth": "****"}}}'),
    # Addresses
    ("host 10.0.0.7:8080 up", "host 10.0.x.x:8080 up"),
    ("from 10.1.2.3/24.", "from 10.1.x.x/24."),
    ("range 10.0.0.1-10.0.0.9", "range 10.0.x.x-10.0.x.x"),
    ("db.example/172.16.0.5", "db.example/172.16.x.x"),
    ("http://192.168.1.1/a", "http://192.168.x.x/a"),
    ("[2001:db8::1]:443", "[2001:db8:x:x]:443"),
    ("fe80::1%eth0", "fe80:0:x:x%eth0"),
    ("to ::1: connection refused", "to 0:0:x:x: connection refused"),
    ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "2001:db8:x:x"),
    ("::ffff:10.1.2.3", "::ffff:10.1.x.x"),
    # Around a token
    (f"found \\nglpat-{mixed(20)} there", "found \\nglpat-**** there"),
    (f"see ghp_{mixed(36)}.", "see ghp_****."),
    (f"token%3Dghp_{mixed(36)}", "token%3D****"),
    (f"(npm_{mixed(36)})", "(npm_****)"),
]  # fmt: skip

KEYS = [
    (
        f"a\n{private_key(kind, block)}\nb",
        f"a\n-----BEGIN {kind}PRIVATE KEY{block}-----****-----END {kind}PRIVATE KEY{block}-----\nb",
    )
    for kind, block in (
        ("RSA ", ""),
        ("EC ", ""),
        ("", ""),
        ("ENCRYPTED ", ""),
        ("OPENSSH ", ""),
        ("PGP ", " BLOCK"),
    )
] + [
    (
        json.dumps({"file": private_key()}),
        '{"file": "-----BEGIN RSA PRIVATE KEY-----****-----END RSA PRIVATE KEY-----"}',
    ),
    (
        json.dumps({"type": "service_account", "private_key": private_key("")}),
        '{"type": "service_account", "private_key": "-----BEGIN PRIVATE KEY-----****'
        '-----END PRIVATE KEY-----"}',
    ),
    (f"key: {base64.b64encode(private_key().encode()).decode()}", "key: ****"),
    (
        f"client-key-data: {base64.b64encode(private_key().encode()).decode()}",
        "client-key-data: ****",
    ),
]

STAYS = [
    "account 123456789012",
    "arn:aws:iam::123456789012:role/Auditor",
    '"secret": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"',
    "sha256:" + hexed(64),
    "sha512 " + hexed(128),
    "commit " + hexed(40),
    f'"integrity": "sha512-{mixed(86)}=="',
    f"h1:{mixed(43)}= of go.sum",
    UUID,
    "/usr/lib/python3.11/site-packages/bandit/plugins/injection_shell.py",
    "version 1.2.3.4, v1.2.3.4, Version: 10.0.19041.1, foo==1.2.3.4, pkg-1.2.3.4.whl",
    "OID 1.3.6.1.4.1.311 and 999.1.2.3",
    "2026-11-21T10:49:25.123456Z took 0.25 s",
    "std::string Foo::Bar bad::cafe aa:bb:cc:dd:ee:ff",
    "small base64 aGVsbG8gd29ybGQ= stays",
    "mail robin@example.org",
    "Basic authentication failed for the bearer of this",
    "Authentication failed: invalid credentials",
    "No valid credentials found",
    "Token expired; the token is expired, password is required, password incorrect",
    "Error: token: expired, secret: missing",
    "password: ****, token=***",
    "hardcoded_password_string B105 in s3_bucket_public_access_block_configuration",
    "Passed checks: 12, Failed checks: 3, Skipped checks: 0",
    '{"pass": 12, "fail": 3}',
    "PWD=/home/scan",
    "tokens: 512 and password: null",
    "password = get_password()",
    'password = os.environ["PASSWORD"]',
    'token = os.getenv("TOKEN")',
    "token: process.env.API_TOKEN,",
    "secret: ${{ secrets.DEPLOY }}",
    "password: {{ vault_password }}",
    "PASSWORD=$DB_PASSWORD",
    'TOKEN="${API_TOKEN}"',
    "password = var.db_password",
    "ssh://git@github.com/a/b http://localhost:8080/a/@handle",
    "npm_config_registry pypi-server-with-a-long-name sk-learn-something-else-entirely",
    "GetBucketPublicAccessBlockConfiguration disk-" + hexed(16),
    "docker run -u 1000:1000 image",
    "-----BEGIN PUBLIC KEY----- MIIB",
    "certificate-authority-data: "
    + base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIIB").decode(),
    '"Key": "reports/2026/x.json"',
    '"private_key_id": "' + hexed(40) + '"',
    "eyJustAWord and AKIA alone",
]
