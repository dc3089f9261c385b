"""Every change to pySHACL and rdflib from outside, made for the time of one validation.

`registry` lists the patches, `apply` makes and reverts them; other modules hold the replacement
functions. All patches together: 10,000 triples with Core constraints
take 0.03 s instead of 0.24, with SPARQL constraints too 0.14 s instead of 4.83
(docs/performance.md); by far the most of that is queries that are parsed once.

name              fault or cost that it answers                          fits    upstream
----------------  -----------------------------------------------------  ------  --------
constraints-once  each constraint is built again for every value node    0.40.x  -
query-once        a query is parsed again for every node; and `$value`   0.40.x  [1]
                  stays unbound for 0, "" and false
shape-once        the triples of a shape are read again and again        0.40.x  -
class-once        the classes of a value are walked for every value      0.40.x  -
path-by-index     values of simple paths are found by a slow way         0.40.x  -
nodes-together    shapes that constraints name are asked node by node    0.40.x  -
list-copy         a list in the report takes the square of its length    0.40.x  -
no-report-text    every result is written as a text that nobody reads    0.40.x  -
fresh-caches      what is kept by a graph's address in memory is taken   any     -
                  for that of another graph
messages-apart    a result of a custom component has the messages of     0.40.x  -
                  earlier results too
values-in-turn    of several values of a component's parameter one is    0.40.x  -
                  judged, in each run another
implicit-class    a shape is taken for a class only one step below       0.40.x  -
                  rdfs:Class
keywords          `ex:inService` is taken for the clause SERVICE         0.40.x  [2]
sum-of-numbers    a sum with something else than numbers ends all        0.40.x  -
comparable        values without an order, as a date and a number, pass  0.40.x  -
sparql-pattern    `sh:pattern` is a regular expression of Python, the    0.40.x  -
                  flags s, x, q are unknown, `$` matches too early
declarations      what `sh:namespace` and `sh:prefix` hold enters the    0.40.x  -
                  text of a query as it stands
whole-iris        an IRI of `$PATH` may begin a string or a comment      0.40.x  -
no-service        rdflib asks any server that SERVICE names              any     -
no-network        rdflib and pySHACL open addresses, of files too        any     -

"-": not reported upstream, as far as a search of the issues of pySHACL and rdflib showed.
[1] https://github.com/RDFLib/pySHACL/issues/237 (the cost; `$value` is not reported)
[2] https://github.com/RDFLib/pySHACL/issues/329

With another release only the patches for any are made: validation is slow then, has pySHACL's own
faults, and the user sees a note about it (`diagnostics.run_notes`).

Three more differences need no patch: `run` lets shapes within shapes go deeper
(https://github.com/RDFLib/pySHACL/issues/224), and takes `sh:uniqueLang "1"^^xsd:boolean` out of
its copy of the shapes; `inverse_paths` rewrites inverse paths of sequences (a related fault:
https://github.com/RDFLib/pySHACL/issues/306).
"""
