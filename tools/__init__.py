"""What tests and benchmarks need from the machine: a throwaway PostgreSQL server and a browser.

Nothing here is shipped, and nothing here knows the package.
"""
