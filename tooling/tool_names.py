"""The tool behind a name that a report of a standard gives: `Semgrep OSS` is semgrep."""

from __future__ import annotations

import re
from functools import lru_cache

from .sanitizer import sanitize

LONGEST = 40  # characters; so long are the columns that hold a tool's name

# What tools call themselves in `tool.driver.name` (SARIF), `scan.scanner` (GitLab), `tools`
# (CycloneDX) and `metadata.product` (OCSF), folded as `_folded` does: their own source or output.
# Names that fold to the registered one, such as "Trivy" or "detect-secrets", need no row.
ALIASES = {
    "semgrep_oss": "semgrep",
    "semgrep_pro": "semgrep",
    "semgrep_app": "semgrep",
    "semgrep_cli": "semgrep",
    "semgrep_community_edition": "semgrep",
    "nodejsscan": "njsscan",
    "njsscan_sast": "njsscan",
    "owasp_zap": "zap",
    "zed_attack_proxy": "zap",
    "zap_by_checkmarx": "zap",
    "zaproxy": "zap",
    "owasp_zed_attack_proxy": "zap",
    "aqua_trivy": "trivy",
    "trivy_vulnerability_scanner": "trivy",
    "aqua_security_trivy": "trivy",
    "bridgecrew": "checkov",
    "bridgecrew_checkov": "checkov",
    "prisma_cloud_checkov": "checkov",
    "gitleaks_secret_scanner": "gitleaks",
    "truffle_hog": "trufflehog",
    "trufflehog_oss": "trufflehog",
    "detectsecrets": "detect_secrets",
    "yelp_detect_secrets": "detect_secrets",
    "scout_suite": "scoutsuite",
    "nccgroup_scoutsuite": "scoutsuite",
    "cloud_sploit": "cloudsploit",
    "aqua_cloudsploit": "cloudsploit",
    "principal_mapper": "pmapper",
    "principalmapper": "pmapper",
    "projectdiscovery_nuclei": "nuclei",
    "nuclei_scanner": "nuclei",
    "nmap_network_scanner": "nmap",
    "testssl_sh": "testssl",
    "yara_x": "yara",
    "shell_check": "shellcheck",
    "kube_scape": "kubescape",
    "mongodb_kingfisher": "kingfisher",
}

# Whose findings are secrets in files, and whose are settings of infrastructure code.
SECRET_SCANNERS = frozenset(
    {
        "gitleaks",
        "trufflehog",
        "kingfisher",
        "detect_secrets",
        "betterleaks",
        "ggshield",
        "gitguardian",
        "noseyparker",
        "nosey_parker",
        "whispers",
        "credscan",
        "credential_scanner",
        "titus",
        "secretlint",
        "talisman",
    }
)
IAC_SCANNERS = frozenset(
    {
        "checkov",
        "tfsec",
        "kics",
        "terrascan",
        "kubescape",
        "cfn_lint",
        "cfn_nag",
        "regula",
        "kube_linter",
        "kube_score",
        "snyk_iac",
        "polaris",
        "datree",
        "hadolint",
        "tflint",
    }
)


@lru_cache(maxsize=1000)  # asked of every record
def tool_named(told: str) -> str:
    """The name of a tool as the registry has it, else a slug of at most 40 characters.

    "" where nothing is left of the name.
    """
    folded = _folded(sanitize(told))
    return ALIASES.get(folded, folded)[:LONGEST].rstrip("_")


def _folded(told: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", told.casefold()).strip("_")
