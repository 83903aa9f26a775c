"""Numbers of the application that are exact enough to be known again."""

import re

from data.policy.actions import Action, Drop, Null, NumberBucket
from data.policy.paths import text_of
from tests.blueprint.application import actions, fields, kind_of

# Of what is exact by nature, a size, a length, a shape, an age: rounded, or not there.
ROUNDED = {
    "attachment[].bytes": NumberBucket(size=100_000),
    "courseMaterials[].size": NumberBucket(size=100_000),
    "files[].size": NumberBucket(size=100_000),
    "recordings[].size": NumberBucket(size=100_000),
    "resources[].size": NumberBucket(size=100_000),
    "sessionImages[].size": NumberBucket(size=100_000),
    "files[].duration": NumberBucket(size=10),
    "recordings[].duration": NumberBucket(size=10),
    "slides[].duration": NumberBucket(size=10),
    "trailerVideo.duration": NumberBucket(size=10),
    "videoIntroduction.duration": NumberBucket(size=10),
    "trimEnd": NumberBucket(size=10),
    "trimStart": NumberBucket(size=10),
    "waveform[]": Drop(),
    "analytics.conversionTime": Null(),
    "experience": NumberBucket(size=5),
}
# Lengths of appointments that are offered, in minutes.
OFFERED = {"coaches.settings.sessionManagement.sessionTypes[].duration", "packages.duration"}


def test_no_number_stays_by_which_a_file_or_a_recording_is_known_again() -> None:
    exact = re.compile(r"(size|bytes|duration|waveform\[\]|trimStart|trimEnd|conversionTime|experience)$")
    found: dict[str, set[Action | None]] = {}
    for collection, path, fact in fields():
        text = text_of(collection, path)
        if kind_of(fact) == "Number" and exact.search(text) and text not in OFFERED:
            end = next((end for end in ROUNDED if text.endswith(f".{end}")), text)
            found.setdefault(end, set()).update(actions(collection, path, fact))
    assert found == {end: {action} for end, action in ROUNDED.items()}
