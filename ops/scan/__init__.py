"""Which environment variables an application's source reads, held against those that the program gives it."""
