"""What stands in a string: by its path where that is special, else by its name, else a sentence."""

from collections.abc import Callable, Iterator

from sandbox.clusters.people import prose, tokens
from sandbox.clusters.people.making import Making
from sandbox.clusters.people.master import WORDS
from sandbox.clusters.people.pools import plain, user_agents
from sandbox.clusters.people.tokens import hexadecimal, letters, stripe

Maker = Callable[[Making], str]


def _files(m: Making) -> str:
    return (
        f"{plain(m.person.last)}-{plain(prose.title(m).split()[0])}-{m.below(100)}.{m.pick(('pdf', 'jpg'))}"
    )


def _site(m: Making) -> str:
    return f"https://www.{plain(m.person.last)}-coaching.ch/{plain(m.person.first)}"


def _social(host: str) -> Maker:
    return lambda m: f"https://{host}/{plain(m.person.first)}.{plain(m.person.last)}{m.below(1000)}"


def _place(m: Making) -> str:
    return f"{m.person.address.city}, {m.person.country[0]}"


def _meeting(m: Making) -> str:
    return f"https://meet.company.ch/j/{m.reference('bookings')}?pwd={letters(m, 12)}"


def _clock(m: Making) -> str:
    return f"{6 + m.below(16):02}:{m.pick(('00', '15', '30', '45'))}"


_MAKERS: tuple[tuple[str, Maker], ...] = (
    ("firstName", lambda m: m.person.first),
    ("lastName", lambda m: m.person.last),
    ("email supportEmail newEmail oldEmail", lambda m: m.person.email),
    ("phone supportPhone", lambda m: m.person.phone),
    ("street line1", lambda m: m.person.address.street),
    ("street2 line2", lambda m: f"c/o {m.somebody().name}"),
    ("city", lambda m: m.person.address.city),
    ("state", lambda m: m.person.address.state),
    ("postalCode", lambda m: m.person.address.postal_code),
    ("country", lambda m: m.person.country[0]),
    ("countryCode targetedCountries", lambda m: m.person.country[1]),
    ("company companyName legalBusinessName", lambda m: m.person.company),
    ("occupation", lambda m: m.person.job),
    ("location", _place),
    ("vatNumber taxId number", tokens.vat_number),
    ("ip ipAddress lastIpAddress", tokens.ip),
    ("userAgent browser", lambda m: m.pick(user_agents())),
    ("password", tokens.password),
    ("encryptionKey", tokens.encryption_key),
    ("token", tokens.jwt),
    ("emailVerificationToken verificationToken resetToken", lambda m: hexadecimal(m, 64)),
    ("sessionId recordingId roomId peerId socketId id", lambda m: hexadecimal(m, 32)),
    ("passcode meetingId therapistId", lambda m: letters(m, 10)),
    ("last4", lambda m: f"{m.below(10_000):04}"),
    ("invoiceNumber", lambda m: f"INV-{2023 + m.below(4)}-{m.below(10**6):06}"),
    ("legacyId", lambda m: str(m.new_id())),
    ("customerId", stripe("cus")),
    ("accountId coachStripeAccountId", stripe("acct")),
    ("paymentIntentId", stripe("pi")),
    ("clientSecret", tokens.client_secret),
    ("setupIntentId", stripe("seti")),
    ("paymentMethodId defaultPaymentMethod paymentMethods", stripe("pm")),
    ("chargeId transactionId", stripe("ch")),
    ("transferId stripeTransferId", stripe("tr")),
    ("refundId stripeRefundId", stripe("re")),
    ("balanceTransactionId", stripe("txn")),
    ("disputeId", stripe("dp")),
    ("mandateId", stripe("mandate")),
    ("stripeInvoiceId coachPayoutStripeInvoiceId", stripe("in")),
    ("stripeHostedUrl pdfUrl receiptUrl", lambda m: f"https://invoice.stripe.com/i/{letters(m, 40)}"),
    ("publicId public_id imagePublicId audioPublicId originalFilePublicId", tokens.public_id),
    ("completedFileIds", tokens.public_id),
    ("url imageUrl audioUrl originalFileUrl thumbnail", tokens.media_url),
    ("websiteUrl", _site),
    ("linkedin linkedInUrl", _social("www.linkedin.com/in")),
    ("twitter", _social("x.com")),
    ("instagram", _social("www.instagram.com")),
    ("facebook", _social("www.facebook.com")),
    ("webinarLink joinUrl hostUrl", _meeting),
    ("actionUrl", lambda m: f"/programs/{m.reference('programs')}"),
    ("endpoint", lambda m: f"/api/bookings/{m.reference('bookings')}"),
    ("code", lambda m: f"{plain(m.person.first).upper()}{m.below(100)}"),
    ("throttleKey", lambda m: f"{m.reference('users')}_new_message_17{m.below(10**11):011}"),
    ("fileName filename originalFilename documents", _files),
    ("start end digestTime quietHoursStart quietHoursEnd timestamp", _clock),
    ("date", lambda m: f"{m.date():%Y-%m-%d}"),
    ("name title subtitle headline subject sessionTopic institution degree", prose.title),
    ("notes clientNotes clientPrivateNotes adminNotes note privateFeedback details", prose.note),
    ("bio presenterBio motivationToJoin coachResponse", prose.note),
    ("content message comment actorMessage requestMessage decisionMessage answerText", prose.message),
    ("text reason cancellationReason terminationReason suspensionReason question answer", prose.message),
    ("html", prose.html),
)


def _listed(words: tuple[str, ...]) -> Maker:
    return lambda m: m.pick(words)


def _named() -> Iterator[tuple[str, Maker]]:
    for names, maker in _MAKERS:
        yield from ((name, maker) for name in names.split())
    for names, words in WORDS:
        yield from ((name, _listed(tuple(words.split()))) for name in names.split())


BY_NAME: dict[str, Maker] = dict(_named())
_ERRORS = _listed(("card_declined", "processing_error", "verification_failed"))
_STATUS = "settings.paymentAndBilling.stripe.accountStatus"
BY_PATH: dict[str, Maker] = {
    "payments.error.code": _ERRORS,
    "transactions.error.code": _ERRORS,
    f"coaches.{_STATUS}.requirementsErrors.code": _ERRORS,
    "users.billingDetails.name": lambda m: m.person.name,
    "payments.billingDetails.name": lambda m: m.person.name,
    "coaches.settings.paymentAndBilling.stripe.businessProfile.name": lambda m: m.person.company,
    "coaches.settings.paymentAndBilling.stripe.businessProfile.url": _site,
    "coaches.settings.paymentAndBilling.paymentMethods": _listed(("card", "sepa_debit", "twint")),
    "conversations.name": lambda m: f"{m.person.first} & {m.somebody().first}",
    "lessons.content.text": prose.article,
    "supporttickets.contextSnapshot.url": lambda m: f"https://company.ch/bookings/{m.reference('bookings')}",
    "webhooklogs.payload": tokens.event,
}


def maker(path: str) -> Maker:
    """Who makes the string at this path (`users.billingDetails.name`)."""
    name = path.split(".")[-1].removesuffix("[]")
    return BY_PATH.get(path) or BY_NAME.get(name, prose.sentence)
