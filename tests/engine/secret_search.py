"""Every secret that a rehearsal holds, and everything it wrote down where none may stand."""

from tests.engine.rehearsal import Rehearsal


def secret_values(rehearsal: Rehearsal) -> list[str]:
    """The secrets of the environment, of the services, of the Redis, and the sandbox's own tokens."""
    connection = rehearsal.render("/key-value")[0]["keyValue"]["id"]
    live = rehearsal.render(f"/key-value/{connection}/connection-info")
    apis = [item["service"]["name"] for item in rehearsal.render("/services?type=web_service")]
    status = rehearsal.status
    return [
        *rehearsal.secrets().values(),
        *(rehearsal.variables(api)[key] for api in apis for key in ("JWT_SECRET", "MONGODB_URI")),
        live["externalConnectionString"],
        *(status["render"]["token"], status["vercel"]["token"], status["atlas"]["privateKey"]),
    ]


def written(rehearsal: Rehearsal, *stacks: str) -> str:
    """State and outputs of the stacks, a preview of the last for a script, and the sandbox's logs."""
    kept = (("stack", "export"), ("stack", "output", "--json"))
    shown = [rehearsal.pulumi(*words, "--stack", stack).ok().text for stack in stacks for words in kept]
    shown.append(rehearsal.pulumi("preview", "--json", "--diff", "--stack", stacks[-1]).ok().text)
    logs = sorted((rehearsal.folder / ".sandbox" / "logs").iterdir())
    return "".join([*shown, *(file.read_text() for file in logs)])
