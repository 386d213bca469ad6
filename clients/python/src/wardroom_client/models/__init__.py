"""Contains all the data models used in inputs/outputs"""

from .api_key import ApiKey
from .api_keys_list_count import ApiKeysListCount
from .api_keys_list_ordering import ApiKeysListOrdering
from .attempt import Attempt
from .attribution import Attribution
from .blank_enum import BlankEnum
from .breaker import Breaker
from .breaker_state_enum import BreakerStateEnum
from .breakers_list_count import BreakersListCount
from .breakers_list_ordering import BreakersListOrdering
from .breakers_list_state_item import BreakersListStateItem
from .counts import Counts
from .credential import Credential
from .credential_kind import CredentialKind
from .credential_result import CredentialResult
from .credentials_enum import CredentialsEnum
from .credentials_list_count import CredentialsListCount
from .credentials_list_kind import CredentialsListKind
from .credentials_list_ordering import CredentialsListOrdering
from .decision import Decision
from .error_code_entry import ErrorCodeEntry
from .error_figures import ErrorFigures
from .error_windows import ErrorWindows
from .event import Event
from .events import Events
from .executor_enum import ExecutorEnum
from .exit_code import ExitCode
from .finding import Finding
from .finding_detail import FindingDetail
from .finding_detail_evidence import FindingDetailEvidence
from .finding_status import FindingStatus
from .findings_history_count import FindingsHistoryCount
from .findings_history_ordering import FindingsHistoryOrdering
from .findings_list_count import FindingsListCount
from .findings_list_ordering import FindingsListOrdering
from .findings_list_severity_item import FindingsListSeverityItem
from .findings_list_status_item import FindingsListStatusItem
from .fingerprint import Fingerprint
from .held_by_enum import HeldByEnum
from .held_limits import HeldLimits
from .import_ import Import
from .import_detail import ImportDetail
from .import_error import ImportError_
from .import_progress import ImportProgress
from .import_request import ImportRequest
from .import_status import ImportStatus
from .imported_run import ImportedRun
from .imports_list_count import ImportsListCount
from .imports_list_ordering import ImportsListOrdering
from .imports_list_status_item import ImportsListStatusItem
from .issued_key import IssuedKey
from .key_reference import KeyReference
from .last_run import LastRun
from .last_scan import LastScan
from .layers import Layers
from .limits import Limits
from .log import Log
from .me import Me
from .meaning_enum import MeaningEnum
from .member import Member
from .member_request import MemberRequest
from .members_list_count import MembersListCount
from .missed_enum import MissedEnum
from .new_api_key_request import NewApiKeyRequest
from .new_credential_request import NewCredentialRequest
from .new_credential_request_values import NewCredentialRequestValues
from .new_profile_request import NewProfileRequest
from .new_profile_request_limits import NewProfileRequestLimits
from .new_project_request import NewProjectRequest
from .new_schedule_request import NewScheduleRequest
from .new_schedule_request_blackouts_item_type_0 import NewScheduleRequestBlackoutsItemType0
from .new_schedule_request_blackouts_item_type_0_days_item import (
    NewScheduleRequestBlackoutsItemType0DaysItem,
)
from .new_schedule_request_blackouts_item_type_1 import NewScheduleRequestBlackoutsItemType1
from .new_schedule_request_options import NewScheduleRequestOptions
from .new_schedule_request_options_additional_property import (
    NewScheduleRequestOptionsAdditionalProperty,
)
from .new_target_request import NewTargetRequest
from .new_target_request_options import NewTargetRequestOptions
from .outcome_enum import OutcomeEnum
from .own_membership import OwnMembership
from .paginated_api_key_list import PaginatedApiKeyList
from .paginated_breaker_list import PaginatedBreakerList
from .paginated_credential_list import PaginatedCredentialList
from .paginated_decision_list import PaginatedDecisionList
from .paginated_finding_list import PaginatedFindingList
from .paginated_import_list import PaginatedImportList
from .paginated_member_list import PaginatedMemberList
from .paginated_profile_list import PaginatedProfileList
from .paginated_profile_version_list import PaginatedProfileVersionList
from .paginated_project_list import PaginatedProjectList
from .paginated_scan_list import PaginatedScanList
from .paginated_schedule_list import PaginatedScheduleList
from .paginated_target_list import PaginatedTargetList
from .part import Part
from .patched_credential_change_request import PatchedCredentialChangeRequest
from .patched_credential_change_request_values import PatchedCredentialChangeRequestValues
from .patched_me_change_request import PatchedMeChangeRequest
from .patched_profile_request import PatchedProfileRequest
from .patched_profile_request_limits import PatchedProfileRequestLimits
from .patched_project_request import PatchedProjectRequest
from .patched_role_change_request import PatchedRoleChangeRequest
from .patched_schedule_change_request import PatchedScheduleChangeRequest
from .patched_schedule_change_request_blackouts_item_type_0 import (
    PatchedScheduleChangeRequestBlackoutsItemType0,
)
from .patched_schedule_change_request_blackouts_item_type_0_days_item import (
    PatchedScheduleChangeRequestBlackoutsItemType0DaysItem,
)
from .patched_schedule_change_request_blackouts_item_type_1 import (
    PatchedScheduleChangeRequestBlackoutsItemType1,
)
from .patched_schedule_change_request_options import PatchedScheduleChangeRequestOptions
from .patched_schedule_change_request_options_additional_property import (
    PatchedScheduleChangeRequestOptionsAdditionalProperty,
)
from .patched_target_change_request import PatchedTargetChangeRequest
from .patched_target_change_request_options import PatchedTargetChangeRequestOptions
from .plan import Plan
from .planned_tool import PlannedTool
from .planned_tool_exit_codes import PlannedToolExitCodes
from .profile import Profile
from .profile_content import ProfileContent
from .profile_content_limits import ProfileContentLimits
from .profile_copy_request import ProfileCopyRequest
from .profile_file_request import ProfileFileRequest
from .profile_limits import ProfileLimits
from .profile_tool import ProfileTool
from .profile_tool_limits import ProfileToolLimits
from .profile_tool_options import ProfileToolOptions
from .profile_tool_request import ProfileToolRequest
from .profile_tool_request_limits import ProfileToolRequestLimits
from .profile_tool_request_options import ProfileToolRequestOptions
from .profile_version import ProfileVersion
from .profiles_list_count import ProfilesListCount
from .profiles_list_ordering import ProfilesListOrdering
from .profiles_versions_count import ProfilesVersionsCount
from .profiles_versions_ordering import ProfilesVersionsOrdering
from .progress import Progress
from .project import Project
from .project_findings_list_count import ProjectFindingsListCount
from .project_findings_list_ordering import ProjectFindingsListOrdering
from .project_findings_list_severity_item import ProjectFindingsListSeverityItem
from .project_findings_list_status_item import ProjectFindingsListStatusItem
from .project_reference import ProjectReference
from .project_role import ProjectRole
from .project_triage_request import ProjectTriageRequest
from .projects_list_count import ProjectsListCount
from .projects_list_ordering import ProjectsListOrdering
from .rate_by_code import RateByCode
from .rate_by_endpoint import RateByEndpoint
from .rejected import Rejected
from .retry_request import RetryRequest
from .revoke_request import RevokeRequest
from .rotation_request import RotationRequest
from .run_state import RunState
from .scan import Scan
from .scan_errors import ScanErrors
from .scan_errors_tool_errors import ScanErrorsToolErrors
from .scan_origin_enum import ScanOriginEnum
from .scan_request import ScanRequest
from .scan_request_options import ScanRequestOptions
from .scan_request_options_additional_property import ScanRequestOptionsAdditionalProperty
from .scan_status import ScanStatus
from .scan_status_enum import ScanStatusEnum
from .scans_list_count import ScansListCount
from .scans_list_ordering import ScansListOrdering
from .scans_list_origin import ScansListOrigin
from .scans_list_status_item import ScansListStatusItem
from .scans_list_target_kind import ScansListTargetKind
from .schedule import Schedule
from .schedule_blackouts_item_type_0 import ScheduleBlackoutsItemType0
from .schedule_blackouts_item_type_0_days_item import ScheduleBlackoutsItemType0DaysItem
from .schedule_blackouts_item_type_1 import ScheduleBlackoutsItemType1
from .schedule_options import ScheduleOptions
from .schedules_list_count import SchedulesListCount
from .schedules_list_last_result_item import SchedulesListLastResultItem
from .schedules_list_ordering import SchedulesListOrdering
from .scopes_enum import ScopesEnum
from .severity import Severity
from .severity_filter_enum import SeverityFilterEnum
from .source_enum import SourceEnum
from .target import Target
from .target_brief import TargetBrief
from .target_kind import TargetKind
from .targets_list_count import TargetsListCount
from .targets_list_kind import TargetsListKind
from .targets_list_ordering import TargetsListOrdering
from .ticket import Ticket
from .token_answer import TokenAnswer
from .token_request import TokenRequest
from .token_type_enum import TokenTypeEnum
from .tool import Tool
from .tool_breaker import ToolBreaker
from .tool_breaker_state_enum import ToolBreakerStateEnum
from .tool_limits import ToolLimits
from .tool_list import ToolList
from .tool_origin_enum import ToolOriginEnum
from .tool_resolution import ToolResolution
from .tool_run import ToolRun
from .tool_runs import ToolRuns
from .tools_list_accepts import ToolsListAccepts
from .triage_request import TriageRequest

__all__ = (
    "ApiKey",
    "ApiKeysListCount",
    "ApiKeysListOrdering",
    "Attempt",
    "Attribution",
    "BlankEnum",
    "Breaker",
    "BreakersListCount",
    "BreakersListOrdering",
    "BreakersListStateItem",
    "BreakerStateEnum",
    "Counts",
    "Credential",
    "CredentialKind",
    "CredentialResult",
    "CredentialsEnum",
    "CredentialsListCount",
    "CredentialsListKind",
    "CredentialsListOrdering",
    "Decision",
    "ErrorCodeEntry",
    "ErrorFigures",
    "ErrorWindows",
    "Event",
    "Events",
    "ExecutorEnum",
    "ExitCode",
    "Finding",
    "FindingDetail",
    "FindingDetailEvidence",
    "FindingsHistoryCount",
    "FindingsHistoryOrdering",
    "FindingsListCount",
    "FindingsListOrdering",
    "FindingsListSeverityItem",
    "FindingsListStatusItem",
    "FindingStatus",
    "Fingerprint",
    "HeldByEnum",
    "HeldLimits",
    "Import",
    "ImportDetail",
    "ImportedRun",
    "ImportError_",
    "ImportProgress",
    "ImportRequest",
    "ImportsListCount",
    "ImportsListOrdering",
    "ImportsListStatusItem",
    "ImportStatus",
    "IssuedKey",
    "KeyReference",
    "LastRun",
    "LastScan",
    "Layers",
    "Limits",
    "Log",
    "Me",
    "MeaningEnum",
    "Member",
    "MemberRequest",
    "MembersListCount",
    "MissedEnum",
    "NewApiKeyRequest",
    "NewCredentialRequest",
    "NewCredentialRequestValues",
    "NewProfileRequest",
    "NewProfileRequestLimits",
    "NewProjectRequest",
    "NewScheduleRequest",
    "NewScheduleRequestBlackoutsItemType0",
    "NewScheduleRequestBlackoutsItemType0DaysItem",
    "NewScheduleRequestBlackoutsItemType1",
    "NewScheduleRequestOptions",
    "NewScheduleRequestOptionsAdditionalProperty",
    "NewTargetRequest",
    "NewTargetRequestOptions",
    "OutcomeEnum",
    "OwnMembership",
    "PaginatedApiKeyList",
    "PaginatedBreakerList",
    "PaginatedCredentialList",
    "PaginatedDecisionList",
    "PaginatedFindingList",
    "PaginatedImportList",
    "PaginatedMemberList",
    "PaginatedProfileList",
    "PaginatedProfileVersionList",
    "PaginatedProjectList",
    "PaginatedScanList",
    "PaginatedScheduleList",
    "PaginatedTargetList",
    "Part",
    "PatchedCredentialChangeRequest",
    "PatchedCredentialChangeRequestValues",
    "PatchedMeChangeRequest",
    "PatchedProfileRequest",
    "PatchedProfileRequestLimits",
    "PatchedProjectRequest",
    "PatchedRoleChangeRequest",
    "PatchedScheduleChangeRequest",
    "PatchedScheduleChangeRequestBlackoutsItemType0",
    "PatchedScheduleChangeRequestBlackoutsItemType0DaysItem",
    "PatchedScheduleChangeRequestBlackoutsItemType1",
    "PatchedScheduleChangeRequestOptions",
    "PatchedScheduleChangeRequestOptionsAdditionalProperty",
    "PatchedTargetChangeRequest",
    "PatchedTargetChangeRequestOptions",
    "Plan",
    "PlannedTool",
    "PlannedToolExitCodes",
    "Profile",
    "ProfileContent",
    "ProfileContentLimits",
    "ProfileCopyRequest",
    "ProfileFileRequest",
    "ProfileLimits",
    "ProfilesListCount",
    "ProfilesListOrdering",
    "ProfilesVersionsCount",
    "ProfilesVersionsOrdering",
    "ProfileTool",
    "ProfileToolLimits",
    "ProfileToolOptions",
    "ProfileToolRequest",
    "ProfileToolRequestLimits",
    "ProfileToolRequestOptions",
    "ProfileVersion",
    "Progress",
    "Project",
    "ProjectFindingsListCount",
    "ProjectFindingsListOrdering",
    "ProjectFindingsListSeverityItem",
    "ProjectFindingsListStatusItem",
    "ProjectReference",
    "ProjectRole",
    "ProjectsListCount",
    "ProjectsListOrdering",
    "ProjectTriageRequest",
    "RateByCode",
    "RateByEndpoint",
    "Rejected",
    "RetryRequest",
    "RevokeRequest",
    "RotationRequest",
    "RunState",
    "Scan",
    "ScanErrors",
    "ScanErrorsToolErrors",
    "ScanOriginEnum",
    "ScanRequest",
    "ScanRequestOptions",
    "ScanRequestOptionsAdditionalProperty",
    "ScansListCount",
    "ScansListOrdering",
    "ScansListOrigin",
    "ScansListStatusItem",
    "ScansListTargetKind",
    "ScanStatus",
    "ScanStatusEnum",
    "Schedule",
    "ScheduleBlackoutsItemType0",
    "ScheduleBlackoutsItemType0DaysItem",
    "ScheduleBlackoutsItemType1",
    "ScheduleOptions",
    "SchedulesListCount",
    "SchedulesListLastResultItem",
    "SchedulesListOrdering",
    "ScopesEnum",
    "Severity",
    "SeverityFilterEnum",
    "SourceEnum",
    "Target",
    "TargetBrief",
    "TargetKind",
    "TargetsListCount",
    "TargetsListKind",
    "TargetsListOrdering",
    "Ticket",
    "TokenAnswer",
    "TokenRequest",
    "TokenTypeEnum",
    "Tool",
    "ToolBreaker",
    "ToolBreakerStateEnum",
    "ToolLimits",
    "ToolList",
    "ToolOriginEnum",
    "ToolResolution",
    "ToolRun",
    "ToolRuns",
    "ToolsListAccepts",
    "TriageRequest",
)
