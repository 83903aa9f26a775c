"""The policy of the application, held against its schema."""

import re

import pytest

from data.policy.actions import (
    Action,
    Constant,
    DateShift,
    Drop,
    Enum,
    Keep,
    Null,
    Pseudonym,
    RandomNumber,
    Ref,
)
from data.policy.paths import text_of
from data.policy.unique import unique_faults
from sandbox.clusters.people.master import LISTS
from tests.blueprint.application import actions, fields, is_taken_whole, kind_of, own, schema
from tests.unit.data_policy import path_of

MASTER = {
    *("coachingstyles", "educationlevels", "languages", "programcategories", "sessiontypes", "skilllevels"),
    *("skills", "specialties", "translations"),
}
# Every string that stays as it is, whatever it is; each of these is a decision.
KEPT = {
    "bookings": "timezone language webinarLanguage price.calculationMeta.version sessionImages[].fileType "
    "courseMaterials[].fileType cancellationPolicy.oneOnOne.tiers[].descriptionKey "
    "cancellationPolicy.webinar.tiers[].descriptionKey",
    "coaches": "settings.timeZone settings.paymentAndBilling.stripe.businessProfile.mcc "
    "settings.insuranceRecognition.registries[].rejectionReasonKey "
    "settings.privacySettings.calendarVisibility settings.privacySettings.bookingPrivacy "
    "settings.privacySettings.availabilityNotifications "
    "settings.cancellationPolicy.oneOnOne.tiers[].descriptionKey "
    "settings.cancellationPolicy.webinar.tiers[].descriptionKey "
    + " ".join(
        f"settings.availabilityManagement.workingHours.{day}.{end}"
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        for end in ("start", "end")
    ),
    "coachingstyles": "name description",
    "educationlevels": "name",
    "enrollments": "progress.lessonDetails[].submission.files[].type",
    "featureflags": "key targetedCountries[]",
    "languages": "name code",
    "lessons": "content.files[].mimeType content.presentation.slides[].resources[].type",
    "messages": "attachment[].format",
    "notificationsettings": "defaults.timing.digestTime defaults.timing.quietHoursStart "
    "defaults.timing.quietHoursEnd",
    "payments": "billingDetails.address.country",
    "price_configurations": "timeBasedRates[].timeRange.start timeBasedRates[].timeRange.end "
    "timeBasedRates[].timezone",
    "programcategories": "name description",
    "sessions": "sessionImages[].fileType courseMaterials[].fileType",
    "sessiontypes": "name description",
    "skilllevels": "name code description icon color",
    "skills": "name category description",
    "specialties": "name description",
    "translations": "listType",
    "users": "preferredLanguage settings.language settings.timeZone settings.dateFormat "
    "billingDetails.address.country billingDetails.address.countryCode termsAcceptance.version "
    "privacyPolicyAcceptance.version",
}


def test_the_schema_is_the_one_that_was_read() -> None:
    assert (len(schema()), sum(len(one["fields"]) for one in schema().values())) == (49, 1516)
    assert {one: own().treatment(one) for one in schema()}.keys() == {*own().sanitized, *own().dropped}


@pytest.mark.proves("R43")
def test_every_path_is_classified_for_every_type_that_it_is_stored_as() -> None:
    open_paths = {"Mixed", "Map"}
    missing = [
        text_of(collection, path)
        for collection, path, fact in fields()
        if kind_of(fact) not in open_paths
        and None in actions(collection, path, fact)
        and not is_taken_whole(collection, path)
    ]
    assert missing == []


def test_what_anything_may_stand_in_is_dropped_or_its_parts_are_listed() -> None:
    looked_into = {
        text_of(collection, path)
        for collection, path, fact in fields()
        if kind_of(fact) in ("Mixed", "Map") and not is_taken_whole(collection, path)
    }
    assert looked_into == {
        "bookings.sessionType",
        "bookings.recurringPattern",
        "conversations.unreadCounts",
        "messages.contextId",
        "notificationsettings.deliveryRules",
        "sessions.privateNotes",
        "translations.translations",
        "translations.translations.de",
    }
    assert {text_of(rule.pattern.collection or "", rule.pattern.segments) for rule in own().keys} == {
        "conversations.unreadCounts.<key>",
        "sessions.privateNotes.<key>",
    }


@pytest.mark.proves("R43", "R44")
def test_no_string_is_kept_but_these() -> None:
    kept: dict[str, set[str]] = {}
    for collection, path, fact in fields():
        if kind_of(fact) == "String" and isinstance(own().action(collection, path, "string"), Keep):
            kept.setdefault(collection, set()).add(text_of("", path).removeprefix("."))
    assert kept == {collection: set(paths.split()) for collection, paths in KEPT.items()}


def test_an_enum_takes_every_value_of_the_schema() -> None:
    narrow = {
        text_of(collection, path): set(said[1].split("|")) - {*action.values}
        for collection, path, fact in fields()
        if (said := re.search(r"enum\((.*)\)", fact))
        and isinstance(action := own().action(collection, path, "string"), Enum)
    }
    assert len(narrow) > 100
    assert {path: values for path, values in narrow.items() if values} == {}


@pytest.mark.proves("R45")
def test_no_collection_of_tokens_logs_or_messages_is_filled_and_each_has_its_reason() -> None:
    dropped = (
        "auditlogs emailchangerequests leads notifications orphanedassets passwordresetrequests "
        "refreshtokens webhooklogs"
    )
    assert sorted(own().dropped) == dropped.split()
    assert all(len(reason) > 20 for reason in own().dropped.values())


def test_the_companys_own_lists_are_kept_but_for_their_ids_and_documents() -> None:
    changed = {
        text_of(collection, path): own().action(collection, path, "string")
        for collection, path, fact in fields()
        if collection in MASTER
        and kind_of(fact) == "String"
        and not isinstance(own().action(collection, path, "string"), Keep | Enum)
    }
    assert changed == {
        "sessiontypes.materials.prework.documents[]": Pseudonym(domain="text"),
        "sessiontypes.materials.postSession.documents[]": Pseudonym(domain="text"),
        "translations.key": Ref(words=tuple(LISTS)),
    }


def test_no_word_stands_beside_an_id_but_the_name_of_a_list() -> None:
    worded = [
        str(rule.pattern)
        for rule in (*own().rules, *own().keys)
        if isinstance(rule.action, Ref) and rule.action.words
    ]
    assert worded == ["translations.key"]


def test_every_unique_index_can_be_built() -> None:
    indexes = {
        collection: [index["key"] for index in said["indexes"] if index.get("unique")]
        for collection, said in schema().items()
    }
    assert sum(map(len, indexes.values())) == 26
    assert unique_faults(own(), indexes) == []


@pytest.mark.parametrize(
    ("text", "kind", "action"),
    [
        ("users.email", "string", Pseudonym(domain="email")),
        ("users.firstName", "string", Pseudonym(domain="person")),
        ("users.password", "string", Pseudonym(domain="password")),
        ("users.dateOfBirth", "date", Null()),
        ("users.phone", "string", Pseudonym(domain="phone")),
        ("users.bio", "string", Pseudonym(domain="text")),
        ("users.tokenVersion", "int", RandomNumber()),
        ("users.lastLogin", "date", DateShift()),
        ("users.socialMedia.linkedin", "string", Pseudonym(domain="url")),
        ("users.billingDetails.address.street", "string", Pseudonym(domain="address")),
        ("users.taxInfo.lastIpAddress", "string", Pseudonym(domain="ip")),
        ("users.termsAcceptance.ipAddress", "string", Pseudonym(domain="ip")),
        ("users.deletionRequest.token", "string", Pseudonym(domain="token")),
        ("users.stripe.customerId", "string", Pseudonym(domain="stripe")),
        ("users.profilePicture.url", "string", Pseudonym(domain="cloudinary")),
        ("users.blockedUsers[].user", "objectId", Ref()),
        ("coaches.settings.paymentAndBilling.vatNumber", "string", Pseudonym(domain="token")),
        ("coaches.settings.paymentAndBilling.stripe.metadata", "object", Drop()),
        ("bookings.payment.method.last4", "string", Constant(value="4242")),
        ("bookings.payment.stripe.clientSecret", "string", Pseudonym(domain="token")),
        ("bookings.sessionType", "string", Ref()),
        ("bookings.webinarLink", "string", Pseudonym(domain="url")),
        ("bookings.clientNotes", "string", Pseudonym(domain="text")),
        ("conversations.encryptionKey", "string", Pseudonym(domain="token")),
        ("messages.content", "string", Pseudonym(domain="text")),
        ("payments.metadata.userAgent", "string", Pseudonym(domain="text")),
        ("reviews.comment", "string", Pseudonym(domain="text")),
        ("sessions.privateNotes.<key>[].html", "string", Pseudonym(domain="text")),
    ],
)
@pytest.mark.proves("R43", "R45")
def test_what_says_most_about_somebody_is_replaced(text: str, kind: str, action: Action) -> None:
    collection, _, rest = text.partition(".")
    assert own().action(collection, path_of(rest), kind) == action


def test_a_new_field_or_collection_of_the_application_is_unclassified() -> None:
    assert own().treatment("diaries") is None
    assert own().action("users", ("nickname",), "string") is None
    assert own().action("users", ("monthlySalary",), "int") is None
    assert own().action("users", ("reactions", "anna"), "int") is None
    assert own().action("users", ("bio",), "object") is None
    assert own().action("users", ("bio", "de"), "string") is None
