"""The database that is overwritten: guarded, loaded beside what it holds, swapped by rename, recoverable.

In this order: `guard.open_target`, `load.begin` around all that follows, `load.insert`, `Loading.settled`,
`indexes.build`, then the verifier, `Loading.verified`, `indexes.ttl`, `swap.swap`.
"""
