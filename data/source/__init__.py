"""Where people's data comes from: one point in time of a database, or an archive. Nothing here can write."""
