"""What people write: sentences of their language, with names, addresses and numbers of others in between."""

from sandbox.clusters.people.making import Making
from sandbox.clusters.people.pools import pool

# Of somebody else, in the three languages.
_MENTIONS = {
    "de": (
        "Hallo {first}, können wir das morgen besprechen?",
        "Bitte melde dich bei {name} unter {phone}.",
        "Meine neue Adresse ist {street}, {city}.",
        "Schreib mir an {email}, dann schicke ich dir die Unterlagen.",
        "Die Rechnung überweise ich auf {iban}.",
        "Frau {last} hat den Termin übernommen.",
    ),
    "fr": (
        "Bonjour {first}, peut-on en parler demain ?",
        "Merci d'appeler {name} au {phone}.",
        "Ma nouvelle adresse est {street}, {city}.",
        "Écrivez-moi à {email} et je vous envoie le dossier.",
        "Je ferai le virement sur {iban}.",
        "M. {last} a repris le rendez-vous.",
    ),
    "en": (
        "Hi {first}, can we talk about this tomorrow?",
        "Please call {name} on {phone}.",
        "My new address is {street}, {city}.",
        "Write to {email} and I will send you the papers.",
        "I will pay the invoice to {iban}.",
        "Mrs {last} has taken over the appointment.",
    ),
}


def sentence(m: Making) -> str:
    """One sentence without anybody in it."""
    return m.pick(pool(m.person.language).sentences)


def title(m: Making) -> str:
    """Three words or so."""
    return " ".join(sentence(m).split()[:3]).rstrip(".").capitalize()


def mention(m: Making) -> str:
    """A sentence about somebody: a name, an address, a number."""
    other = m.somebody()
    return m.pick(_MENTIONS[m.person.language]).format(
        first=other.first,
        last=other.last,
        name=other.name,
        phone=other.phone,
        email=other.email,
        iban=other.iban,
        street=other.address.street,
        city=other.address.city,
    )


def message(m: Making) -> str:
    """One to three sentences, in every second one somebody is named."""
    text = " ".join(sentence(m) for _ in range(1 + m.below(3)))
    return f"{mention(m)} {text}" if m.random() < 0.5 else text


def note(m: Making) -> str:
    """A few sentences about somebody, with whoever wrote them below."""
    return f"{message(m)} {mention(m)}\n{m.person.name}, {m.person.phone}"


def html(m: Making) -> str:
    """A note as an editor keeps it."""
    return f"<p>{mention(m)}</p><p>{sentence(m)}<br>{sentence(m)}</p>"


def article(m: Making) -> str:
    """A long text: about ten kilobytes the first time, a paragraph else."""
    return "\n\n".join(f"{sentence(m)} {mention(m)} {sentence(m)}" for _ in range(60 if m.whole else 3))
