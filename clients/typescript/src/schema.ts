// Generated from docs/openapi.yaml by scripts/generate.mjs; do not edit.

export interface paths {
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List one's own keys and those of projects one configures */
        get: operations["api_keys_list"];
        put?: never;
        /** Make a key; its text is in this answer and nowhere else */
        post: operations["api_keys_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a key's description */
        get: operations["api_keys_retrieve"];
        put?: never;
        post?: never;
        /** Revoke a key at once */
        delete: operations["api_keys_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace a key; the old one works on for the overlap */
        post: operations["api_keys_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a token for a new one
         * @description The token may have expired up to a day ago. It ends at once.
         */
        post: operations["auth_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End this token, or all of one's tokens */
        post: operations["auth_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in and get a bearer token */
        post: operations["auth_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/breakers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the circuit breakers
         * @description One for each tool that failed as a tool, and for each tool that could not sign in to a target. Those of tools are for everybody, the others for the project's members.
         */
        get: operations["breakers_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/breakers/{breaker_id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a circuit breaker
         * @description The tool may run again at once, its failures are forgotten; nothing happens to one that is closed. That of a target needs admin in its project, that of a tool staff in person.
         */
        post: operations["breakers_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List credentials, without their values
         * @description Only those who configure a project see that its credentials exist; nobody sees values.
         */
        get: operations["credentials_list"];
        put?: never;
        /**
         * Store a credential; its values are never shown again
         * @description Only those who configure a project see that its credentials exist; nobody sees values.
         */
        post: operations["credentials_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/credentials/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a credential's description
         * @description Only those who configure a project see that its credentials exist; nobody sees values.
         */
        get: operations["credentials_retrieve"];
        put?: never;
        post?: never;
        /**
         * Delete a credential
         * @description Only those who configure a project see that its credentials exist; nobody sees values.
         */
        delete: operations["credentials_delete"];
        options?: never;
        head?: never;
        /**
         * Rename a credential, replace its values, or set when it expires
         * @description Only those who configure a project see that its credentials exist; nobody sees values.
         */
        patch: operations["credentials_update"];
        trace?: never;
    };
    "/api/v1/credentials/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask its provider now whether a credential works
         * @description Answers within seconds, 200 whatever the result: `last_result` is `ok`, `not_checkable`, or what a tool's run would end with, and `last_error` its sentence. AWS: caller identity, after assuming the role. Azure, Google Cloud: whether a token is given. Kubernetes: whom the server takes it for.
         */
        post: operations["credentials_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/error-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the error codes
         * @description Every code that an error can carry. Open to all, without a query.
         */
        get: operations["error_codes_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List findings
         * @description Worst first, then latest. Several values: `severity=critical,high` or the parameter repeated. Times are RFC 3339; `…_after` includes its moment, `…_before` does not.
         */
        get: operations["findings_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{finding_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a finding with its attributions and history
         * @description The `ETag` changes with status, assignee and facts, not with mere sightings.
         */
        get: operations["findings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{finding_id}/fingerprint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say why this is one finding
         * @description The parts that were hashed, in order. Secrets enter as keyed hashes only.
         */
        get: operations["findings_fingerprint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{finding_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the decisions about a finding */
        get: operations["findings_history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/findings/{finding_id}/triage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about a finding
         * @description Needs the role analyst. `open` takes an earlier decision back.
         */
        post: operations["findings_triage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List imports of reports
         * @description Newest first. What each brought, and what of it was refused.
         */
        get: operations["imports_list"];
        put?: never;
        /**
         * Import a report
         * @description What the file is, is told at once; reading it is a job, and nothing of a report is stored before it was read to its end. Needs the role analyst.
         */
        post: operations["imports_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{import_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an import with its tool runs and rejected records */
        get: operations["imports_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics in Prometheus' text format
         * @description Needs an API key with the scope `metrics:read`, or a person of the staff.
         */
        get: operations["metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Error rates, retries, resolution times
         * @description The five figures of error monitoring over the last hour and day.
         */
        get: operations["metrics_errors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List scan profiles
         * @description Shipped profiles are everybody's to read; a project's are its members'.
         */
        get: operations["profiles_list"];
        put?: never;
        /**
         * Create a scan profile in a project
         * @description Shipped profiles are everybody's to read; a project's are its members'.
         */
        post: operations["profiles_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{profile_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a scan profile
         * @description Shipped profiles are everybody's to read; a project's are its members'.
         */
        get: operations["profiles_get"];
        put?: never;
        post?: never;
        /**
         * Delete a project's scan profile
         * @description Shipped profiles are everybody's to read; a project's are its members'.
         */
        delete: operations["profiles_delete"];
        options?: never;
        head?: never;
        /**
         * Change a project's scan profile
         * @description Each change is the next version; scans keep the number of theirs.
         */
        patch: operations["profiles_change"];
        trace?: never;
    };
    "/api/v1/profiles/{profile_id}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Copy a scan profile into a project
         * @description Shipped ones cannot be changed; their copies can.
         */
        post: operations["profiles_copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{profile_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a scan profile as YAML
         * @description `POST /api/v1/profiles/import` reads it, here or elsewhere.
         */
        get: operations["profiles_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/{profile_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a scan profile has said
         * @description `profile_version` of a scan is one of these.
         */
        get: operations["profiles_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/profiles/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create or replace a project's scan profile from YAML
         * @description A file that says what the profile says already makes no new version.
         */
        post: operations["profiles_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the projects that one can see */
        get: operations["projects_list"];
        put?: never;
        /** Create a project and become its owner */
        post: operations["projects_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a project */
        get: operations["projects_retrieve"];
        put?: never;
        post?: never;
        /** Delete a project with all its scans and findings */
        delete: operations["projects_delete"];
        options?: never;
        head?: never;
        /**
         * Rename or archive a project
         * @description Name and slug need the role admin, archiving needs owner, `max_runs` a superuser.
         */
        patch: operations["projects_update"];
        trace?: never;
    };
    "/api/v1/projects/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of a project */
        get: operations["members_list"];
        put?: never;
        /** Make a user a member */
        post: operations["members_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/projects/{id}/members/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a membership */
        get: operations["members_retrieve"];
        put?: never;
        post?: never;
        /** End a membership */
        delete: operations["members_remove"];
        options?: never;
        head?: never;
        /** Give a member another role */
        patch: operations["members_update"];
        trace?: never;
    };
    "/api/v1/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List scans
         * @description Newest first. Filters: status, target, profile, origin, request id, time.
         */
        get: operations["scans_list"];
        put?: never;
        /**
         * Start a scan, or plan it with dry_run
         * @description `tools` narrows or replaces the profile's tools. Project and target fall back to the caller's default project and its only target that the tools accept.
         */
        post: operations["scans_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scan_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a scan
         * @description The scan of the path, as far as the caller may see it.
         */
        get: operations["scans_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scan_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a scan
         * @description What is queued is cancelled now; what runs is `cancelling` until its worker confirms.
         */
        post: operations["scans_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scan_id}/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the error of each tool of a scan
         * @description Tools that were executed; null is success; failed + success = total.
         */
        get: operations["scans_errors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scan_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the event log of a scan
         * @description Numbered without gaps, oldest first, at most 500 at once.
         */
        get: operations["scans_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scan_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retry the failed tools of a scan, or those named
         * @description New attempts inside the same scan; all earlier attempts are kept.
         */
        post: operations["scans_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scan_id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a scan as server-sent events
         * @description What the websocket of the scan tells, for clients without websockets: an event `snapshot` (the scan), then its numbered events, each with its number as `id` and the frame `{type, seq, timestamp, scan_id, data}` as `data`; comments in between keep the connection alive. `heartbeat` tells when the feed is interrupted and live again, `error` is the last event of a stream that fails (data: the flat error), `end` that of a scan that has finished. Clients come back with `Last-Event-ID`.
         */
        get: operations["scans_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scan_id}/tool-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tool runs of a scan with their attempts
         * @description The scan of the path, as far as the caller may see it.
         */
        get: operations["scans_tool_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scan_id}/tool-runs/{tool}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the log of a tool run
         * @description The last lines, sanitized; also while the tool runs. Needs analyst.
         */
        get: operations["scans_tool_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans/{scan_id}/tool-runs/{tool}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the raw report of a tool run
         * @description As the tool wrote it, with the run's own secrets masked; of an import the file as it was uploaded, unpacked. Needs admin.
         */
        get: operations["scans_tool_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List schedules
         * @description Members see them; whoever configures the project makes and changes them.
         */
        get: operations["schedules_list"];
        put?: never;
        /**
         * Create a schedule
         * @description It runs on the rights that its owner, the caller, has at the time of a run. What it asks for is checked now as that of a scan is, and again at each run.
         */
        post: operations["schedules_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{schedule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a schedule
         * @description Members see them; whoever configures the project makes and changes them.
         */
        get: operations["schedules_get"];
        put?: never;
        post?: never;
        /**
         * Delete a schedule; its scans stay
         * @description Members see them; whoever configures the project makes and changes them.
         */
        delete: operations["schedules_delete"];
        options?: never;
        head?: never;
        /**
         * Change, pause or resume a schedule
         * @description Whoever changes what it runs, or resumes it, becomes its owner.
         */
        patch: operations["schedules_change"];
        trace?: never;
    };
    "/api/v1/schedules/{schedule_id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a schedule now
         * @description On the caller's own rights, also while it is paused; its times stay as they are. 409 while its last scan has not ended, and in a blackout window.
         */
        post: operations["schedules_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List targets */
        get: operations["targets_list"];
        put?: never;
        /** Add a target that lies within the allow-list */
        post: operations["targets_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/targets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a target */
        get: operations["targets_retrieve"];
        put?: never;
        post?: never;
        /** Retire a target; its scans and findings stay */
        delete: operations["targets_retire"];
        options?: never;
        head?: never;
        /** Change a target's name, options, credential, or bring it back */
        patch: operations["targets_update"];
        trace?: never;
    };
    "/api/v1/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tools, and whether they are installed
         * @description All registered tools; anyone who is signed in may read them.
         */
        get: operations["tools_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a tool: targets, options, exit codes, availability
         * @description All registered tools; anyone who is signed in may read them.
         */
        get: operations["tools_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look now whether a tool is installed, and which version
         * @description For staff. The tool's binary is asked for its version; at most 30 seconds.
         */
        post: operations["tools_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the credentials belong to */
        get: operations["users_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Choose the project that is used where none is named */
        patch: operations["users_me_update"];
        trace?: never;
    };
    "/api/v1/ws-tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A single-use ticket for a websocket
         * @description For clients that cannot send headers with a websocket handshake. The ticket has the rights of whoever asks for it, is shown once and is valid for a minute.
         */
        post: operations["create_websocket_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/p/{pid}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the findings of a project
         * @description Worst first, then latest. Several values: `severity=critical,high` or the parameter repeated. Times are RFC 3339; `…_after` includes its moment, `…_before` does not.
         */
        get: operations["project_findings_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/p/{pid}/findings/triage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Decide about a finding of a project
         * @description Needs the role analyst. `open` takes an earlier decision back.
         */
        post: operations["project_findings_triage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ApiKey: {
            /** Format: uuid */
            readonly id: string;
            readonly name: string;
            readonly owner: string;
            readonly project: components["schemas"]["ProjectReference"] | null;
            readonly prefix: string;
            /** @description findings:read, findings:write, scans:read, scans:write, metrics:read */
            readonly scopes: unknown;
            /** Format: date-time */
            readonly expires: string | null;
            /** Format: date-time */
            readonly revoked: string | null;
            /** Format: date-time */
            readonly last_used: string | null;
            /** Format: date-time */
            readonly created: string;
        };
        Attempt: {
            number: number;
            state?: components["schemas"]["RunState"];
            readonly outcome: string | null;
            readonly error: string | null;
            exit_code?: number | null;
            signal?: number | null;
            /** Format: date-time */
            started?: string | null;
            /** Format: date-time */
            finished?: string | null;
            readonly duration_ms: number | null;
            peak_memory_bytes?: number | null;
            cpu_ms?: number | null;
            /** @description Null: it was not started. */
            readonly limits: components["schemas"]["HeldLimits"] | null;
            worker: string;
        };
        /** @description That a tool reports the finding on a target; `reported` until a full look missed it. */
        Attribution: {
            readonly tool: string;
            /** Format: uuid */
            readonly target: string;
            readonly rule_id: string;
            /** Format: date-time */
            readonly first_seen: string;
            /** Format: date-time */
            readonly last_seen: string;
            /** Format: uuid */
            readonly last_run: string | null;
            readonly reported: boolean;
        };
        /** @enum {unknown} */
        BlankEnum: "";
        /** @description `target` null: the tool runs nowhere while this is open. */
        Breaker: {
            /** Format: uuid */
            readonly id: string;
            tool: string;
            readonly target: components["schemas"]["TargetBrief"] | null;
            /** Format: uuid */
            readonly project: string | null;
            /**
             * @description half_open: one run is let through, and decides.
             *
             *     * `closed` - Closed
             *     * `open` - Open
             *     * `half_open` - One run is trying
             */
            readonly state: components["schemas"]["BreakerStateEnum"];
            /** @description In a row. */
            failures?: number;
            /** Format: date-time */
            opened?: string | null;
            /**
             * Format: date-time
             * @description From when one run is let through; open only.
             */
            readonly next_probe: string | null;
            readonly last_outcome: string | null;
            /** @description That changed the count last; null where the caller may not see it. */
            readonly last_run: components["schemas"]["LastRun"] | null;
            /** Format: date-time */
            readonly created: string;
            /** Format: date-time */
            readonly updated: string;
        };
        /**
         * @description * `closed` - Closed
         *     * `open` - Open
         *     * `half_open` - One run is trying
         * @enum {string}
         */
        BreakerStateEnum: "closed" | "open" | "half_open";
        /** @description Findings by severity. */
        Counts: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            info: number;
        };
        Credential: {
            /** Format: uuid */
            readonly id: string;
            readonly project: components["schemas"]["ProjectReference"];
            readonly name: string;
            readonly kind: components["schemas"]["CredentialKind"];
            /** @description Names of the values that are stored. */
            readonly fields_set: string[];
            /** @description Names of the variables that a tool gets; some point to private files. */
            readonly environment: string[];
            /** Format: date-time */
            readonly expires: string | null;
            has_expired: boolean;
            /** Format: date-time */
            readonly last_checked: string | null;
            /**
             * @description Empty: never checked.
             *
             *     * `ok` - OK
             *     * `auth_failed` - Refused
             *     * `permission_denied` - Not permitted
             *     * `throttled` - Throttled
             *     * `network` - Not reached
             *     * `not_checkable` - Cannot be checked
             */
            last_result: components["schemas"]["CredentialResult"] | components["schemas"]["BlankEnum"];
            /** @description As a tool's run would say it; empty where ok. */
            last_error: string;
            /** @description What the provider said. */
            last_cause: string;
            /** @description For whom the provider takes it. */
            last_identity: string;
            /** Format: date-time */
            readonly created: string;
            /** Format: date-time */
            readonly updated: string;
        };
        /**
         * @description * `aws` - AWS
         *     * `azure` - Azure service principal
         *     * `gcp` - GCP service account
         *     * `kubernetes` - Kubernetes config
         *     * `generic` - Environment variables
         * @enum {string}
         */
        CredentialKind: "aws" | "azure" | "gcp" | "kubernetes" | "generic";
        /**
         * @description * `ok` - OK
         *     * `auth_failed` - Refused
         *     * `permission_denied` - Not permitted
         *     * `throttled` - Throttled
         *     * `network` - Not reached
         *     * `not_checkable` - Cannot be checked
         * @enum {string}
         */
        CredentialResult: "ok" | "auth_failed" | "permission_denied" | "throttled" | "network" | "not_checkable";
        /**
         * @description * `present` - present
         *     * `missing` - missing
         *     * `not needed` - not needed
         * @enum {string}
         */
        CredentialsEnum: "present" | "missing" | "not needed";
        /** @description One change of status: who, when, why, from what. Never changed afterwards. */
        Decision: {
            /** Format: uuid */
            readonly id: string;
            /** Format: date-time */
            readonly created: string;
            readonly source: components["schemas"]["SourceEnum"];
            readonly from_status: components["schemas"]["FindingStatus"];
            readonly to_status: components["schemas"]["FindingStatus"];
            by: string;
            readonly reason: string;
            /** Format: date-time */
            readonly expires_at: string | null;
            /** Format: uuid */
            readonly run: string | null;
            readonly request_id: string;
        };
        /**
         * @description A code of the catalogue, `GET /api/v1/error-codes`.
         * @enum {string}
         */
        ErrorCode: "BAD_REQUEST" | "MALFORMED_BODY" | "MISSING_PARAMETER" | "INVALID_QUERY" | "VALIDATION_ERROR" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "NOT_ACCEPTABLE" | "CONFLICT" | "DUPLICATE_RESOURCE" | "PRECONDITION_FAILED" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "IDEMPOTENCY_KEY_REUSED" | "FORBIDDEN" | "CSRF_FAILED" | "INTERNAL_ERROR" | "UPSTREAM_ERROR" | "DATABASE_UNAVAILABLE" | "QUEUE_UNAVAILABLE" | "SERVICE_UNAVAILABLE" | "UPSTREAM_TIMEOUT" | "MISSING_API_KEY" | "INVALID_API_KEY" | "SIGN_IN_FAILED" | "PROJECT_NOT_FOUND" | "DOSSIER_PARSE_ERROR" | "INVALID_ENDPOINT" | "ENDPOINT_NOT_FOUND" | "INVALID_QUEUE_ITEM" | "INVALID_SCAN_REQUEST" | "NUCLEI_UNAVAILABLE" | "NUCLEI_EXECUTION_ERROR" | "RATE_LIMITED" | "INVALID_FINDING" | "INVALID_STATUS" | "AUTH_TOKEN_MISSING" | "AUTH_TOKEN_INVALID" | "AUTH_TOKEN_EXPIRED" | "AUTH_INSUFFICIENT_PRIVILEGES" | "PROCESS_NOT_FOUND" | "PROCESS_ACCESS_DENIED" | "PROCESS_SCAN_IN_PROGRESS" | "PROCESS_TERMINATION_FAILED" | "DETECTION_ENGINE_UNAVAILABLE" | "DETECTION_TIMEOUT" | "DETECTION_INVALID_TECHNIQUE" | "CONFIG_INVALID_FORMAT" | "CONFIG_VALUE_OUT_OF_RANGE" | "RATE_LIMIT_EXCEEDED" | "RESOURCE_EXHAUSTED" | "RESOURCE_LOCKED" | "SYSTEM_ETW_UNAVAILABLE" | "SYSTEM_DRIVER_NOT_LOADED" | "SCAN_NOT_FOUND" | "UNKNOWN_PROFILE" | "UNKNOWN_TOOL" | "TOOL_NOT_APPLICABLE" | "TARGET_NOT_ALLOWED" | "CREDENTIALS_REQUIRED" | "SCAN_NOT_CANCELLABLE" | "SCAN_NOT_RETRYABLE" | "TOOL_UNAVAILABLE" | "REPORT_UNREADABLE" | "UNKNOWN_REPORT_FORMAT" | "FINDING_NOT_FOUND" | "INVALID_TRANSITION";
        /** @description One code of the catalogue. `retry_after` in seconds, null where the code sets no delay. */
        ErrorCodeEntry: {
            code: string;
            status: number;
            message: string;
            meaning: string;
            /** @description What to do about it. */
            remedy: string;
            /** @description Keys of the envelope rendering's details. */
            context: string[];
            retryable: boolean;
            retry_after: number | null;
            /** Format: uri */
            documentation_url: string;
        };
        /** @description The five figures in one window. What cannot be divided is null. */
        ErrorFigures: {
            /** Format: date-time */
            since: string;
            answers: number;
            client_errors: number;
            server_errors: number;
            /** Format: double */
            error_rate: number | null;
            error_rate_by_endpoint: components["schemas"]["RateByEndpoint"][];
            error_rate_by_code: components["schemas"]["RateByCode"][];
            /**
             * Format: double
             * @description Repeats that a repeated request needed.
             */
            average_retry_attempts: number | null;
            error_resolution: components["schemas"]["ToolResolution"][];
            /** Format: double */
            client_to_server_error_ratio: number | null;
        };
        /** @description `hour` is the running hour and the one before; `day` the 24 before. */
        ErrorWindows: {
            hour: components["schemas"]["ErrorFigures"];
            day: components["schemas"]["ErrorFigures"];
        };
        Event: {
            type: string;
            seq: number;
            /** Format: date-time */
            timestamp: string;
            /** Format: uuid */
            scan_id: string;
            data?: unknown;
        };
        /** @description Events after a number, oldest first. `last` is the number to go on from. */
        Events: {
            results: components["schemas"]["Event"][];
            last: number;
            more: boolean;
        };
        /**
         * @description * `local` - local
         *     * `container` - container
         * @enum {string}
         */
        ExecutorEnum: "local" | "container";
        ExitCode: {
            code: number;
            meaning: components["schemas"]["MeaningEnum"];
            description: string;
        };
        /** @description What a list shows. `tools` and `targets` are those that report it now. */
        Finding: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            readonly project: string;
            readonly title: string;
            severity: components["schemas"]["Severity"];
            readonly tool_severity: string;
            status: components["schemas"]["FindingStatus"];
            /** Format: date-time */
            readonly accepted_until: string | null;
            readonly assignee: string | null;
            readonly kind: string;
            readonly rule_id: string;
            readonly resource_kind: string;
            readonly resource: string;
            readonly location: string;
            cwe: string[];
            cve: string[];
            /** Format: double */
            cvss: number | null;
            tags: string[];
            readonly tools: string[];
            readonly targets: string[];
            /** Format: date-time */
            readonly first_seen: string;
            /** Format: date-time */
            readonly last_seen: string;
            readonly occurrences: number;
            readonly fingerprint: string;
        };
        /** @description Everything about one finding; `history` holds its latest hundred decisions. */
        FindingDetail: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            readonly project: string;
            readonly title: string;
            severity: components["schemas"]["Severity"];
            readonly tool_severity: string;
            status: components["schemas"]["FindingStatus"];
            /** Format: date-time */
            readonly accepted_until: string | null;
            readonly assignee: string | null;
            readonly kind: string;
            readonly rule_id: string;
            readonly resource_kind: string;
            readonly resource: string;
            readonly location: string;
            cwe: string[];
            cve: string[];
            /** Format: double */
            cvss: number | null;
            tags: string[];
            readonly tools: string[];
            readonly targets: string[];
            /** Format: date-time */
            readonly first_seen: string;
            /** Format: date-time */
            readonly last_seen: string;
            readonly occurrences: number;
            readonly fingerprint: string;
            readonly description: string;
            readonly remediation: string;
            attack_ids: string[];
            references: string[];
            evidence: {
                [key: string]: unknown;
            };
            layers: components["schemas"]["Layers"];
            /** @description Counts changes of status, assignee and facts, not mere sightings; the ETag. */
            readonly version: number;
            /** Format: uuid */
            readonly last_run: string | null;
            /** Format: uuid */
            scan?: string | null;
            attributions: components["schemas"]["Attribution"][];
            history: components["schemas"]["Decision"][];
        };
        /**
         * @description * `open` - Open
         *     * `accepted_risk` - Accepted risk
         *     * `false_positive` - False positive
         *     * `fixed` - Fixed
         * @enum {string}
         */
        FindingStatus: "open" | "accepted_risk" | "false_positive" | "fixed";
        /** @description Why this is one finding: the parts that were hashed, in order. */
        Fingerprint: {
            /** Format: uuid */
            finding: string;
            fingerprint: string;
            version: number;
            kind: string;
            parts: components["schemas"]["Part"][];
        };
        /**
         * @description * `watching` - watching
         *     * `cgroup` - cgroup
         *     * `container` - container
         * @enum {string}
         */
        HeldByEnum: "watching" | "cgroup" | "container";
        /** @description The limits of an attempt, and who held it to them. */
        HeldLimits: {
            /** Format: double */
            seconds: number;
            /** @description Of all its processes together. */
            memory_bytes: number | null;
            /**
             * Format: double
             * @description Processor time of all its processes together.
             */
            cpu_seconds: number | null;
            /**
             * Format: double
             * @description Processors at once; held by cgroups and containers only.
             */
            cpus: number | null;
            processes: number | null;
            /** @description Of each file that it writes. */
            file_bytes: number | null;
            /** @description What is kept of the text that it prints. */
            output_bytes: number;
            held_by: components["schemas"]["HeldByEnum"];
        };
        /** @description One upload, as a list shows it. Counts are those of its runs, added up. */
        Import: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            readonly project: string;
            status: components["schemas"]["ImportStatus"];
            /** @description Its owner's; shown, never a path. */
            readonly name: string;
            readonly size_bytes: number;
            readonly sha256: string;
            /** @description gzip, zip, or nothing. */
            readonly packing: string;
            /** @description As asked; empty: recognised. */
            tool: string;
            /** Format: uuid */
            readonly target: string | null;
            /** @description It tells all that there is: what it does not name is fixed. */
            readonly full_scope: boolean;
            /** @description The tool or standard that reads it. */
            readonly format: string;
            /** @description Why that one. */
            readonly reason: string;
            /** Format: uuid */
            readonly scan: string | null;
            readonly scan_status: components["schemas"]["ScanStatusEnum"] | components["schemas"]["NullEnum"];
            requested_by?: string | null;
            readonly request_id: string;
            /** Format: date-time */
            received: string;
            /** Format: date-time */
            readonly started: string | null;
            /** Format: date-time */
            readonly finished: string | null;
            progress: components["schemas"]["ImportProgress"];
            /** @description Records that the report holds. */
            readonly records: number;
            /** @description New findings. */
            readonly created: number;
            /** @description Findings that were known before. */
            readonly seen_again: number;
            readonly reopened: number;
            /** @description Findings that were closed because a report with full scope does not name them. */
            readonly fixed: number;
            readonly rejected_count: number;
            /** @description Findings in the report, each counted once: created and seen again. */
            readonly findings_total: number;
            readonly error: components["schemas"]["ImportError"] | null;
        };
        /** @description Everything about one upload. `rejected` holds at most a hundred; the count is exact. */
        ImportDetail: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            readonly project: string;
            status: components["schemas"]["ImportStatus"];
            /** @description Its owner's; shown, never a path. */
            readonly name: string;
            readonly size_bytes: number;
            readonly sha256: string;
            /** @description gzip, zip, or nothing. */
            readonly packing: string;
            /** @description As asked; empty: recognised. */
            tool: string;
            /** Format: uuid */
            readonly target: string | null;
            /** @description It tells all that there is: what it does not name is fixed. */
            readonly full_scope: boolean;
            /** @description The tool or standard that reads it. */
            readonly format: string;
            /** @description Why that one. */
            readonly reason: string;
            /** Format: uuid */
            readonly scan: string | null;
            readonly scan_status: components["schemas"]["ScanStatusEnum"] | components["schemas"]["NullEnum"];
            requested_by?: string | null;
            readonly request_id: string;
            /** Format: date-time */
            received: string;
            /** Format: date-time */
            readonly started: string | null;
            /** Format: date-time */
            readonly finished: string | null;
            progress: components["schemas"]["ImportProgress"];
            /** @description Records that the report holds. */
            readonly records: number;
            /** @description New findings. */
            readonly created: number;
            /** @description Findings that were known before. */
            readonly seen_again: number;
            readonly reopened: number;
            /** @description Findings that were closed because a report with full scope does not name them. */
            readonly fixed: number;
            readonly rejected_count: number;
            /** @description Findings in the report, each counted once: created and seen again. */
            readonly findings_total: number;
            readonly error: components["schemas"]["ImportError"] | null;
            readonly tool_runs: components["schemas"]["ImportedRun"][];
            readonly rejected: components["schemas"]["Rejected"][];
            readonly unknown_severities: string[];
            problems: string[];
        };
        /** @description Why the import failed. */
        ImportError: {
            /** @description Of the catalogue. */
            code: string;
            details: string;
            /** @description Where in the report; empty where that is not known. */
            position: string;
        };
        ImportProgress: {
            /** @description Null: unknown, while the report is read for the first time. */
            percent: number | null;
            message: string;
        };
        /** @description The form of an upload. */
        ImportRequest: {
            /**
             * Format: binary
             * @description The report: plain, gzip, or zip with one file.
             */
            file: Blob;
            /**
             * @description Id or slug. Default: the caller's default project.
             * @default
             */
            project?: string;
            /**
             * @description Whose report it is, or which standard. Default: recognised by its contents.
             * @default
             */
            tool?: string;
            /**
             * Format: uuid
             * @description What the report is about. Default: the project's own target for such reports.
             */
            target?: string;
            /**
             * @description The report tells all that there is: what it does not name any more is fixed.
             * @default false
             */
            full_scope?: boolean;
        };
        /**
         * @description * `queued` - Queued
         *     * `running` - Running
         *     * `done` - Done
         *     * `failed` - Failed
         * @enum {string}
         */
        ImportStatus: "queued" | "running" | "done" | "failed";
        /** @description What became of one tool that the report names. */
        ImportedRun: {
            readonly tool: string;
            state: components["schemas"]["RunState"];
            outcome: components["schemas"]["OutcomeEnum"];
            readonly error: string | null;
            readonly hint: string | null;
            readonly full_scope: boolean;
            readonly findings: number;
            readonly note: string | null;
        };
        IssuedKey: {
            /** Format: uuid */
            readonly id: string;
            readonly name: string;
            readonly owner: string;
            readonly project: components["schemas"]["ProjectReference"] | null;
            readonly prefix: string;
            /** @description findings:read, findings:write, scans:read, scans:write, metrics:read */
            readonly scopes: unknown;
            /** Format: date-time */
            readonly expires: string | null;
            /** Format: date-time */
            readonly revoked: string | null;
            /** Format: date-time */
            readonly last_used: string | null;
            /** Format: date-time */
            readonly created: string;
            /** @description The key itself, shown this once. */
            key: string;
        };
        KeyReference: {
            /** Format: uuid */
            readonly id: string;
            readonly name: string;
            /** @description findings:read, findings:write, scans:read, scans:write, metrics:read */
            readonly scopes: unknown;
            /** Format: date-time */
            readonly expires: string | null;
        };
        LastRun: {
            /** Format: uuid */
            scan: string;
            tool: string;
        };
        LastScan: {
            /** Format: uuid */
            readonly id: string;
            readonly status: components["schemas"]["ScanStatus"];
        };
        /** @description What each layer says; the last that says something is the status. */
        Layers: {
            imported: components["schemas"]["FindingStatus"];
            rule: components["schemas"]["FindingStatus"] | components["schemas"]["NullEnum"];
            person: components["schemas"]["FindingStatus"] | components["schemas"]["NullEnum"];
        };
        /** @description What a run may use; null: as much as it wants. */
        Limits: {
            /** Format: double */
            seconds: number;
            /** @description Of all its processes together. */
            memory_bytes: number | null;
            /**
             * Format: double
             * @description Processor time of all its processes together.
             */
            cpu_seconds: number | null;
            /**
             * Format: double
             * @description Processors at once; held by cgroups and containers only.
             */
            cpus: number | null;
            processes: number | null;
            /** @description Of each file that it writes. */
            file_bytes: number | null;
            /** @description What is kept of the text that it prints. */
            output_bytes: number;
        };
        /** @description The last lines of a run's log, sanitized when they were written. */
        Log: {
            tool: string;
            attempt: number;
            state: components["schemas"]["RunState"];
            lines: string[];
            /** @description Earlier lines exist. */
            truncated: boolean;
        };
        Me: {
            /** Format: uuid */
            id: string;
            username: string;
            email: string;
            is_staff: boolean;
            is_superuser: boolean;
            memberships: components["schemas"]["OwnMembership"][];
            default_project: components["schemas"]["ProjectReference"] | null;
            /** @description The key of this request, if it came by one. */
            api_key: components["schemas"]["KeyReference"] | null;
        };
        /**
         * @description * `clean` - clean
         *     * `findings` - findings
         *     * `ok` - ok
         *     * `partial` - partial
         *     * `auth_failed` - auth_failed
         *     * `permission_denied` - permission_denied
         *     * `network` - network
         *     * `bad_arguments` - bad_arguments
         *     * `crashed` - crashed
         * @enum {string}
         */
        MeaningEnum: "clean" | "findings" | "ok" | "partial" | "auth_failed" | "permission_denied" | "network" | "bad_arguments" | "crashed";
        Member: {
            username: string;
            role: components["schemas"]["ProjectRole"];
            /** Format: date-time */
            readonly created: string;
            /** Format: date-time */
            readonly updated: string;
        };
        MemberRequest: {
            username: string;
            role: components["schemas"]["ProjectRole"];
        };
        /**
         * @description * `run_once` - Run once, as soon as possible
         *     * `skip` - Skip
         * @enum {string}
         */
        MissedEnum: "run_once" | "skip";
        NewApiKeyRequest: {
            name: string;
            scopes: components["schemas"]["ScopesEnum"][];
            /** @description Id or slug; without it, all of the owner's. */
            project?: string | null;
            /** Format: date-time */
            expires?: string | null;
        };
        NewCredentialRequest: {
            /** @description Id or slug; without it, the caller's default project. */
            project?: string;
            name: string;
            kind: components["schemas"]["CredentialKind"];
            /** @description Fields of the kind in small letters, environment variables in any other; never shown again. */
            values: {
                [key: string]: string;
            };
            /** Format: date-time */
            expires?: string | null;
        };
        /** @description `project` null: shipped, read-only. */
        NewProfileRequest: {
            /** @description Id or slug. */
            project?: string;
            name: string;
            description?: string;
            tools: components["schemas"]["ProfileToolRequest"][];
            /** @default 4 */
            max_parallel?: number;
            /** @default 3600 */
            timeout_seconds?: number;
            /** @description What each tool may use; what is absent is the tool's own. The server's maximum holds for all. */
            limits?: {
                memory_bytes?: number;
                cpu_seconds?: number;
                cpus?: number;
                processes?: number;
                file_bytes?: number;
                output_bytes?: number;
            };
            /** @description Of a scan that names none; empty: every severity. */
            severity_filter?: components["schemas"]["SeverityFilterEnum"][];
        };
        NewProjectRequest: {
            name: string;
            slug?: string;
        };
        /** @description What can be said of a schedule; the shape only, `scans.schedules` holds the rules. */
        NewScheduleRequest: {
            name: string;
            /** Format: uuid */
            target: string;
            /** @description Name or id. */
            profile?: string | null;
            /** @description Narrow or replace the profile's. */
            tools?: string[];
            /** @description By tool. */
            options?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            severity_filter?: components["schemas"]["SeverityFilterEnum"][];
            timeout_seconds?: number | null;
            max_parallel?: number | null;
            /** @description Id or name; null: the target's own. */
            credential?: string | null;
            /** @description Minute, hour, day of the month, month, day of the week. */
            cron: string;
            /** @description Of the time zone database, as Europe/Berlin. */
            time_zone?: string;
            /** @description When nothing is started; times are those on the wall of the time zone. */
            blackouts?: ({
                days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                start: string;
                end: string;
                reason?: string;
            } | {
                from: string;
                until: string;
                reason?: string;
            })[];
            /** @description Started by chance up to so much later. */
            jitter_seconds?: number;
            /**
             * @description What becomes of a run that is later than its grace.
             *
             *     * `run_once` - Run once, as soon as possible
             *     * `skip` - Skip
             */
            missed?: components["schemas"]["MissedEnum"];
            grace_seconds?: number;
            /** @description False: paused. */
            active?: boolean;
            /** @description Id or slug. */
            project?: string;
        };
        NewTargetRequest: {
            /** @description Id or slug; without it, the caller's default project. */
            project?: string;
            /** @description One of the kinds of targets. */
            kind: string;
            locator: string;
            name?: string;
            options?: {
                [key: string]: unknown;
            };
            /** Format: uuid */
            credential?: string | null;
        };
        NullEnum: null;
        /**
         * @description * `clean` - clean
         *     * `findings` - findings
         *     * `findings_with_errors` - findings_with_errors
         *     * `auth_failed` - auth_failed
         *     * `permission_denied` - permission_denied
         *     * `throttled` - throttled
         *     * `network` - network
         *     * `timed_out` - timed_out
         *     * `out_of_memory` - out_of_memory
         *     * `killed` - killed
         *     * `crashed` - crashed
         *     * `bad_arguments` - bad_arguments
         *     * `not_installed` - not_installed
         *     * `unreadable_report` - unreadable_report
         *     * `cancelled` - cancelled
         *     * `lost` - lost
         *     * `breaker_open` - breaker_open
         * @enum {string}
         */
        OutcomeEnum: "clean" | "findings" | "findings_with_errors" | "auth_failed" | "permission_denied" | "throttled" | "network" | "timed_out" | "out_of_memory" | "killed" | "crashed" | "bad_arguments" | "not_installed" | "unreadable_report" | "cancelled" | "lost" | "breaker_open";
        OwnMembership: {
            project: components["schemas"]["ProjectReference"];
            readonly role: components["schemas"]["ProjectRole"];
            /** @description Used where no project is named. */
            readonly is_default: boolean;
        };
        PaginatedApiKeyList: {
            results: components["schemas"]["ApiKey"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedBreakerList: {
            results: components["schemas"]["Breaker"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedCredentialList: {
            results: components["schemas"]["Credential"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedDecisionList: {
            results: components["schemas"]["Decision"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedFindingList: {
            results: components["schemas"]["Finding"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedImportList: {
            results: components["schemas"]["Import"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedMemberList: {
            results: components["schemas"]["Member"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedProfileList: {
            results: components["schemas"]["Profile"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedProfileVersionList: {
            results: components["schemas"]["ProfileVersion"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedProjectList: {
            results: components["schemas"]["Project"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedScanList: {
            results: components["schemas"]["Scan"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedScheduleList: {
            results: components["schemas"]["Schedule"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        PaginatedTargetList: {
            results: components["schemas"]["Target"][];
            /**
             * @description Value for `cursor`.
             * @example null
             */
            next: string | null;
            /**
             * @description Value for `cursor`.
             * @example null
             */
            previous: string | null;
            /**
             * @description Only with `count=exact`.
             * @example 1
             */
            count?: number;
        };
        Part: {
            name: string;
            value: unknown;
        };
        PatchedCredentialChangeRequest: {
            name?: string;
            values?: {
                [key: string]: string;
            };
            /** Format: date-time */
            expires?: string | null;
        };
        PatchedMeChangeRequest: {
            /** @description Id or slug. */
            default_project?: string;
        };
        /** @description `project` null: shipped, read-only. */
        PatchedProfileRequest: {
            name?: string;
            description?: string;
            tools?: components["schemas"]["ProfileToolRequest"][];
            /** @default 4 */
            max_parallel?: number;
            /** @default 3600 */
            timeout_seconds?: number;
            /** @description What each tool may use; what is absent is the tool's own. The server's maximum holds for all. */
            limits?: {
                memory_bytes?: number;
                cpu_seconds?: number;
                cpus?: number;
                processes?: number;
                file_bytes?: number;
                output_bytes?: number;
            };
            /** @description Of a scan that names none; empty: every severity. */
            severity_filter?: components["schemas"]["SeverityFilterEnum"][];
        };
        PatchedProjectRequest: {
            name?: string;
            slug?: string;
            archived?: boolean;
            /** @description Most tool runs at once; empty: the server's WARDROOM_PROJECT_RUNS. */
            max_runs?: number | null;
        };
        PatchedRoleChangeRequest: {
            role?: components["schemas"]["ProjectRole"];
        };
        /** @description What can be said of a schedule; the shape only, `scans.schedules` holds the rules. */
        PatchedScheduleChangeRequest: {
            name?: string;
            /** Format: uuid */
            target?: string;
            /** @description Name or id. */
            profile?: string | null;
            /** @description Narrow or replace the profile's. */
            tools?: string[];
            /** @description By tool. */
            options?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            severity_filter?: components["schemas"]["SeverityFilterEnum"][];
            timeout_seconds?: number | null;
            max_parallel?: number | null;
            /** @description Id or name; null: the target's own. */
            credential?: string | null;
            /** @description Minute, hour, day of the month, month, day of the week. */
            cron?: string;
            /** @description Of the time zone database, as Europe/Berlin. */
            time_zone?: string;
            /** @description When nothing is started; times are those on the wall of the time zone. */
            blackouts?: ({
                days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                start: string;
                end: string;
                reason?: string;
            } | {
                from: string;
                until: string;
                reason?: string;
            })[];
            /** @description Started by chance up to so much later. */
            jitter_seconds?: number;
            /**
             * @description What becomes of a run that is later than its grace.
             *
             *     * `run_once` - Run once, as soon as possible
             *     * `skip` - Skip
             */
            missed?: components["schemas"]["MissedEnum"];
            grace_seconds?: number;
            /** @description False: paused. */
            active?: boolean;
        };
        PatchedTargetChangeRequest: {
            name?: string;
            options?: {
                [key: string]: unknown;
            };
            /** Format: uuid */
            credential?: string | null;
            retired?: boolean;
        };
        Plan: {
            dry_run: boolean;
            /** Format: uuid */
            project: string;
            target: components["schemas"]["TargetBrief"];
            profile: string | null;
            /** @description Its name. */
            credential: string | null;
            /** @description Such as a credential that ends soon. */
            warnings: string[];
            max_parallel: number;
            tools: components["schemas"]["PlannedTool"][];
        };
        /** @description One tool of a dry run: exactly what would be started. */
        PlannedTool: {
            tool: string;
            executor: components["schemas"]["ExecutorEnum"];
            /** @description Of a container, else null. */
            image: string | null;
            argv: string[];
            /** @description Names, never values. */
            environment: string[];
            /** @description Of the credential; removed with the run. */
            private_files: string[];
            folder: string;
            timeout_seconds: number;
            limits: components["schemas"]["Limits"];
            exit_codes: {
                [key: string]: string;
            };
            exit_codes_source: string;
            installed: boolean;
            version: string | null;
            optional: boolean;
            credentials: components["schemas"]["CredentialsEnum"];
            target_allowed: boolean;
        };
        /** @description `project` null: shipped, read-only. */
        Profile: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            readonly project: string | null;
            name: string;
            description?: string;
            readonly version: number;
            tools: components["schemas"]["ProfileTool"][];
            /** @default 4 */
            max_parallel?: number;
            /** @default 3600 */
            timeout_seconds?: number;
            /** @description What each tool may use; what is absent is the tool's own. The server's maximum holds for all. */
            limits?: {
                memory_bytes?: number;
                cpu_seconds?: number;
                cpus?: number;
                processes?: number;
                file_bytes?: number;
                output_bytes?: number;
            };
            /** @description Of a scan that names none; empty: every severity. */
            severity_filter?: components["schemas"]["SeverityFilterEnum"][];
            /** Format: date-time */
            readonly created: string;
            /** Format: date-time */
            readonly updated: string;
        };
        /** @description What a profile said. */
        ProfileContent: {
            description?: string;
            tools: components["schemas"]["ProfileTool"][];
            /** @default 4 */
            max_parallel?: number;
            /** @default 3600 */
            timeout_seconds?: number;
            /** @description What each tool may use; what is absent is the tool's own. The server's maximum holds for all. */
            limits?: {
                memory_bytes?: number;
                cpu_seconds?: number;
                cpus?: number;
                processes?: number;
                file_bytes?: number;
                output_bytes?: number;
            };
            /** @description Of a scan that names none; empty: every severity. */
            severity_filter?: components["schemas"]["SeverityFilterEnum"][];
        };
        ProfileCopyRequest: {
            /** @description Id or slug. */
            project?: string;
            /** @description Default: the same. */
            name?: string;
        };
        ProfileFileRequest: {
            /**
             * Format: binary
             * @description YAML, as the export writes it; at most 100,000 bytes.
             */
            file: Blob;
            /** @description Id or slug. */
            project?: string;
            /**
             * @description Change the project's profile of that name, where it has one.
             * @default false
             */
            replace?: boolean;
        };
        ProfileTool: {
            tool: string;
            options?: {
                [key: string]: unknown;
            };
            /** @description What each tool may use; what is absent is the tool's own. The server's maximum holds for all. */
            limits?: {
                memory_bytes?: number;
                cpu_seconds?: number;
                cpus?: number;
                processes?: number;
                file_bytes?: number;
                output_bytes?: number;
            };
            timeout_seconds?: number;
            optional?: boolean;
        };
        ProfileToolRequest: {
            tool: string;
            options?: {
                [key: string]: unknown;
            };
            /** @description What each tool may use; what is absent is the tool's own. The server's maximum holds for all. */
            limits?: {
                memory_bytes?: number;
                cpu_seconds?: number;
                cpus?: number;
                processes?: number;
                file_bytes?: number;
                output_bytes?: number;
            };
            timeout_seconds?: number;
            optional?: boolean;
        };
        ProfileVersion: {
            readonly version: number;
            name: string;
            readonly content: components["schemas"]["ProfileContent"];
            /** Format: date-time */
            readonly created: string;
        };
        Progress: {
            percent: number | null;
            readonly message: string | null;
        };
        Project: {
            /** Format: uuid */
            readonly id: string;
            name: string;
            slug?: string;
            archived?: boolean;
            /** @description Most tool runs at once; empty: the server's WARDROOM_PROJECT_RUNS. */
            max_runs?: number | null;
            /** Format: date-time */
            readonly created: string;
            /** Format: date-time */
            readonly updated: string;
        };
        ProjectReference: {
            /** Format: uuid */
            readonly id: string;
            readonly slug: string;
            readonly name: string;
        };
        /**
         * @description * `viewer` - Viewer
         *     * `analyst` - Analyst
         *     * `admin` - Admin
         *     * `owner` - Owner
         * @enum {string}
         */
        ProjectRole: "viewer" | "analyst" | "admin" | "owner";
        /** @description A decision; the shape only, `findings.triage` holds the rules. */
        ProjectTriageRequest: {
            /**
             * @description One of: open, accepted_risk, false_positive, fixed.
             * @default
             */
            status?: string;
            /**
             * @description Required for accepted_risk.
             * @default
             */
            reason?: string | null;
            /**
             * Format: date-time
             * @description End of accepted_risk: by default in 90 days, at most in 365.
             */
            expires_at?: string | null;
            /**
             * @description A finding of the project.
             * @default
             */
            finding_id?: string;
        };
        RateByCode: {
            code: string;
            errors: number;
            /**
             * Format: double
             * @description Errors with the code, of all answers, 0 to 1.
             */
            rate: number;
        };
        RateByEndpoint: {
            route: string;
            answers: number;
            errors: number;
            /**
             * Format: double
             * @description Errors of all answers of the route, 0 to 1.
             */
            rate: number;
        };
        /** @description A record of the report that could not become a finding. */
        Rejected: {
            /** @description Where in the report it stands. */
            position: string;
            reason: string;
        };
        RetryRequest: {
            tools?: string[];
        };
        RevokeRequest: {
            /**
             * @description Every token of the caller.
             * @default false
             */
            all?: boolean;
        };
        RotationRequest: {
            /**
             * @description How long the old key still works.
             * @default 86400
             */
            overlap_seconds?: number;
        };
        /**
         * @description * `queued` - Queued
         *     * `running` - Running
         *     * `cancelling` - Cancelling
         *     * `succeeded` - Succeeded
         *     * `failed` - Failed
         *     * `timed_out` - Timed out
         *     * `lost` - Lost
         *     * `cancelled` - Cancelled
         *     * `skipped` - Skipped
         * @enum {string}
         */
        RunState: "queued" | "running" | "cancelling" | "succeeded" | "failed" | "timed_out" | "lost" | "cancelled" | "skipped";
        Scan: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            project: string;
            readonly target: components["schemas"]["TargetBrief"];
            readonly profile: string | null;
            profile_version?: number;
            origin?: components["schemas"]["ScanOriginEnum"];
            /**
             * Format: uuid
             * @description That started it.
             */
            readonly schedule: string | null;
            readonly status: components["schemas"]["ScanStatus"];
            /** @description As asked. */
            tools?: unknown;
            /** @description By tool. */
            options?: unknown;
            max_parallel?: number;
            severity_filter?: unknown;
            /** Format: date-time */
            readonly created: string;
            /** Format: date-time */
            readonly started: string | null;
            /** Format: date-time */
            readonly finished: string | null;
            /** @description Between an end and a retry: not of its duration. */
            readonly idle_ms: number;
            request_id?: string;
            readonly requested_by: string | null;
            readonly counts: components["schemas"]["Counts"];
            readonly tool_runs: components["schemas"]["ToolRun"][];
        };
        /** @description By tool that was executed: its error, null where it succeeded. failed + success = total. */
        ScanErrors: {
            /** Format: uuid */
            scan_id: string;
            tool_errors: {
                [key: string]: string | null;
            };
            total_tools: number;
            failed_tools: number;
            success_tools: number;
        };
        /**
         * @description * `manual` - Manual
         *     * `scheduled` - Scheduled
         *     * `import` - Import
         *     * `playbook` - Playbook
         * @enum {string}
         */
        ScanOriginEnum: "manual" | "scheduled" | "import" | "playbook";
        /** @description What `POST /api/scans` takes; the shape only, `scans.intake` holds the rules. */
        ScanRequest: {
            /** @description Id or slug. */
            project?: string;
            /** Format: uuid */
            target?: string;
            /** @description Name or id. */
            profile?: string;
            tools?: string[];
            /** @description By tool. */
            options?: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** @description For each tool. */
            timeout_seconds?: number;
            max_parallel?: number;
            severity_filter?: components["schemas"]["SeverityFilterEnum"][];
            /** @description Id or name. */
            credential?: string;
            /** @default false */
            dry_run?: boolean;
        };
        /**
         * @description * `pending` - Pending
         *     * `running` - Running
         *     * `completed` - Completed
         *     * `partial` - Partial
         *     * `failed` - Failed
         *     * `cancelled` - Cancelled
         * @enum {string}
         */
        ScanStatus: "pending" | "running" | "completed" | "partial" | "failed" | "cancelled";
        /** @enum {string} */
        ScanStatusEnum: "pending" | "running" | "completed" | "partial" | "failed" | "cancelled";
        Schedule: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            project: string;
            readonly name: string;
            target: components["schemas"]["TargetBrief"];
            /** @description Its name. */
            profile?: string | null;
            tools: string[];
            /** @description By tool. */
            options: {
                [key: string]: unknown;
            };
            severity_filter: components["schemas"]["SeverityFilterEnum"][];
            /** @description For each tool; empty: the profile's. */
            readonly timeout_seconds: number | null;
            /** @description Tools at once; empty: the profile's. */
            readonly max_parallel: number | null;
            /**
             * Format: uuid
             * @description Null: the target's own.
             */
            credential: string | null;
            /** @description Minute, hour, day of the month, month, day of the week: 30 2 * * 1-5. */
            readonly cron: string;
            readonly time_zone: string;
            /** @description The expression in words. */
            readonly when: string;
            /** @description When nothing is started; times are those on the wall of the time zone. */
            blackouts: ({
                days?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
                start: string;
                end: string;
                reason?: string;
            } | {
                from: string;
                until: string;
                reason?: string;
            })[];
            /** @description Started by chance up to so much later. */
            readonly jitter_seconds: number;
            /**
             * @description What becomes of a run that is later than its grace.
             *
             *     * `run_once` - Run once, as soon as possible
             *     * `skip` - Skip
             */
            readonly missed: components["schemas"]["MissedEnum"];
            /** @description So late is still on time. */
            readonly grace_seconds: number;
            readonly active: boolean;
            /** @description Why it was stopped, where nobody did it. */
            readonly stopped: string | null;
            /** @description On whose rights it runs, as they are when it does. */
            owner?: string | null;
            /**
             * Format: date-time
             * @description Null while it is paused.
             */
            next_run: string | null;
            /** @description The next five, blackout windows left out; the first with its jitter. */
            readonly next_runs: string[];
            /** Format: date-time */
            readonly last_at: string | null;
            /** @description started, overlap, blackout, missed, refused */
            readonly last_result: string | null;
            /** @description The error code of a refusal. */
            readonly last_code: string | null;
            readonly last_reason: string | null;
            last_scan: components["schemas"]["LastScan"] | null;
            /** Format: date-time */
            readonly created: string;
            /** Format: date-time */
            readonly updated: string;
        };
        /**
         * @description * `findings:read` - Read findings, projects and targets
         *     * `findings:write` - Triage findings and import reports
         *     * `scans:read` - Read scans, projects and targets
         *     * `scans:write` - Start scans; change targets, profiles and credentials
         *     * `metrics:read` - Read metrics
         * @enum {string}
         */
        ScopesEnum: "findings:read" | "findings:write" | "scans:read" | "scans:write" | "metrics:read";
        /**
         * @description * `critical` - Critical
         *     * `high` - High
         *     * `medium` - Medium
         *     * `low` - Low
         *     * `info` - Info
         * @enum {string}
         */
        Severity: "critical" | "high" | "medium" | "low" | "info";
        /**
         * @description * `critical` - critical
         *     * `high` - high
         *     * `medium` - medium
         *     * `low` - low
         *     * `info` - info
         * @enum {string}
         */
        SeverityFilterEnum: "critical" | "high" | "medium" | "low" | "info";
        /**
         * @description * `person` - Person
         *     * `rule` - Rule
         *     * `import` - Import
         *     * `expiry` - Expiry
         * @enum {string}
         */
        SourceEnum: "person" | "rule" | "import" | "expiry";
        Target: {
            /** Format: uuid */
            readonly id: string;
            readonly project: components["schemas"]["ProjectReference"];
            readonly kind: components["schemas"]["TargetKind"];
            /** @description Path, URL, host or account. */
            readonly locator: string;
            readonly name: string;
            /** Format: uuid */
            readonly credential: string | null;
            readonly options: unknown;
            readonly retired: boolean;
            /** Format: date-time */
            readonly created: string;
            /** Format: date-time */
            readonly updated: string;
        };
        TargetBrief: {
            /** Format: uuid */
            readonly id: string;
            kind: components["schemas"]["TargetKind"];
            /** @description Path, URL, host or account. */
            locator: string;
            name?: string;
        };
        /**
         * @description * `repository` - Repository
         *     * `iac` - Infrastructure as code
         *     * `web` - Web application
         *     * `host` - Host
         *     * `cloud_account` - Cloud account
         *     * `image` - Container image
         *     * `imported` - Imported reports
         * @enum {string}
         */
        TargetKind: "repository" | "iac" | "web" | "host" | "cloud_account" | "image" | "imported";
        Ticket: {
            /** @description For `?ticket=`; works once. */
            readonly ticket: string;
            /** @description Seconds. */
            readonly expires_in: number;
        };
        TokenAnswer: {
            access_token: string;
            token_type: components["schemas"]["TokenTypeEnum"];
            /** @description Seconds. */
            expires_in: number;
            /** Format: date-time */
            expires_at: string;
        };
        TokenRequest: {
            username: string;
            password: string;
        };
        /**
         * @description * `bearer` - bearer
         * @enum {string}
         */
        TokenTypeEnum: "bearer";
        /** @description A registered tool, and what was last seen of it on this server. */
        Tool: {
            name: string;
            title: string;
            homepage: string;
            /** @description Kinds of target. */
            accepts: string[];
            /** @description JSON schema, draft 2020-12. */
            options_schema: unknown;
            /** @description Options that narrow what is looked at. */
            selecting_options: string[];
            exit_codes: components["schemas"]["ExitCode"][];
            exit_codes_source: string;
            outcomes: string[];
            /**
             * @description What proves its parser: real recorded output, or documentation only.
             *
             *     * `recorded` - recorded
             *     * `documentation` - documentation
             */
            origin: components["schemas"]["ToolOriginEnum"];
            environment: string | null;
            /**
             * @description Where it runs.
             *
             *     * `local` - local
             *     * `container` - container
             */
            executor: components["schemas"]["ExecutorEnum"];
            /** @description What the container executor would start; null: nothing. */
            image: string | null;
            /** @description Its own, over those of the server. */
            limits: {
                [key: string]: number;
            };
            /**
             * Format: double
             * @description What it has to end when it is asked to.
             */
            grace_seconds: number;
            needs_credentials: boolean;
            timeout_seconds: number;
            installed: boolean;
            version: string | null;
            /** @description Why it is not usable; empty where it is. */
            problem: string;
            /** Format: date-time */
            checked: string | null;
            /** @description For staff only, else null. */
            path: string | null;
            install_hint: string;
            breaker: components["schemas"]["ToolBreaker"];
        };
        /** @description Whether the tool's circuit breaker lets it run; `/api/v1/breakers` has those of targets. */
        ToolBreaker: {
            state: components["schemas"]["ToolBreakerStateEnum"];
            /** @description In a row. */
            failures: number;
            /** Format: date-time */
            next_probe: string | null;
        };
        /**
         * @description * `closed` - closed
         *     * `open` - open
         *     * `half_open` - half_open
         * @enum {string}
         */
        ToolBreakerStateEnum: "closed" | "open" | "half_open";
        /** @description Every tool on one page. */
        ToolList: {
            results: components["schemas"]["Tool"][];
            next: string | null;
            previous: string | null;
        };
        /**
         * @description * `recorded` - recorded
         *     * `documentation` - documentation
         * @enum {string}
         */
        ToolOriginEnum: "recorded" | "documentation";
        ToolResolution: {
            tool: string;
            /** @description Errors that ended in the window. */
            resolved: number;
            /** Format: double */
            mean_seconds: number;
            /** Format: double */
            median_seconds: number;
        };
        /** @description The rich view of one tool of a scan. `cause` is the outcome of a run that failed. */
        ToolRun: {
            tool: string;
            position: number;
            state?: components["schemas"]["RunState"];
            readonly outcome: string | null;
            exit_code?: number | null;
            signal?: number | null;
            readonly cause: string | null;
            readonly error: string | null;
            readonly hint: string | null;
            retryable?: boolean;
            /** Format: date-time */
            started?: string | null;
            /** Format: date-time */
            finished?: string | null;
            readonly duration_ms: number | null;
            peak_memory_bytes?: number | null;
            cpu_ms?: number | null;
            /** @description What it may use. */
            limits?: unknown;
            /** @description asked, examined, skipped with reasons. */
            coverage?: unknown;
            /**
             * Format: date-time
             * @description Of a queued run that is tried again by itself: not before this time.
             */
            readonly waits_until: string | null;
            /** @description Why a queued run does not run yet. */
            readonly waits_for: string | null;
            readonly progress: components["schemas"]["Progress"];
            readonly attempts: components["schemas"]["Attempt"][];
        };
        /** @description All runs of a scan, on one page. */
        ToolRuns: {
            results: components["schemas"]["ToolRun"][];
            /** @description Always null. */
            next: string | null;
            /** @description Always null. */
            previous: string | null;
        };
        /** @description A decision; the shape only, `findings.triage` holds the rules. */
        TriageRequest: {
            /**
             * @description One of: open, accepted_risk, false_positive, fixed.
             * @default
             */
            status?: string;
            /**
             * @description Required for accepted_risk.
             * @default
             */
            reason?: string | null;
            /**
             * Format: date-time
             * @description End of accepted_risk: by default in 90 days, at most in 365.
             */
            expires_at?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The client's own id where it sent one of 8 to 128 of A-Za-z0-9._-, else a UUID. */
        "X-Request-ID": string;
        /** @description The code, in every rendering. */
        "X-Error-Code": components["schemas"]["ErrorCode"];
        /** @description Whole seconds. */
        "Retry-After": number;
        /** @description How to sign in. */
        "WWW-Authenticate": string;
        /**
         * @description The limits that the request counts under: q requests in w seconds.
         * @example "general";q=100;w=60
         */
        "RateLimit-Policy": string;
        /**
         * @description What is left of them: r requests for t seconds; r=0: more in t seconds.
         * @example "general";r=37;t=12
         */
        RateLimit: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    api_keys_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "created" | "-created" | "name" | "-name";
                /** @description Id or slug of a project. */
                project?: string;
                /** @description Neither expired nor revoked. */
                usable?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedApiKeyList"];
                };
            };
        };
    };
    api_keys_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewApiKeyRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
        };
    };
    api_keys_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the api keys. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    api_keys_revoke: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the api keys. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    api_keys_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the api keys. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotationRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedKey"];
                };
            };
        };
    };
    auth_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenAnswer"];
                };
            };
        };
    };
    auth_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RevokeRequest"];
            };
        };
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    auth_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenAnswer"];
                };
            };
        };
    };
    breakers_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "created" | "-created" | "updated" | "-updated";
                /**
                 * @description * `closed` - Closed
                 *     * `open` - Open
                 *     * `half_open` - One run is trying
                 */
                state?: ("closed" | "half_open" | "open")[];
                /** @description Id of a target. */
                target?: string;
                /** @description Name of a tool. */
                tool?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedBreakerList"];
                };
            };
        };
    };
    breakers_close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the breakers. */
                breaker_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Breaker"];
                };
            };
        };
    };
    credentials_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /**
                 * @description * `aws` - AWS
                 *     * `azure` - Azure service principal
                 *     * `gcp` - GCP service account
                 *     * `kubernetes` - Kubernetes config
                 *     * `generic` - Environment variables
                 */
                kind?: "aws" | "azure" | "gcp" | "generic" | "kubernetes";
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "name" | "-name" | "created" | "-created" | "expires" | "-expires";
                /** @description Id or slug of a project. */
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedCredentialList"];
                };
            };
        };
    };
    credentials_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCredentialRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    credentials_retrieve: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag that the client has; still the present one: 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of one of the credentials. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
            /** @description Not modified: the client has the present one. */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    credentials_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the credentials. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    credentials_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the credentials. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedCredentialChangeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    credentials_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the credentials. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Credential"];
                };
            };
        };
    };
    error_codes_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorCodeEntry"][];
                };
            };
        };
    };
    findings_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Such as CVE-2021-44228. */
                cve?: string[];
                /** @description CWE-89 or 89. */
                cwe?: string[];
                /** @description Then or later. */
                first_seen_after?: string;
                /** @description Before that moment. */
                first_seen_before?: string;
                /** @description Then or later. */
                last_seen_after?: string;
                /** @description Before that moment. */
                last_seen_before?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "severity" | "-severity" | "last_seen" | "-last_seen" | "first_seen" | "-first_seen";
                /** @description Id or slug. */
                project?: string;
                /** @description Text in title, rule, resource or location, in any case. */
                q?: string;
                /** @description Rules, by id. */
                rule?: string[];
                /** @description In a report of that scan. */
                scan?: string;
                /**
                 * @description One or several.
                 *
                 *     * `critical` - Critical
                 *     * `high` - High
                 *     * `medium` - Medium
                 *     * `low` - Low
                 *     * `info` - Info
                 */
                severity?: ("critical" | "high" | "info" | "low" | "medium")[];
                /**
                 * @description One or several.
                 *
                 *     * `open` - Open
                 *     * `accepted_risk` - Accepted risk
                 *     * `false_positive` - False positive
                 *     * `fixed` - Fixed
                 */
                status?: ("accepted_risk" | "false_positive" | "fixed" | "open")[];
                /** @description Tags that people or tools gave. */
                tag?: string[];
                /** @description Reported on that target. */
                target?: string;
                /** @description Tools that report it, by name. */
                tool?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedFindingList"];
                };
            };
        };
    };
    findings_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the findings. */
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
        };
    };
    findings_fingerprint: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the findings. */
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fingerprint"];
                };
            };
        };
    };
    findings_history: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "created" | "-created";
            };
            header?: never;
            path: {
                /** @description Id of one of the findings. */
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedDecisionList"];
                };
            };
        };
    };
    findings_triage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the findings. */
                finding_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TriageRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
        };
    };
    imports_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Tools and standards that read it, by name. */
                format?: string[];
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "received" | "-received";
                /** @description Id or slug. */
                project?: string;
                /** @description Then or later. */
                received_after?: string;
                /** @description Before that moment. */
                received_before?: string;
                /** @description Of the request that brought it. */
                request_id?: string;
                /** @description That holds its runs. */
                scan?: string;
                /** @description Of the file as it came. */
                sha256?: string;
                /**
                 * @description One or several.
                 *
                 *     * `queued` - Queued
                 *     * `running` - Running
                 *     * `done` - Done
                 *     * `failed` - Failed
                 */
                status?: ("done" | "failed" | "queued" | "running")[];
                /** @description What the report is about. */
                target?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedImportList"];
                };
            };
        };
    };
    imports_start: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key and body within 24 hours, the request starts nothing and gets the first answer. While the first is being worked on: 409 with Retry-After. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ImportRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The answer to an earlier request with the same Idempotency-Key. */
                    "Idempotency-Replayed"?: "true";
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportDetail"];
                };
            };
        };
    };
    imports_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the imports. */
                import_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportDetail"];
                };
            };
        };
    };
    metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Text format, version 0.0.4. */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    metrics_errors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorWindows"];
                };
            };
        };
    };
    profiles_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description The whole name. */
                name?: string;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "name" | "-name" | "created" | "-created";
                /** @description Id or slug: its own profiles and the shipped ones. */
                project?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedProfileList"];
                };
            };
        };
    };
    profiles_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProfileRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
        };
    };
    profiles_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag that the client has; still the present one: 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of one of the profiles. */
                profile_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description Not modified: the client has the present one. */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    profiles_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the profiles. */
                profile_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    profiles_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the profiles. */
                profile_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedProfileRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
        };
    };
    profiles_copy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the profiles. */
                profile_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ProfileCopyRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
        };
    };
    profiles_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the profiles. */
                profile_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    profiles_versions: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "version" | "-version";
            };
            header?: never;
            path: {
                /** @description Id of one of the profiles. */
                profile_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedProfileVersionList"];
                };
            };
        };
    };
    profiles_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["ProfileFileRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
        };
    };
    projects_list: {
        parameters: {
            query?: {
                /** @description Whether nothing more is done in it. */
                archived?: boolean;
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "name" | "-name" | "created" | "-created";
                /** @description Part of the name or slug. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedProjectList"];
                };
            };
        };
    };
    projects_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProjectRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
        };
    };
    projects_retrieve: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag that the client has; still the present one: 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The project's id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description Not modified: the client has the present one. */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    projects_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description The project's id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    projects_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description The project's id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedProjectRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
        };
    };
    members_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Rows of a page. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The project's id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedMemberList"];
                };
            };
        };
    };
    members_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's id or slug. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    members_retrieve: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag that the client has; still the present one: 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The project's id or slug. */
                id: string;
                /** @description User name of a member. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description Not modified: the client has the present one. */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    members_remove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description The project's id or slug. */
                id: string;
                /** @description User name of a member. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    members_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description The project's id or slug. */
                id: string;
                /** @description User name of a member. */
                username: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedRoleChangeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    scans_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description Then or later. */
                created_after?: string;
                /** @description Before that moment. */
                created_before?: string;
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "created" | "-created";
                /**
                 * @description * `manual` - Manual
                 *     * `scheduled` - Scheduled
                 *     * `import` - Import
                 *     * `playbook` - Playbook
                 */
                origin?: "import" | "manual" | "playbook" | "scheduled";
                /** @description Name of a profile. */
                profile?: string;
                /** @description Id or slug. */
                project?: string;
                /** @description Of the request that started it. */
                request_id?: string;
                /** @description Id of a schedule. */
                schedule?: string;
                /**
                 * @description * `pending` - Pending
                 *     * `running` - Running
                 *     * `completed` - Completed
                 *     * `partial` - Partial
                 *     * `failed` - Failed
                 *     * `cancelled` - Cancelled
                 */
                status?: ("cancelled" | "completed" | "failed" | "partial" | "pending" | "running")[];
                /** @description Id of a target. */
                target?: string;
                /**
                 * @description * `repository` - Repository
                 *     * `iac` - Infrastructure as code
                 *     * `web` - Web application
                 *     * `host` - Host
                 *     * `cloud_account` - Cloud account
                 *     * `image` - Container image
                 *     * `imported` - Imported reports
                 */
                target_kind?: "cloud_account" | "host" | "iac" | "image" | "imported" | "repository" | "web";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedScanList"];
                };
            };
        };
    };
    scans_start: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key and body within 24 hours, the request starts nothing and gets the first answer. While the first is being worked on: 409 with Retry-After. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ScanRequest"];
            };
        };
        responses: {
            /** @description With `dry_run`: the plan. */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Plan"];
                };
            };
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The answer to an earlier request with the same Idempotency-Key. */
                    "Idempotency-Replayed"?: "true";
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    scans_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the scans. */
                scan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    scans_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key and body within 24 hours, the request starts nothing and gets the first answer. While the first is being worked on: 409 with Retry-After. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of one of the scans. */
                scan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The answer to an earlier request with the same Idempotency-Key. */
                    "Idempotency-Replayed"?: "true";
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    scans_errors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the scans. */
                scan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScanErrors"];
                };
            };
        };
    };
    scans_events: {
        parameters: {
            query?: {
                /** @description Events numbered above it; 0 or absent: from the first. */
                after?: number;
                /** @description 1 to 500. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Id of one of the scans. */
                scan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Events"];
                };
            };
        };
    };
    scans_retry: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key and body within 24 hours, the request starts nothing and gets the first answer. While the first is being worked on: 409 with Retry-After. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of one of the scans. */
                scan_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RetryRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The answer to an earlier request with the same Idempotency-Key. */
                    "Idempotency-Replayed"?: "true";
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    scans_stream: {
        parameters: {
            query?: {
                /** @description Events numbered above it first; absent: only new ones. */
                after?: number;
            };
            header?: {
                /** @description The last event that came; goes before `after`. */
                "Last-Event-ID"?: number;
            };
            path: {
                /** @description Id of one of the scans. */
                scan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream (WHATWG HTML, server-sent events). */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description The scan has finished and the client has every event: do not return. */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    scans_tool_runs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the scans. */
                scan_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolRuns"];
                };
            };
        };
    };
    scans_tool_log: {
        parameters: {
            query?: {
                /** @description Its number; absent: the last. */
                attempt?: number;
                /** @description Lines, 1 to 10000; default 200. */
                tail?: number;
            };
            header?: never;
            path: {
                /** @description Id of one of the scans. */
                scan_id: string;
                /** @description Name of a tool. */
                tool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Log"];
                };
            };
        };
    };
    scans_tool_report: {
        parameters: {
            query?: {
                /** @description Its number; absent: the last. */
                attempt?: number;
            };
            header?: never;
            path: {
                /** @description Id of one of the scans. */
                scan_id: string;
                /** @description Name of a tool. */
                tool: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report. */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    schedules_list: {
        parameters: {
            query?: {
                /** @description False: paused or stopped. */
                active?: boolean;
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /**
                 * @description What became of the last run.
                 *
                 *     * `started` - Started
                 *     * `overlap` - Skipped: the previous scan had not ended
                 *     * `blackout` - Skipped: in a blackout window
                 *     * `missed` - Skipped: its time had passed
                 *     * `refused` - Refused
                 */
                last_result?: ("blackout" | "missed" | "overlap" | "refused" | "started")[];
                /** @description Rows of a page. */
                limit?: number;
                /** @description The whole name. */
                name?: string;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "name" | "-name" | "next_run" | "-next_run" | "created" | "-created";
                /** @description Id or slug. */
                project?: string;
                /** @description Id of a target. */
                target?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedScheduleList"];
                };
            };
        };
    };
    schedules_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewScheduleRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    schedules_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Id of one of the schedules. */
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    schedules_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the schedules. */
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    schedules_change: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the schedules. */
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedScheduleChangeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    schedules_run: {
        parameters: {
            query?: never;
            header?: {
                /** @description Sent again with the same key and body within 24 hours, the request starts nothing and gets the first answer. While the first is being worked on: 409 with Retry-After. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description Id of one of the schedules. */
                schedule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    /** @description The answer to an earlier request with the same Idempotency-Key. */
                    "Idempotency-Replayed"?: "true";
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scan"];
                };
            };
        };
    };
    targets_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /**
                 * @description * `repository` - Repository
                 *     * `iac` - Infrastructure as code
                 *     * `web` - Web application
                 *     * `host` - Host
                 *     * `cloud_account` - Cloud account
                 *     * `image` - Container image
                 *     * `imported` - Imported reports
                 */
                kind?: "cloud_account" | "host" | "iac" | "image" | "imported" | "repository" | "web";
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "name" | "-name" | "locator" | "-locator" | "kind" | "-kind" | "created" | "-created";
                /** @description Id or slug of a project. */
                project?: string;
                /** @description Whether it is scanned no more. */
                retired?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedTargetList"];
                };
            };
        };
    };
    targets_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTargetRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Target"];
                };
            };
        };
    };
    targets_retrieve: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag that the client has; still the present one: 304 without a body. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description Id of one of the targets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Target"];
                };
            };
            /** @description Not modified: the client has the present one. */
            304: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    targets_retire: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the targets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    targets_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description Id of one of the targets. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedTargetChangeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Target"];
                };
            };
        };
    };
    tools_list: {
        parameters: {
            query?: {
                /** @description Kind of target. */
                accepts?: "cloud_account" | "host" | "iac" | "image" | "repository" | "web";
                /** @description Whether it can run here. */
                installed?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolList"];
                };
            };
        };
    };
    tools_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a tool. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"];
                };
            };
        };
    };
    tools_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of a tool. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"];
                };
            };
        };
    };
    users_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    users_me_update: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PatchedMeChangeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    create_websocket_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
        };
    };
    project_findings_list: {
        parameters: {
            query?: {
                /** @description `exact` adds `count`. */
                count?: "exact";
                /** @description `next` or `previous` of another page. */
                cursor?: string;
                /** @description Such as CVE-2021-44228. */
                cve?: string[];
                /** @description CWE-89 or 89. */
                cwe?: string[];
                /** @description Then or later. */
                first_seen_after?: string;
                /** @description Before that moment. */
                first_seen_before?: string;
                /** @description Then or later. */
                last_seen_after?: string;
                /** @description Before that moment. */
                last_seen_before?: string;
                /** @description Rows of a page. */
                limit?: number;
                /** @description What to sort by; a leading `-` reverses. */
                ordering?: "severity" | "-severity" | "last_seen" | "-last_seen" | "first_seen" | "-first_seen";
                /** @description Id or slug. */
                project?: string;
                /** @description Text in title, rule, resource or location, in any case. */
                q?: string;
                /** @description Rules, by id. */
                rule?: string[];
                /** @description In a report of that scan. */
                scan?: string;
                /**
                 * @description One or several.
                 *
                 *     * `critical` - Critical
                 *     * `high` - High
                 *     * `medium` - Medium
                 *     * `low` - Low
                 *     * `info` - Info
                 */
                severity?: ("critical" | "high" | "info" | "low" | "medium")[];
                /**
                 * @description One or several.
                 *
                 *     * `open` - Open
                 *     * `accepted_risk` - Accepted risk
                 *     * `false_positive` - False positive
                 *     * `fixed` - Fixed
                 */
                status?: ("accepted_risk" | "false_positive" | "fixed" | "open")[];
                /** @description Tags that people or tools gave. */
                tag?: string[];
                /** @description Reported on that target. */
                target?: string;
                /** @description Tools that report it, by name. */
                tool?: string[];
            };
            header?: never;
            path: {
                /** @description The project's id or slug. */
                pid: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PaginatedFindingList"];
                };
            };
        };
    };
    project_findings_triage: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the object as it was read; by now another one: 412, and no change. Several with commas; `*` for any. Without the header the edit is unconditional. */
                "If-Match"?: string;
            };
            path: {
                /** @description The project's id or slug. */
                pid: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ProjectTriageRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description For If-Match. */
                    ETag?: string;
                    "X-Request-ID": components["headers"]["X-Request-ID"];
                    "RateLimit-Policy": components["headers"]["RateLimit-Policy"];
                    RateLimit: components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
        };
    };
}
