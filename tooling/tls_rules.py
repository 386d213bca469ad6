"""What TLS servers do wrong: severity, reason and remedy, with the standard or CVE that says so.

For tools that report facts and grade none of them. The severities are Wardroom's.
"""

from typing import NamedTuple

from .base import SeverityWord

RFC = "https://www.rfc-editor.org/rfc/rfc"
NVD = "https://nvd.nist.gov/vuln/detail/"


class TlsRule(NamedTuple):
    """One rule; `cve` and `reference` may be empty."""

    severity: SeverityWord
    title: str
    why: str
    remedy: str
    cwe: str
    cve: str = ""
    reference: str = ""


RULES: dict[str, TlsRule] = {
    "sslv2-accepted": TlsRule(
        "critical",
        "SSL 2.0 is accepted",
        "SSL 2.0 is broken and must not be negotiated.",
        "Turn it off.",
        "CWE-327",
        "CVE-2016-0800",
        RFC + "6176",
    ),
    "sslv3-accepted": TlsRule(
        "high",
        "SSL 3.0 is accepted",
        "SSL 3.0 is broken (POODLE) and must not be used.",
        "Turn it off.",
        "CWE-327",
        "CVE-2014-3566",
        RFC + "7568",
    ),
    "tls-1.0-accepted": TlsRule(
        "medium",
        "TLS 1.0 is accepted",
        "TLS 1.0 is deprecated and must not be used.",
        "Offer TLS 1.2 and 1.3 only.",
        "CWE-327",
        "",
        RFC + "8996",
    ),
    "tls-1.1-accepted": TlsRule(
        "medium",
        "TLS 1.1 is accepted",
        "TLS 1.1 is deprecated and must not be used.",
        "Offer TLS 1.2 and 1.3 only.",
        "CWE-327",
        "",
        RFC + "8996",
    ),
    "no-modern-protocol": TlsRule(
        "high",
        "Neither TLS 1.2 nor TLS 1.3 is offered",
        "Only deprecated protocols are offered.",
        "Offer TLS 1.2 and 1.3.",
        "CWE-327",
        "",
        RFC + "9325",
    ),
    "anonymous-cipher": TlsRule(
        "high",
        "Cipher suites without authentication are accepted",
        "Anyone between client and server can read and change what they send.",
        "Turn the suites off.",
        "CWE-306",
        "",
        RFC + "9325#section-4.1",
    ),
    "null-cipher": TlsRule(
        "high",
        "Cipher suites without encryption are accepted",
        "What is sent can be read by anyone on the way.",
        "Turn the suites off.",
        "CWE-319",
        "",
        RFC + "9325#section-4.1",
    ),
    "export-cipher": TlsRule(
        "high",
        "Export-grade cipher suites are accepted",
        "Their keys are short enough to be broken.",
        "Turn the suites off.",
        "CWE-326",
        "CVE-2015-0204",
        RFC + "9325#section-4.1",
    ),
    "rc4-cipher": TlsRule(
        "medium",
        "RC4 cipher suites are accepted",
        "RC4 must not be negotiated.",
        "Turn the suites off.",
        "CWE-327",
        "CVE-2015-2808",
        RFC + "7465",
    ),
    "64-bit-block-cipher": TlsRule(
        "medium",
        "Cipher suites with 64-bit blocks are accepted",
        "Long connections leak plain text (Sweet32).",
        "Turn 3DES, DES, IDEA and RC2 off.",
        "CWE-327",
        "CVE-2016-2183",
        NVD + "CVE-2016-2183",
    ),
    "no-forward-secrecy": TlsRule(
        "low",
        "Cipher suites without forward secrecy are accepted",
        "Whoever gets the server's key later can read what was recorded.",
        "Offer (EC)DHE suites only.",
        "CWE-326",
        "",
        RFC + "9325#section-4.1",
    ),
    "certificate-expired": TlsRule(
        "high",
        "The certificate has expired",
        "Clients refuse it, or have learned to click warnings away.",
        "Renew it.",
        "CWE-298",
    ),
    "certificate-not-yet-valid": TlsRule(
        "high",
        "The certificate is not valid yet",
        "Clients refuse it.",
        "Check the clocks and the dates.",
        "CWE-295",
    ),
    "certificate-expires-soon": TlsRule(
        "low",
        "The certificate expires within 14 days",
        "",
        "Renew it in time.",
        "CWE-298",
    ),
    "certificate-self-signed": TlsRule(
        "medium",
        "The certificate is self-signed",
        "Clients cannot tell the server from an impostor.",
        "Use a certificate of an authority that they trust.",
        "CWE-295",
    ),
    "certificate-untrusted": TlsRule(
        "medium",
        "No trust store trusts the certificate",
        "Clients cannot tell the server from an impostor.",
        "Send the whole chain, from an authority that they trust.",
        "CWE-295",
    ),
    "certificate-trusted-by-some": TlsRule(
        "low",
        "Some trust stores do not trust the certificate",
        "Some clients refuse it.",
        "Send the whole chain.",
        "CWE-295",
    ),
    "certificate-hostname-mismatch": TlsRule(
        "high",
        "The certificate is for another name",
        "Clients refuse it.",
        "Use a certificate that names the host.",
        "CWE-297",
        "",
        RFC + "9525",
    ),
    "certificate-weak-signature": TlsRule(
        "high",
        "The certificate is signed with a broken hash",
        "Such signatures can be forged.",
        "Replace the certificate.",
        "CWE-328",
        "",
        RFC + "9155",
    ),
    "certificate-weak-key": TlsRule(
        "high",
        "The certificate's key is too short",
        "The key can be broken.",
        "Use RSA with 2048 bits or more, or an elliptic curve.",
        "CWE-326",
        "",
        RFC + "9325#section-4.5",
    ),
    "certificate-chain-order": TlsRule(
        "low",
        "The certificate chain is in the wrong order",
        "Some clients refuse it.",
        "Send the server's certificate first, then its issuers.",
        "CWE-295",
        "",
        RFC + "5246#section-7.4.2",
    ),
    "heartbleed": TlsRule(
        "critical",
        "The server is vulnerable to Heartbleed",
        "Anyone can read the server's memory, keys included.",
        "Update OpenSSL, then replace keys and certificates.",
        "CWE-126",
        "CVE-2014-0160",
        "https://heartbleed.com/",
    ),
    "openssl-ccs-injection": TlsRule(
        "high",
        "The server is vulnerable to CCS injection",
        "Whoever sits between can decrypt and change connections.",
        "Update OpenSSL.",
        "CWE-326",
        "CVE-2014-0224",
        NVD + "CVE-2014-0224",
    ),
    "robot": TlsRule(
        "high",
        "The server is vulnerable to ROBOT",
        "Recorded connections can be decrypted.",
        "Turn RSA key exchange off, and update.",
        "CWE-203",
        "",
        "https://robotattack.org/",
    ),
    "robot-weak": TlsRule(
        "medium",
        "The server is vulnerable to ROBOT, with a weak oracle",
        "Recorded connections can be decrypted with very many requests.",
        "Turn RSA key exchange off.",
        "CWE-203",
        "",
        "https://robotattack.org/",
    ),
    "tls-compression": TlsRule(
        "medium",
        "TLS compression is on",
        "Secrets leak by their length (CRIME).",
        "Turn compression off.",
        "CWE-310",
        "CVE-2012-4929",
        NVD + "CVE-2012-4929",
    ),
    "insecure-renegotiation": TlsRule(
        "medium",
        "Secure renegotiation is not supported",
        "Whoever sits between can put text before a client's.",
        "Update the TLS library.",
        "CWE-295",
        "CVE-2009-3555",
        RFC + "5746",
    ),
    "client-renegotiation": TlsRule(
        "low",
        "Clients may renegotiate at will",
        "Each renegotiation costs the server much and the client little.",
        "Turn it off.",
        "CWE-400",
        "CVE-2011-1473",
        NVD + "CVE-2011-1473",
    ),
    "no-fallback-scsv": TlsRule(
        "low",
        "Downgrades are not prevented (TLS_FALLBACK_SCSV)",
        "Whoever sits between can make clients use an older protocol.",
        "Update, or offer TLS 1.3 only.",
        "CWE-757",
        "",
        RFC + "7507",
    ),
    "no-extended-master-secret": TlsRule(
        "low",
        "The extended master secret is not supported",
        "Sessions can be joined by whoever sits between (triple handshake).",
        "Update the TLS library.",
        "CWE-300",
        "",
        RFC + "7627",
    ),
    "early-data": TlsRule(
        "info",
        "TLS 1.3 early data is accepted",
        "Early data can be replayed.",
        "Accept it for requests that change nothing only.",
        "CWE-294",
        "",
        RFC + "8446#section-8",
    ),
}
