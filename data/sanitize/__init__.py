"""Documents with everybody's data taken out: what the policy says, done to each value."""
