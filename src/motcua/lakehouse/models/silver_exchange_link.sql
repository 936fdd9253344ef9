/*
name: silver.exchange_link
layer: silver
owner: insight/datasets
grain: one row each time when a declared system became connected or was lost
refresh: append
description:
  vi: Mỗi lần một hệ thống đã khai báo được nối hoặc mất kết nối, kèm cuộc gọi chứng tỏ điều đó trong nhật ký đã ký.
  en: Each time a declared system became connected or was lost, with the call in the signed log that showed it.
columns:
  event_id: {vi: Mã sự kiện, en: Event id, tests: [unique, not_null]}
  seq: {vi: Số thứ tự, en: Ordinal of all events, tests: [not_null]}
  system: {vi: Định danh trên trục, en: Identifier on the exchange, tests: [not_null]}
  code: {vi: Mã trong danh mục, en: Code in the catalogue, tests: [not_null]}
  linked: {vi: Đang nối, en: Connected, tests: [not_null]}
  why: {vi: Vì sao, en: Why, tests: [not_null]}
  request_id: {vi: Mã trong nhật ký đã ký, en: Id in the signed log}
  happened_at: {vi: Thời điểm, en: When, tests: [not_null]}
*/
SELECT
  event_id,
  seq,
  json_extract_string(payload, '$.system') AS system,
  json_extract_string(payload, '$.code') AS code,
  COALESCE(TRY_CAST(json_extract_string(payload, '$.linked') AS BOOLEAN), FALSE) AS linked,
  COALESCE(json_extract_string(payload, '$.why'), '') AS why,
  json_extract_string(payload, '$.request_id') AS request_id,
  COALESCE(TRY_CAST(json_extract_string(payload, '$.at') AS TIMESTAMPTZ), occurred_at) AS happened_at
FROM bronze.events
WHERE
  name = 'exchange.system.linked.v1'
  AND json_extract_string(payload, '$.system') IS NOT NULL
  AND json_extract_string(payload, '$.code') IS NOT NULL
