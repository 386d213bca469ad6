from typing import Literal, cast

FindingStatus = Literal["accepted_risk", "false_positive", "fixed", "open"]


def check_finding_status(value: str) -> FindingStatus:
    return cast(FindingStatus, value)
