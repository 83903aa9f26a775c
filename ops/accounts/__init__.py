"""What stands in the accounts, read and never changed: Vercel, Atlas, and Render by its own client."""
