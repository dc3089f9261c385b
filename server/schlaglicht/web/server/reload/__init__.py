"""Reloads: from files that have changed to the version that web processes serve.

`publisher`, in the main process, notices a change. `prepare`, in a process of its own, turns the
files into a publication, which the publisher writes. `follower`, in each web process, serves it.
"""
