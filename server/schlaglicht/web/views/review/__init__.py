"""The desk at `/review`: proposals next to the words of their documents, for one reader to decide.

`desk` lets that reader in and writes, `page` answers, `shown` has a document and a proposal as
values, `fields` are those of the shapes of a class.
"""
