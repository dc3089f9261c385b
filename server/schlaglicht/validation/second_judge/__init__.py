"""Second judge: another SHACL engine validates too, and each disagreement is a finding.

No check of a validator by itself shows where it is wrong; two that share no code seldom err
together. https://pypi.org/project/shacl/ is written in Rust and imported in `engine` alone.
"""
