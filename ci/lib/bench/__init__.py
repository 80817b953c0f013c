"""What ci/bench shows: histograms, plots and tables."""
