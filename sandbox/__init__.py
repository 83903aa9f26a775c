"""The local cloud: a loopback process that answers as Render, Vercel and Atlas, for rehearsals and tests."""
