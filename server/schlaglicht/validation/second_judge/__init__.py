"""Second judge: pySHACL, as it is, validates too, and each disagreement is a finding.

No check of a validator by itself shows where it is wrong; two that share no code seldom err
together. https://github.com/RDFLib/pySHACL is imported in `engine` alone.
"""
