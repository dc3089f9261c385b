"""Pages on which one reader writes: decisions on proposals at `/review`, things at `/edit`.

`desk` lets that reader in and writes. `page` is the desk, `shown` has a document and a proposal as
values; `edit` is the form of a thing. `fields` are those of the shapes of a class, `values` the
terms that are written into them.
"""
