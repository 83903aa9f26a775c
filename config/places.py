"""What is one thing at a vendor, whichever stack files name it: a name is unique in its account only."""

from config.settings import Settings

Place = tuple[str, str]


def redis(settings: Settings) -> Place:
    """The Key Value: workspace and name."""
    return settings.render.owner_id, settings.redis.name


def cluster(settings: Settings) -> Place:
    """The cluster of the database: its host, which no other has, and its name."""
    return settings.database.host, settings.database.cluster


def site_project(settings: Settings) -> Place:
    """The project of the site: team of Vercel and name."""
    return settings.vercel.team, settings.frontend.project
