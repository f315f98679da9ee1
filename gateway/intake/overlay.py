"""What stands once an entry is written, told before it is. Pure."""

from __future__ import annotations

from dataclasses import replace

from gateway.model import Entry, Standing, Version


def above(standing: Standing, entry: Entry) -> Standing:
    """The same standing, as the store will tell it when the entry is committed.

    Revisions stay as they are: the first entry of a commit is checked against the store for all.
    """
    if not (
        entry.resources or entry.contributions or entry.links or entry.unlinked or entry.heard
    ):
        return standing
    sender = entry.receipt.sender
    stood = {(one.type, one.id): one for one in standing.dependents} | dict(standing.resources)
    new = {}
    for one in entry.resources:
        before = stood.get((one.type, one.id))
        owner = before.sender if before else sender
        new[one.type, one.id] = Version(
            one.type, one.id, one.version, one.body, owner, one.effective, one.subject, one.clocks
        )
    for it in entry.heard:
        if (before := stood.get((it.type, it.id))) is not None:
            new[it.type, it.id] = replace(before, effective=it.effective, clocks=it.clocks)
    said = {(one.identity, one.sender): one for one in standing.contributions}
    said |= {(one.identity, one.sender): one for one in entry.contributions}
    dependents = {(one.type, one.id): one for one in standing.dependents}
    dependents |= {key: one for key, one in new.items() if one.subject in standing.loaded}
    left = [one for one in dependents.values() if one.subject in standing.loaded]
    stood_links = (one for one in standing.links if one not in entry.unlinked)
    links = {(one.low, one.high, one.kind): one for one in (*stood_links, *entry.links)}
    return replace(
        standing,
        resources={**standing.resources, **new},
        contributions=tuple(said[key] for key in sorted(said)),
        links=tuple(links.values()),
        dependents=tuple(left),
    )
