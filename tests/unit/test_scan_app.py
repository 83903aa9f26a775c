"""A whole application, held against the contract of names that it ought to read."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ops.env.scan.files import listing, scan
from ops.env.scan.model import Sides
from ops.env.scan.report import Report, compare, document
from ops.env.scan.text import lines

APP = Path(__file__).parent / "fixtures" / "app"
SERVICES = """
    NODE_ENV ENVIRONMENT_NAME MONGODB_URI DATABASE_URL REDIS_URL FRONTEND_URL JWT_SECRET JWT_EXPIRE
    SESSION_SECRET ENCRYPTION_MASTER_KEY STRIPE_SECRET_KEY CLOUDINARY_CLOUD_NAME CLOUDINARY_API_KEY
    CLOUDINARY_API_SECRET MAILJET_API_KEY MAILJET_SECRET_KEY MAILJET_SENDER_EMAIL MAILJET_SENDER_NAME
    DEVELOPMENT_EMAIL_RECIPIENT
"""
API = "CORS_ORIGIN ALLOWED_ORIGINS STRIPE_WEBHOOK_SECRET"
FRONTEND = """
    API_URL LAUNCHED FRONTEND_URL STRIPE_PUBLISHABLE_KEY CLOUDINARY_CLOUD_NAME CLOUDINARY_API_KEY
    FEATURE_GLOBAL_SEARCH GOOGLE_MAPS_API_KEY
"""
CONTRACT: Mapping[str, frozenset[str]] = {
    **{name: frozenset({"api", "worker"}) for name in SERVICES.split()},
    **{name: frozenset({"api"}) for name in API.split()},
    **{f"REACT_APP_{name}": frozenset({"frontend"}) for name in FRONTEND.split()},
}


SIDES = Sides("client", ("server",), ("REACT_APP_",))
UNPARSED = "cannot be parsed here, so reads may be missing from the result; correct the file"


def place(text: str) -> dict[str, Any]:
    file, _, line = text.partition(":")
    return {"file": file, "line": int(line)}


def read(name: str, reader: str, *places: str, given: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "name": name,
        "given": list(given),
        "readers": [reader],
        "places": [place(each) for each in places],
    }


DIFFERENCES = {
    "version": 1,
    "files": 9,
    "passedOver": {"large": 1, "minified": 1},
    "missing": [
        read("CLOUDINARY_FOLDER", "server", "server/media.cjs:6"),
        read("JWT_LIFETIME", "server", "server/server.js:9"),
        read("MAIL_RETRIES", "server", "server/worker.mjs:6"),
        read("MONGO_URI", "server", "server/database.ts:3", "server/database.ts:5", "server/database.ts:7"),
        read("REACT_APP_MODE", "frontend", "client/src/App.jsx:8"),
        read("REACT_APP_SITE_VERIFICATION", "frontend", "client/public/index.html:7"),
        read("REDIS_TLS", "server", "server/worker.mjs:4"),
        read("RELEASE_NAME", "frontend", "client/src/App.jsx:7"),
        read("SESSION_COOKIE", "server", "server/server.js:4"),
        read("WEBHOOK_TOLERANCE", "server", "server/server.js:12"),
    ],
    "unread": [
        {"name": "ALLOWED_ORIGINS", "given": ["api"]},
        {"name": "REACT_APP_CLOUDINARY_API_KEY", "given": ["frontend"]},
    ],
    "dynamic": [
        {**place("server/database.ts:1"), "reader": "server", "text": "...others"},
        {**place("server/media.cjs:2"), "reader": "server", "text": "process.env[name]"},
        {**place("server/media.cjs:3"), "reader": "server", "text": "env[`CLOUDINARY_${part}`]"},
        {**place("server/media.cjs:10"), "reader": "server", "text": "...process.env"},
        {**place("server/media.cjs:11"), "reader": "server", "text": "Object.keys(process.env)"},
    ],
    "platform": [
        read("NODE_ENV", "frontend", "client/src/App.jsx:7", given=("api", "worker")),
        read("PORT", "server", "server/server.js:13"),
        read("PUBLIC_URL", "frontend", "client/public/index.html:5"),
        read("RENDER_GIT_COMMIT", "server", "server/server.js:11"),
    ],
    "unclear": [
        {
            **place("server/broken.js:2"),
            "why": UNPARSED,
        }
    ],
}


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """The application as it stands on a developer's disk, with what a scan has to leave alone."""
    folder = tmp_path / "app"
    shutil.copytree(APP, folder)
    unwanted = "process.env.UNWANTED;\n"
    for name in ("node_modules/pg", "server/node_modules/pg", "client/build", "server/dist", "coverage"):
        (folder / name).mkdir(parents=True)
        (folder / name / "index.js").write_text(unwanted)
    (folder / "client/src/vendor.min.js").write_text(unwanted)
    (folder / "server/data.js").write_text(unwanted + "/" * 1024 * 1024)
    (folder / "server/README.md").write_text(unwanted)
    (tmp_path / "outside.js").write_text(unwanted)
    (folder / "server/link.js").symlink_to(tmp_path / "outside.js")
    (folder / "server/everything").symlink_to(tmp_path)
    return folder


def report_on(folder: Path) -> Report:
    files = listing(folder)
    return compare(scan(folder, files, SIDES), CONTRACT, files)


def test_a_scan_finds_exactly_the_planted_differences(app: Path) -> None:
    assert json.loads(json.dumps(document(report_on(app)))) == DIFFERENCES


def test_the_text_groups_the_same_differences_and_ends_with_a_summary(app: Path) -> None:
    assert lines(report_on(app)) == [
        "read but not in the contract (10)",
        "  CLOUDINARY_FOLDER  server  server/media.cjs:6",
        "  JWT_LIFETIME  server  server/server.js:9",
        "  MAIL_RETRIES  server  server/worker.mjs:6",
        "  MONGO_URI  server  server/database.ts:3, server/database.ts:5, server/database.ts:7",
        "  REACT_APP_MODE  frontend  client/src/App.jsx:8",
        "  REACT_APP_SITE_VERIFICATION  frontend  client/public/index.html:7",
        "  REDIS_TLS  server  server/worker.mjs:4",
        "  RELEASE_NAME  frontend  client/src/App.jsx:7",
        "  SESSION_COOKIE  server  server/server.js:4",
        "  WEBHOOK_TOLERANCE  server  server/server.js:12",
        "in the contract but nobody reads it (2)",
        "  ALLOWED_ORIGINS  given to api",
        "  REACT_APP_CLOUDINARY_API_KEY  given to frontend",
        "dynamic: cannot be told (5)",
        "  server/database.ts:1  ...others",
        "  server/media.cjs:2  process.env[name]",
        "  server/media.cjs:3  env[`CLOUDINARY_${part}`]",
        "  server/media.cjs:10  ...process.env",
        "  server/media.cjs:11  Object.keys(process.env)",
        "set by the platform (4)",
        "  NODE_ENV  frontend  client/src/App.jsx:7",
        "  PORT  server  server/server.js:13",
        "  PUBLIC_URL  frontend  client/public/index.html:5",
        "  RENDER_GIT_COMMIT  server  server/server.js:11",
        "not read, or only in part (1)",
        f"  server/broken.js:2  {UNPARSED}",
        "9 files read, 1 over 1 MiB and 1 minified passed over: "
        "10 missing from the contract, 2 that nobody reads, 5 dynamic",
    ]
