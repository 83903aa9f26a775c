"""What a person should know before each update although nothing is wrong: one line each."""

from config.settings import Settings


def notes(settings: Settings) -> list[str]:
    """The lines that every preview and update of these settings begins with."""
    found = []
    if settings.freeze:
        found.append(
            "frozen: settings and variables are written, but nothing is deployed and no push deploys on "
            "Render (Vercel still builds pushes); what has piled up is deployed by the first update "
            "without `freeze`"
        )
    if settings.worker.plan == "starter" and not settings.protect:
        found.append(
            f"the worker {settings.worker.name} runs on starter, the smallest paid plan: "
            "Render's free tier has no background workers"
        )
    if settings.redis.mode == "shared":
        found.append(
            f"Redis {settings.redis.name} is shared with the stack that owns it: "
            "a queue prefix keeps jobs apart, it is not a wall; go-live needs `redis: {mode: dedicated}` here"
        )
    if settings.frontend.mode == "branch":
        found.append(
            f"the front end is a branch of the Vercel project {settings.frontend.project}: "
            "its variables are visible to everybody who may see that project, and Vercel asks visitors of a "
            "branch for a login while the project's protection is on"
        )
    return found
