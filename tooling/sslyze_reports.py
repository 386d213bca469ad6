"""SSLyze's older reports, put into the shape of its own present one (5 and 6).

JSON of 1 and 2 (`accepted_targets`), of 3 and 4 (`scan_commands_results`), and XML up to 2. Only
what `tooling.tools.sslyze` judges is carried over. Sources: sslyze/cli/json_output.py and
xml_output.py of those versions, and the plugins' as_xml().
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

from .reading import items, mapping, number, text, texts

Scans = dict[str, Any]

# Command of 1 and 2, also the tag in XML, and its name since 3.
COMMANDS = {
    "certinfo": "certificate_info",
    "certinfo_basic": "certificate_info",
    "certinfo_full": "certificate_info",
    "sslv2": "ssl_2_0_cipher_suites",
    "sslv3": "ssl_3_0_cipher_suites",
    "tlsv1": "tls_1_0_cipher_suites",
    "tlsv1_1": "tls_1_1_cipher_suites",
    "tlsv1_2": "tls_1_2_cipher_suites",
    "tlsv1_3": "tls_1_3_cipher_suites",
    "compression": "tls_compression",
    "early_data": "tls_1_3_early_data",
    "openssl_ccs": "openssl_ccs_injection",
    "fallback": "tls_fallback_scsv",
    "heartbleed": "heartbleed",
    "robot": "robot",
    "reneg": "session_renegotiation",
}
# Field of older versions, and the present one.
FIELDS = {
    "is_early_data_supported": "supports_early_data",
    "robot_result_enum": "robot_result",
    "accepts_client_renegotiation": "is_vulnerable_to_client_renegotiation_dos",
}


def of_commands(server: Mapping[str, Any]) -> Scans:
    """The scans of a server in a report of 3 or 4."""
    scans = {
        name: completed(name, mapping(result))
        for name, result in mapping(server.get("scan_commands_results")).items()
    }
    for name, error in mapping(server.get("scan_commands_errors")).items():
        reason = text(mapping(error).get("reason")) or "failed"
        scans[name] = {"status": "ERROR", "error_reason": reason}
    return scans


def of_target(target: Mapping[str, Any]) -> Scans:
    """The scans of a target in a report of 1 or 2."""
    scans: Scans = {}
    for command, result in mapping(target.get("commands_results")).items():
        name, told = COMMANDS.get(command, command), mapping(result)
        if problem := text(told.get("error_message"), 300):
            scans[name] = {"status": "ERROR", "error_reason": problem}
        else:
            scans[name] = completed(name, told)
    return scans


def completed(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """A scan that was made, with the fields of `told` under their present names."""
    result = {FIELDS.get(field, field): value for field, value in told.items()}
    if name.endswith("_cipher_suites") and "accepted_cipher_list" in told:
        result["accepted_cipher_suites"] = [
            {"cipher_suite": {"name": mapping(one).get("name") or mapping(one).get("openssl_name")}}
            for one in items(told.get("accepted_cipher_list"))
        ]
    if "compression_name" in told:
        result["supports_compression"] = bool(told.get("compression_name"))
    if name == "certificate_info" and "certificate_deployments" not in told:
        result["certificate_deployments"] = [deployment(told)]
    return {"status": "COMPLETED", "result": result}


def deployment(told: Mapping[str, Any]) -> dict[str, Any]:
    """The one deployment of a certificate that 1 and 2 know."""
    chain = items(told.get("received_certificate_chain")) or items(told.get("certificate_chain"))
    ordered = told.get("received_chain_has_valid_order")
    return {
        "received_certificate_chain": [certificate(mapping(one)) for one in chain[:1]],
        "received_chain_has_valid_order": told.get("is_certificate_chain_order_valid", ordered),
        "leaf_certificate_subject_matches_hostname": told.get(
            "leaf_certificate_subject_matches_hostname", told.get("certificate_matches_hostname")
        ),
        "path_validation_results": [
            {
                "trust_store": mapping(mapping(one).get("trust_store")),
                "was_validation_successful": mapping(one).get("verify_string") == "ok"
                if "verify_string" in mapping(one)
                else mapping(one).get("is_certificate_trusted"),
                "validation_error": mapping(one).get("verify_string"),
            }
            for one in items(told.get("path_validation_result_list"))
        ],
    }


def certificate(told: Mapping[str, Any]) -> dict[str, Any]:
    """A certificate of 1 and 2, whose names, dates and sizes are texts."""
    key = mapping(told.get("publicKey"))
    names = mapping(told.get("subjectAlternativeName"))
    return {
        "subject": {"rfc4514_string": named(told.get("subject"))},
        "issuer": {"rfc4514_string": named(told.get("issuer"))},
        "not_valid_before": moment(told.get("notBefore")),
        "not_valid_after": moment(told.get("notAfter")),
        "signature_hash_algorithm": {"name": hash_of(text(told.get("signatureAlgorithm")))},
        "public_key": {"algorithm": key.get("algorithm"), "key_size": number(key.get("size"))},
        "subject_alternative_name": {"dns_names": list(texts(names.get("DNS")))} if names else {},
    }


def named(value: Any) -> str:
    """A name as text, also where its parts are an object."""
    parts = mapping(value)
    return ", ".join(f"{k}={text(v)}" for k, v in parts.items()) if parts else text(value)


def hash_of(algorithm: str) -> str:
    """`sha1` of `sha1WithRSAEncryption`, `ecdsa-with-SHA1` or `sha1`."""
    known = ("md2", "md4", "md5", "sha1", "sha224", "sha256", "sha384", "sha512")
    return next((name for name in known if name in algorithm.lower()), "")


def moment(value: Any) -> str:
    """A date in ISO's form, as 1 and 2 write it or as OpenSSL does; "" for any other."""
    said = " ".join(text(value).split())
    for form in ("%Y-%m-%d %H:%M:%S", "%b %d %H:%M:%S %Y %Z", "%b %d %H:%M:%S %Y GMT"):
        try:
            return datetime.strptime(said, form).replace(tzinfo=None).isoformat()
        except ValueError:
            continue
    return ""


# --- XML --------------------------------------------------------------------------------------


def of_xml(target: Element) -> Scans:
    """The scans of a <target>."""
    scans: Scans = {}
    for element in target:
        name = COMMANDS.get(element.tag)
        if name is None:
            continue
        if problem := text(element.get("exception"), 300):
            scans[name] = {"status": "ERROR", "error_reason": problem}
            continue
        if name == "certificate_info":
            result = {"certificate_deployments": [_deployment(element)]}
        elif name.endswith("_cipher_suites"):
            accepted = element.iterfind("acceptedCipherSuites/cipherSuite")
            suites = [{"cipher_suite": {"name": one.get("name")}} for one in accepted]
            result = {"accepted_cipher_suites": suites}
        else:
            result = _facts(element)
        scans[name] = {"status": "COMPLETED", "result": result}
    return scans


def _facts(element: Element) -> dict[str, Any]:
    """What the elements inside of one command say, whose values are `True` and `False`."""
    names = {
        ("openSslHeartbleed", "isVulnerable"): "is_vulnerable_to_heartbleed",
        ("heartbleed", "isVulnerable"): "is_vulnerable_to_heartbleed",
        ("openSslCcsInjection", "isVulnerable"): "is_vulnerable_to_ccs_injection",
        ("tlsFallbackScsv", "isSupported"): "supports_fallback_scsv",
        ("sessionRenegotiation", "isSecure"): "supports_secure_renegotiation",
        ("sessionRenegotiation", "canBeClientInitiated"): (
            "is_vulnerable_to_client_renegotiation_dos"
        ),
        ("compressionMethod", "isSupported"): "supports_compression",
        ("compression", "isSupported"): "supports_compression",
    }
    facts: dict[str, Any] = {}
    for one in element.iter():
        for attribute, value in one.attrib.items():
            if field := names.get((one.tag, attribute)):
                facts[field] = facts.get(field) is True or value == "True"
        if "resultEnum" in one.attrib:
            facts["robot_result"] = one.get("resultEnum")
    return facts


def _deployment(element: Element) -> dict[str, Any]:
    leaf = element.find(".//certificate")
    told: dict[str, Any] = {}
    if leaf is not None:
        key = leaf.find(".//publicKeySize")
        key = leaf.find(".//publicKey/size") if key is None else key
        told = {
            tag: leaf.findtext(f".//{tag}")
            for tag in ("notBefore", "notAfter", "signatureAlgorithm")
        }
        told |= {tag: _name(leaf.find(tag)) for tag in ("subject", "issuer")}
        algorithm = leaf.findtext(".//publicKeyAlgorithm") or leaf.findtext(".//algorithm")
        size = (key.text if key is not None else "") or ""
        told["publicKey"] = {"algorithm": algorithm, "size": size.partition(" ")[0].strip()}
    matches = element.find(".//hostnameValidation")
    answer = matches.get("certificateMatchesServerHostname") if matches is not None else None
    return deployment(
        {
            "received_certificate_chain": [told] if told else [],
            "leaf_certificate_subject_matches_hostname": None
            if answer is None
            else answer == "True",
            "path_validation_result_list": [
                {
                    "trust_store": {"name": one.get("usingTrustStore")},
                    "verify_string": one.get("validationResult"),
                }
                for one in element.iterfind(".//pathValidation")
                if one.get("validationResult")
            ],
        }
    )


def _name(element: Element | None) -> Any:
    """A name's parts by their tags, or its text."""
    if element is None:
        return ""
    parts = {part.tag: text(part.text) for part in element}
    return parts or text(element.text)
