"""What the scripts of ci/ show their results with: templates, tables, plots. All by kept libraries."""
