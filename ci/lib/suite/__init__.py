"""What ci/test does, a file for each kind of test."""
