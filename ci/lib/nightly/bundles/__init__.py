"""Bundles: what a finding needs to be replayed elsewhere, and how that is done."""
