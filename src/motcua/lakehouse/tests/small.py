"""Three little models, one of each way of refreshing."""

from __future__ import annotations

from motcua.lakehouse import testing
from motcua.lakehouse.model import Models, parse

EVENTS = """/*
name: silver.fact
layer: silver
owner: test
grain: event
refresh: append
key: k
shards: 4
description: {vi: a, en: b}
columns:
  event_id: {vi: a, en: b, tests: [unique, not_null]}
  k: {vi: a, en: b}
  n: {vi: a, en: b}
*/
SELECT event_id, stream AS k, CAST(json_extract_string(payload, '$.n') AS BIGINT) AS n FROM bronze.events WHERE name = 'a.b.c.v1'
"""
THINGS = """/*
name: silver.thing
layer: silver
owner: test
grain: thing
refresh: keyed
key: k
shards: 4
description: {vi: a, en: b}
columns:
  k: {vi: a, en: b, tests: [unique, not_null]}
  total: {vi: a, en: b, tests: [%s]}
*/
SELECT k, CAST(SUM(n) AS BIGINT) AS total FROM silver.fact GROUP BY k
"""
COUNTS = """/*
name: gold.counts
layer: gold
owner: test
grain: all
description: {vi: a, en: b}
columns:
  things: {vi: a, en: b}
  total: {vi: a, en: b}
*/
SELECT COUNT(*) AS things, CAST(SUM(total) AS BIGINT) AS total FROM silver.thing
"""


def models(check="not_null", counts=COUNTS):
    return Models([parse(text, source="t") for text in (counts, THINGS % check, EVENTS)])


def events(*numbers):
    return [testing.event(n, "a.b.c.v1", stream=f"thing {n % 5}", n=n) for n in numbers]
