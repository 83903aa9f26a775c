"""Typed settings: the shape of a stack file, its one load, the secret sources, the rules between stacks.

Only `config.load` imports Pulumi, so that everything else can be read in an instant and offline.
"""
