"""`ops data seed` on a real server: what it lets the application do, to which database, and what it tells."""

import json
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from unittest import mock

import psutil
import pytest

from data.errors import Refused
from data.fingerprint import fingerprints
from data.target.development import open_development
from tests.data.places import Place
from tests.data.seeds import BEGINS, PEOPLE, Developer
from tests.data.servers import Server
from tests.engine.page_commands import MARK_DEV, SEED
from tests.unit.ops_data_engine import typed

MARKER = "_environment"
HALF = "development is half filled until the same command has come to its end\n"


@pytest.fixture
def unmarked(staging: Server, tmp_path: Path) -> Iterator[Developer]:
    place = Place.make(staging, "company-dev", ("readWrite", "dbAdmin"))
    yield Developer.make(place, tmp_path)
    place.remove()


@pytest.fixture
def developer(unmarked: Developer) -> Developer:
    assert unmarked.ops("mark", "development", "--yes", unmarked.place.name).returncode == 0
    return unmarked


def marker(developer: Developer) -> list[object]:
    return [one["name"] for one in developer.place.database[MARKER].find()]


def test_development_is_marked_once_whatever_address_is_set_for_a_refresh(
    unmarked: Developer, target: Place
) -> None:
    words = ("mark", "development", "--yes", unmarked.place.name)
    done = unmarked.ops(*words, DATA_TARGET_URI=target.uri)
    assert (done.returncode, marker(unmarked)) == (0, ["development"])
    assert done.stdout.endswith(": marked as development\n")
    assert unmarked.ops(*words).stdout.endswith(": was marked already as development\n")


@pytest.mark.proves("R48", "R49", "R50")
def test_two_seeds_can_be_seen_to_give_the_same_and_a_third_where_it_differs(developer: Developer) -> None:
    place = f"{developer.place.name} at coaching-platform-dev.nnaff.mongodb.net"
    first = developer.seed(PEOPLE)
    hashes = developer.place.database.command("dbHash")["collections"]
    skills, users = hashes["skills"][:12], hashes["users"][:12]
    assert (first.returncode, first.stdout) == (
        0,
        "collection  before  documents  fingerprint   changed\n"
        f"skills      -       1          {skills}  -\n"
        f"users       -       50         {users}  -\n"
        f"\n{place}: seeded; the next seed will be compared with this one\n",
    )
    # What somebody tries out meanwhile is gone.
    developer.place.database.users.insert_one({"_id": "tried out"})
    second = developer.seed(PEOPLE).stdout
    when = r"the seed of \d{4}-\d\d-\d\d \d\d:\d\d UTC\n"
    assert re.fullmatch(
        r"collection .*\n"
        rf"skills +1 +1 +{skills} +no\n"
        rf"users +51 +50 +{users} +no\n"
        rf"\n{place}: seeded, the same as {when}",
        second,
    )
    changes = "database.skills.drop(); database.new.insert_one({'_id': 1})"
    third = json.loads(developer.seed(PEOPLE.replace("range(50)", "range(51)") + changes, "--json").stdout)
    hashes = developer.place.database.command("dbHash")["collections"]
    assert datetime.fromisoformat(third.pop("seedBefore")).tzinfo == UTC
    columns = ("collection", "before", "documents", "fingerprint", "changed")
    rows = [
        ("new", None, 1, hashes["new"], "new"),
        ("skills", 1, None, None, "gone"),
        ("users", 50, 51, hashes["users"], "yes"),
    ]
    collections = [dict(zip(columns, row, strict=True)) for row in rows]
    assert third == {"target": place, "same": False, "collections": collections}


@pytest.mark.proves("R49")
def test_the_two_commands_of_the_page_do_what_it_says_for_a_developer(
    unmarked: Developer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (unmarked.app / "seed.py").write_text(PEOPLE)
    for command, answer in ((MARK_DEV, unmarked.place.name), (SEED, "yes")):
        typed(monkeypatch, f"{answer}\n")
        done = unmarked.ops(*command.split()[1:])
        assert (done.returncode, f"\nType `{answer}` to go on:\n" in done.stderr) == (0, True)
    assert unmarked.place.database.users.count_documents({}) == 50


TOLD = "import json, os; json.dump(dict(os.environ), open('told.json', 'w'))"


@pytest.mark.proves("R36", "R49", "T1")
def test_the_seed_is_told_development_s_variables_and_nothing_else_of_whoever_starts_it(
    developer: Developer, target: Place
) -> None:
    done = developer.seed(
        TOLD,
        LC_ALL="C.UTF-8",
        DEV_ENCRYPTION_MASTER_KEY="for-development-only",
        PROD_ENCRYPTION_MASTER_KEY="for-production-only",
        RENDER_API_KEY="a-token",
        MONGODB_URI=target.uri,
        DATA_TARGET_URI=target.uri,
        NODE_OPTIONS="--require=./else.js",
    )
    assert done.returncode == 0, done.stderr
    told = json.loads((developer.app / "told.json").read_text())
    of_the_shell = {"PWD", "SHLVL", "_"}
    assert told.keys() - of_the_shell == {
        *("PATH", "HOME", "LC_ALL", "npm_config_update_notifier"),
        *("NODE_ENV", "ENVIRONMENT_NAME", "BULLMQ_PREFIX", "FRONTEND_URL", "CORS_ORIGIN", "ALLOWED_ORIGINS"),
        *("PORT", "REDIS_URL", "MONGODB_URI", "DATABASE_URL", "JWT_SECRET", "SESSION_SECRET"),
        *("CLOUDINARY_CLOUD_NAME", "ENCRYPTION_MASTER_KEY"),
        *("MAILJET_SENDER_EMAIL", "DEVELOPMENT_EMAIL_RECIPIENT"),
    }
    assert (told["MONGODB_URI"], told["DATABASE_URL"]) == (developer.place.uri, developer.place.uri)
    assert (told["NODE_ENV"], told["ENCRYPTION_MASTER_KEY"]) == ("development", "for-development-only")


def test_what_the_seed_prints_is_passed_on_without_the_password(developer: Developer) -> None:
    done = developer.seed(PEOPLE)
    assert done.stderr.startswith("seeded mongodb://[secret]@127.0.0.1:")
    assert developer.place.password not in done.stdout + done.stderr


def test_nothing_is_done_without_a_yes_and_the_question_says_what_will_be_gone(developer: Developer) -> None:
    developer.seed(PEOPLE)
    developer.place.database.users.update_one({"_id": 1}, {"$set": {"name": "somebody"}})
    before = developer.place.database.command("dbHash")["md5"]
    done = developer.ops("seed", "--app", str(developer.app))
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        f"{developer.place.name} at coaching-platform-dev.nnaff.mongodb.net (51 documents in 2 collections) "
        "will be emptied and filled as the application's seed does it. Since the last seed somebody has "
        "changed users: that will be gone. Nobody is there to ask; with --yes a script says that it is "
        "meant.\n",
    )
    assert developer.place.database.command("dbHash")["md5"] == before


def asked(developer: Developer) -> str:
    return developer.ops("seed", "--app", str(developer.app)).stderr


CUT = "was cut off, or somebody is at it still. Nobody is there to ask"


def refused(developer: Developer) -> str:
    done = developer.seed("open('ran', 'w')")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert not (developer.app / "ran").exists()
    return done.stderr


@pytest.mark.proves("R36", "R50", "T1")
@pytest.mark.parametrize("name", ["staging", "production"])
def test_a_database_that_is_not_marked_as_development_s_is_not_seeded(unmarked: Developer, name: str) -> None:
    assert refused(unmarked) == (
        f"the target holds no marker (_environment): nothing says that {unmarked.place.name} may be emptied; "
        "if it is development's, run `python -m ops data mark development` once\n"
    )
    unmarked.place.database[MARKER].insert_one({"name": name})
    assert refused(unmarked) == (
        f"the target is marked as {name}: a seed fills development alone, under no flag another\n"
    )


@pytest.mark.proves("R36", "T1")
@pytest.mark.parametrize(
    ("role", "where"),
    [
        ({"role": "readWrite", "db": "company-staging"}, "company-staging"),
        ({"role": "read", "db": "company-prod"}, "company-prod"),
        ({"role": "readWriteAnyDatabase", "db": "admin"}, "every database"),
    ],
)
def test_a_user_with_a_right_on_another_database_is_refused(
    developer: Developer, role: dict[str, str], where: str
) -> None:
    developer.place.server.client.admin.command("grantRolesToUser", developer.place.user, roles=[role])
    said = refused(developer)
    assert said.startswith(f"development's user has rights beside {developer.place.name}, on ")
    assert where in said
    assert said.endswith(f"; give it a user with `readWrite` on {developer.place.name} alone\n")


def test_another_database_than_development_s_and_a_login_of_nobody_are_refused(developer: Developer) -> None:
    place = developer.place
    with pytest.raises(Refused, match=f"leads to {place.name}, and development's database is another: "):
        open_development(place.uri, "another")
    nobody = f"mongodb://127.0.0.1:{place.server.port}/{place.name}?replicaSet={place.server.name}"
    with pytest.raises(Refused, match="names no user: what a seed may do cannot be known"):
        open_development(nobody, place.name)


@pytest.mark.proves("R36")
def test_a_database_called_production_is_not_seeded_however_it_is_marked(production: Server) -> None:
    place = Place.make(production, "company-prod", ("readWrite",))
    place.database[MARKER].insert_one({"name": "development"})
    with pytest.raises(Refused, match=f"database is called {place.name}, which says production"):
        open_development(place.uri, place.name)
    place.remove()


def test_a_seed_that_drops_the_whole_database_loses_neither_its_marker_nor_what_it_is_compared_with(
    developer: Developer,
) -> None:
    drops = BEGINS + "database.client.drop_database(database.name)" + PEOPLE
    developer.seed(drops)
    done = developer.seed(drops)
    assert marker(developer) == ["development"]
    assert "the seed had taken its marker away; it is there again\n" in done.stderr
    assert re.search(r"seeded, the same as the seed of .* UTC\n$", done.stdout)


def test_a_seed_that_fails_says_so_with_its_number_and_the_way_on(developer: Developer) -> None:
    done = developer.seed("print('no bcrypt'); raise SystemExit(7)")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (f"no bcrypt\n`npm run seed` ended with exit code 7, as its last lines say; {HALF}")
    assert CUT in asked(developer)


CUT_OFF = (
    BEGINS
    + """
database.client.drop_database(database.name)
database.users.insert_one({})
open("pid", "w").write(str(os.getpid()))
os.kill(os.getppid(), signal.NUMBER)
signal.pause()
"""
)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_whoever_stops_it_midway_ends_the_seed_and_is_told_that_the_same_command_is_the_way(
    developer: Developer, number: signal.Signals
) -> None:
    before = signal.getsignal(number)
    done = developer.seed(CUT_OFF.replace("NUMBER", number.name))
    assert (done.returncode, done.stdout, done.stderr) == (130, "", f"stopped; {HALF}")
    assert not psutil.pid_exists(int((developer.app / "pid").read_text()))
    assert (marker(developer), signal.getsignal(number)) == (["development"], before)
    assert CUT in asked(developer)
    again = developer.seed(PEOPLE)
    assert (again.returncode, developer.place.database.users.count_documents({})) == (0, 50)


def test_whoever_comes_after_a_seed_that_was_killed_is_told(developer: Developer) -> None:
    # Nothing of ours is run at its end, as after `kill -9`.
    with mock.patch("ops.data.seed.npm.run", side_effect=SystemExit(137)):
        assert developer.seed("").returncode == 137
    assert CUT in asked(developer)
    developer.seed(PEOPLE)
    assert CUT not in asked(developer)


def test_views_and_what_is_the_room_s_own_are_left_out_and_a_time_series_is_counted(
    developer: Developer,
) -> None:
    database = developer.place.database
    database.create_collection("ticks", timeseries={"timeField": "at"})
    database.create_collection("shown", viewOn="users", pipeline=[])
    database["__refresh_1__users"].insert_one({})
    database.empty.insert_one({"_id": 1})
    database.empty.delete_many({})
    target = open_development(developer.place.uri, developer.place.name)
    found = fingerprints(target)
    target.close()
    assert {name: one.documents for name, one in found.items()} == {"empty": 0, "ticks": 0}
    assert found["empty"].fingerprint == md5(b"", usedforsecurity=False).hexdigest()
