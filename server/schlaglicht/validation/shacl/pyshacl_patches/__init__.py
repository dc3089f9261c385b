"""Every change to pySHACL and rdflib from outside, made for the time of one validation.

`registry` lists the patches with their reasons, releases and issues upstream, `apply` makes and
reverts them; other modules hold the replacement functions. All patches together: 10,000
triples with Core constraints take 0.03 s instead of 0.24, with SPARQL constraints too 0.14 s
instead of 4.83
(docs/performance.md); by far the most of that is queries that are parsed once.

With another release only the patches for any are made: validation is slow then, has pySHACL's own
faults, and the user sees a note about it (`diagnostics.run_notes`).

Three more differences need no patch: `run` lets shapes within shapes go deeper
(https://github.com/RDFLib/pySHACL/issues/224), and takes `"1"^^xsd:boolean` out of its
copy of the shapes where only `true` counts; `inverse_paths` rewrites inverse paths of sequences (a
related fault: https://github.com/RDFLib/pySHACL/issues/306).
"""
