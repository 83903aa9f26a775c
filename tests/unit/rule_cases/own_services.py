"""The API and the worker of one stack."""

from tests.unit.rule_cases.case import REMOVED, Case

CASES = [
    Case(
        "the_api_runs_once",
        {"prod.api.numInstances": 2},
        [
            (
                "Pulumi.prod.yaml: api.numInstances: is 2; each one runs what the API itself "
                "schedules, and a socket reaches one of them only; write 1, or acknowledge it: `acknowledge: "
                '{severalInstances: "your reason"}`'
            )
        ],
    ),
    Case(
        "the_api_runs_once",
        {
            "prod.api.numInstances": 2,
            "prod.acknowledge.severalInstances": "cron is elsewhere",
            "staging.api.numInstances": 2,
            "staging.acknowledge.severalInstances": "as in prod",
        },
        [
            (
                "note: Pulumi.prod.yaml: api.numInstances: is 2; each one runs what the API "
                "itself schedules, and a socket reaches one of them only; acknowledged: cron is elsewhere"
            ),
            (
                "note: Pulumi.staging.yaml: api.numInstances: is 2; each one runs what the API "
                "itself schedules, and a socket reaches one of them only; acknowledged: as in prod"
            ),
        ],
    ),
    Case(
        "a_free_api_is_a_choice",
        {"dev.api.plan": "free"},
        [
            (
                "warning: Pulumi.dev.yaml: api.plan: is free in dev; Render stops it after 15 idle "
                "minutes, so webhooks time out, and counts 750 hours a month for all; write starter once "
                'this matters, or acknowledge it: `acknowledge: {freeApi: "your reason"}`'
            )
        ],
    ),
    Case(
        "a_free_api_is_a_choice",
        {"prod.api.plan": "free"},
        [
            (
                "Pulumi.prod.yaml: api.plan: is free in prod; Render stops it after 15 idle minutes, so "
                "webhooks time out, and counts 750 hours a month for all; write starter"
            )
        ],
    ),
    *(
        Case(
            "a_free_api_asks_for_nothing_that_is_paid",
            {
                "dev.api.plan": "free",
                "dev.acknowledge.freeApi": "it may sleep",
                f"dev.api.{key}": value,
                **more,
            },
            [
                f"Pulumi.dev.yaml: api.{key}: needs a paid plan, and `api.plan` is free; Render would refuse "
                "the service; remove it, or write `plan: starter`"
            ],
        )
        for key, value, more in (
            ("preDeployCommand", "npm run migrate", {}),
            ("maintenance", {"enabled": True}, {}),
            ("numInstances", 2, {"dev.acknowledge.severalInstances": "no jobs"}),
        )
    ),
    Case(
        "a_worker_costs_something",
        {"dev.worker.plan": "0.5c-512mb", "dev.acknowledge.paidWorker": REMOVED},
        [
            (
                "warning: Pulumi.dev.yaml: worker.plan: is 0.5c-512mb, the smallest paid plan; Render has"
                " no free plan for background workers; write a larger one if the jobs need more, or "
                'acknowledge it: `acknowledge: {paidWorker: "your reason"}`'
            )
        ],
    ),
    Case(
        "what_starts_is_installed",
        {"dev.api.startCommand": "nodemon server.js"},
        [
            (
                "Pulumi.dev.yaml: api.startCommand: starts nodemon; it watches files for a developer, and"
                " keeps a crashed process down; start node itself"
            )
        ],
    ),
    Case(
        "what_starts_is_installed",
        {"dev.worker.buildCommand": "npm ci", "dev.worker.startCommand": "npm run worker"},
        [
            (
                "warning: Pulumi.dev.yaml: worker.startCommand: runs a script of package.json; with "
                "NODE_ENV=production the build leaves development packages out, which scripts often "
                "use; start node itself, or build with `npm ci --include=dev`"
            )
        ],
    ),
    Case(
        "the_health_check_is_not_limited",
        {"dev.api.healthCheckPath": "/api/health"},
        [
            (
                "warning: Pulumi.dev.yaml: api.healthCheckPath: '/api/health' may be behind a rate "
                "limiter; Render asks every few seconds, and a limiter that answers 429 means a restart "
                "loop; write /"
            )
        ],
    ),
    Case(
        "jobs_have_time_to_end",
        {"dev.worker.maxShutdownDelaySeconds": 30},
        [
            (
                "warning: Pulumi.dev.yaml: worker.maxShutdownDelaySeconds: is 30 seconds; each deploy "
                "cuts running jobs off, and a job that is cut off runs again; write 120"
            )
        ],
    ),
]
