"""Pages on which one reader writes: decisions on proposals at `/review`, things at `/edit`.

`access` lets that reader in and writes. `page` is the desk, with a document and its proposals;
`edit` is the form of a thing, `fields` are those of the shapes of a class.
"""
