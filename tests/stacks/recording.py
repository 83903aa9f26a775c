"""The whole program on Pulumi's mocks, with everything it registered written down."""

import asyncio
import json
import os
import runpy
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import pulumi
from google.protobuf.json_format import MessageToDict
from pulumi.runtime import resource, rpc
from pulumi.runtime.proto import source_pb2

from config.yaml_file import read_document

ROOT = Path(__file__).resolve().parents[2]
TOKENS = {
    "RENDER_API_KEY": "render-token",
    "VERCEL_API_TOKEN": "vercel-token",
    "MONGODB_ATLAS_PUBLIC_API_KEY": "atlas-public",
    "MONGODB_ATLAS_PRIVATE_API_KEY": "atlas-private",
}
# What the sandbox sets; the mocks answer before anything is called.
SANDBOX = {"SANDBOX_DIR": "/nowhere"} | dict.fromkeys(
    ("RENDER_API_URL", "VERCEL_API_URL", "MONGODB_ATLAS_BASE_URL", "SANDBOX_EDGE_URL"), "http://127.0.0.1:9"
)
# Every character that a connection string must not carry as it is, and those that stay.
PASSWORD = "p w:/?#[]@!$&'()*+,;=%~-_.ü"
ENCODED = "p%20w%3A%2F%3F%23%5B%5D%40!%24%26'()*%2B%2C%3B%3D%25~-_.%C3%BC"
HOSTS = {
    "bondigoo-prod-cluster": "bondigoo-prod-cluster.btsivoa.mongodb.net",
    "coaching-platform-dev": "coaching-platform-dev.nnaff.mongodb.net",
}

# What a look-up finds besides, by its name: `getAdvancedCluster`.
FOUND: dict[str, dict[str, Any]] = {}


@dataclass(frozen=True)
class Registered:
    """One resource as the engine would see it; `secret` names the secrets, nested ones as `env.KEY`."""

    type: str
    name: str
    inputs: dict[str, Any]
    secret: frozenset[str]
    protect: bool
    import_id: str
    delete_before_replace: bool
    ignore_changes: tuple[str, ...]
    secret_outputs: tuple[str, ...]
    custom: bool
    depends_on: frozenset[str]
    parent: str
    provider: str
    env_var_mappings: dict[str, str]


@dataclass
class Program:
    """What one run of the program did."""

    resources: list[Registered] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    registered_outputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)
    asked_of_render: list[str] = field(default_factory=list)
    in_clear: list[Any] = field(default_factory=list)
    """All that the engine was sent and would show: requests with each secret taken out."""

    def one(self, kind: str, name: str | None = None) -> Registered:
        """The only resource of a type (its last word) and name."""
        found = [r for r in self.all(kind) if name in (None, r.name)]
        assert len(found) == 1, [r.name for r in found]
        return found[0]

    def all(self, kind: str) -> list[Registered]:
        """Every resource of a type, named by its last word."""
        return [r for r in self.resources if r.type.rpartition(":")[2] == kind and r.custom]


class _Cloud(pulumi.runtime.Mocks):
    def __init__(self, program: Program, stack: str) -> None:
        self.program, self.stack = program, stack

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        computed: dict[str, dict[str, Any]] = {
            "pulumi-python:dynamic/render:WebService": {
                "url": "https://the-slug.onrender.com",
                "slug": "the-slug",
                "revision": "dep-first",
            },
            "pulumi-python:dynamic/render:BackgroundWorker": {"revision": "dep-first"},
            "pulumi-python:dynamic/render:Deploy": {"deploy_id": "dep-first"},
            "pulumi-python:dynamic/render:KeyValue": _connections("own"),
            "pulumi-python:dynamic/render:KeyValueRef": _connections("shared"),
            "command:local:Command": {"stdout": f"made-for-{args.name}-of-{self.stack}"},
            "mongodbatlas:index/advancedCluster:AdvancedCluster": {
                "connectionStrings": {
                    "standardSrv": f"mongodb+srv://{HOSTS.get(args.inputs.get('name', ''))}"
                }
            },
        }
        return f"id-of-{args.name}", {**args.inputs, **computed.get(args.typ, {})}

    def call(self, args: pulumi.runtime.MockCallArgs) -> Any:
        self.program.calls.append((args.token, dict(args.args)))
        match args.token:
            case "mongodbatlas:index/getAdvancedCluster:getAdvancedCluster":
                host = HOSTS[args.args["name"]]
                found = FOUND.get("getAdvancedCluster", {})
                return {"connectionStrings": {"standardSrv": f"mongodb+srv://{host}"}, **found}
            case "mongodbatlas:index/getCloudBackupSchedule:getCloudBackupSchedule":
                return FOUND.get("getCloudBackupSchedule", {})
            case "mongodbatlas:index/getDatabaseUser:getDatabaseUser":
                return {"username": args.args["username"]}
            case "vercel:index/getProject:getProject":
                return {"id": f"prj-of-{args.args['name']}"}
            case "vercel:index/getDeployment:getDeployment":
                return {"id": "dpl-of-nobody"}
            case "vercel:index/getDomainConfig:getDomainConfig":
                return {"recommendedCname": "cname.example.net", "recommendedIpv4s": ["203.0.113.7"]}
        raise AssertionError(f"unexpected look-up {args.token}")


@dataclass
class Render:
    """Render's API as the program itself asks it: it answers everything."""

    program: Program

    def get(self, path: str) -> dict[str, Any]:
        """An empty object."""
        self.program.asked_of_render.append(path)
        return {}


def _connections(kind: str) -> dict[str, str]:
    return {
        "internal_connection_string": f"redis://{kind}",
        "external_connection_string": f"rediss://{kind}",
    }


class _Recorder(pulumi.runtime.mocks.MockMonitor):
    def __init__(self, cloud: _Cloud) -> None:
        super().__init__(cloud)
        self.program = cloud.program

    def RegisterResource(self, request: Any) -> Any:
        # Read as sent: the SDK's own reader would lift a nested secret to the whole mapping.
        raw = MessageToDict(request.object)
        raw.pop("__provider", None)
        self.program.in_clear.append([request.type, request.name, request.importId, _shown(raw)])
        self.program.resources.append(
            Registered(
                type=request.type,
                name=request.name,
                inputs=_plain(raw),
                secret=frozenset(_secret_names(raw)),
                protect=request.protect,
                import_id=request.importId,
                delete_before_replace=request.deleteBeforeReplace,
                ignore_changes=tuple(request.ignoreChanges),
                secret_outputs=tuple(request.additionalSecretOutputs),
                custom=request.custom,
                depends_on=frozenset(urn.rpartition("::")[2] for urn in request.dependencies),
                parent=request.parent.rpartition("::")[2],
                provider=request.provider.rpartition("::")[0].rpartition("::")[2],
                env_var_mappings=dict(request.envVarMappings),
            )
        )
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]

    def ReadResource(self, request: Any) -> Any:
        self.program.reads.append(request.type)
        return super().ReadResource(request)  # type: ignore[no-untyped-call]

    def RegisterResourceOutputs(self, request: Any) -> Any:
        component = request.urn.rpartition("::")[0].rpartition(":")[2]
        raw = MessageToDict(request.outputs)
        self.program.in_clear.append([request.urn, _shown(raw)])
        self.program.registered_outputs[component] = _plain(raw)
        return super().RegisterResourceOutputs(request)  # type: ignore[no-untyped-call]


def _plain(value: Any) -> Any:
    if _is_secret(value):
        return _plain(value["value"])
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _shown(value: Any) -> Any:
    if _is_secret(value):
        return "[secret]"
    if isinstance(value, Mapping):
        return {key: _shown(item) for key, item in value.items()}
    return [_shown(item) for item in value] if isinstance(value, list) else value


def _is_secret(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get(rpc._special_sig_key) == rpc._special_secret_sig


def _secret_names(raw: Mapping[str, Any]) -> set[str]:
    names = {key for key, value in raw.items() if _is_secret(value)}
    nested = {key: value for key, value in raw.items() if isinstance(value, Mapping) and key not in names}
    return names | {f"{key}.{inner}" for key, value in nested.items() for inner in _secret_names(value)}


def set_inputs(inputs: dict[str, Any]) -> dict[str, Any]:
    """The inputs that say something."""
    return {key: value for key, value in inputs.items() if value is not None}


def run_program(
    stack: str, values: Mapping[str, Any], environ: Mapping[str, str], preview: bool = False
) -> Program:
    """Run `__main__.py` for one stack; raises whatever the program raises."""
    program = Program()
    cloud = _Cloud(program, stack)
    named = {key if ":" in key else f"bondigoo:{key}": value for key, value in values.items()}
    config = {key: value if isinstance(value, str) else json.dumps(value) for key, value in named.items()}
    pulumi.runtime.set_all_config(config, [])
    pulumi.runtime.set_mocks(
        cloud, project="bondigoo", stack=stack, preview=preview, monitor=_Recorder(cloud)
    )

    # A program that is refused leaves outputs behind that nobody waits for; the refusal itself is raised.
    asyncio.get_event_loop().set_exception_handler(lambda _loop, _context: None)

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def build() -> pulumi.Output[None]:
        root = pulumi.runtime.settings.get_root_resource()
        assert isinstance(root, pulumi.runtime.stack.Stack)
        root.outputs.clear()  # one and the same for all programs of a process
        runpy.run_path(str(ROOT / "__main__.py"))
        # Runs when the outputs are known, so not at a preview without secrets.
        return pulumi.Output.from_input(dict(root.outputs)).apply(program.outputs.update)

    with (
        mock.patch.dict(os.environ, environ, clear=True),
        # Where in the sources a resource stands: a fifth of a run's time, and nothing here asks for it.
        mock.patch.object(resource, "_get_stack_trace", source_pb2.StackTrace),
        mock.patch("config.parse.read_document", _parsed_once),
        mock.patch("components.tokens.client", return_value=Render(program)),
    ):
        build()
    return program


_PARSED: dict[tuple[str, bytes | None, str | None], dict[str, Any]] = {}


def _parsed_once(file: Path, project: str | None = None) -> dict[str, Any]:
    """What the program reads of a file; most runs have the same siblings, and parsing is slow."""
    key = (file.name, file.read_bytes() if file.is_file() else None, project)
    if key not in _PARSED:
        _PARSED[key] = read_document(file, project)
    return deepcopy(_PARSED[key])


def secret_of(stack: str, key: str) -> str:
    """The value that tests give a secret: `<key>-of-<stack>`, so that a leak across stacks shows."""
    modes = {"STRIPE_SECRET_KEY": "sk_live_" if stack == "prod" else "sk_test_"}
    return {**modes, "STRIPE_WEBHOOK_SECRET": "whsec_"}.get(key, "") + f"{key.lower()}-of-{stack}"


def environment_of(stack: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Tokens and a value for each `env` secret."""
    keys = [key for key, source in values["secrets"].items() if source == "env"]
    secrets = {f"{stack.upper()}_{key}": secret_of(stack, key) for key in keys}
    return {**TOKENS, **secrets, f"{stack.upper()}_DATABASE_PASSWORD": PASSWORD, **SANDBOX}
