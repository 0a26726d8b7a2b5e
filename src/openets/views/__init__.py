"""What the books show: rows and totals for pages, the API, the command line and notebooks. Nothing here writes."""
