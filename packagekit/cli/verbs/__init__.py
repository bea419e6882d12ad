"""The verbs by family: each file lists its own under ``VERBS``, and is found by being there."""
