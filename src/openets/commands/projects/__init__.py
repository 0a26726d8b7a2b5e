"""What is done with projects and operational entities, one verb a file, and reading a public list of projects.

Every verb takes one step with the project's record down the one road; the law of the steps is in `projects`. Each is
told the project's number, what the step needs, and (`on`) the day of the document that it enters, today unless told.
`issue` alone moves units.
"""
