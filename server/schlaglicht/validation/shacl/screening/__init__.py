"""Screening: a fast SHACL engine passes what it provably judges as pySHACL does.

https://pypi.org/project/shacl/, which the second judge asks too, is fast, and not always right.
`trusted` lists the constraints that it is trusted with, `shapes` finds the shapes that have no
others, `engine` asks it while the data are read, `passed` says which focus nodes need not be judged
again. Whatever the engine flags, and all else, pySHACL judges: every result is its own.
"""
