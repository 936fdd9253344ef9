/*
name: silver.payment_event
layer: silver
owner: insight/datasets
grain: one row per event of a payment
refresh: append
description:
  vi: Mỗi sự kiện của một khoản thu thành một dòng có kiểu dữ liệu.
  en: Each event of a payment as a typed row.
columns:
  event_id: {vi: Mã sự kiện, en: Event id, tests: [unique, not_null]}
  seq: {vi: Số thứ tự, en: Ordinal of all events, tests: [not_null]}
  kind: {vi: Loại sự kiện, en: Kind of event, tests: [not_null]}
  payment_id: {vi: Mã khoản thu, en: Payment id, tests: [not_null]}
  ref: {vi: Nội dung gốc của khoản thu, en: What the payment is for}
  amount: {vi: Số tiền (đồng), en: Amount (đồng)}
  channel: {vi: Kênh thanh toán, en: Payment channel}
  happened_at: {vi: Thời điểm xảy ra, en: When it happened}
*/
SELECT
  event_id,
  seq,
  REPLACE(REPLACE(name, 'payments.payment.', ''), '.v1', '') AS kind,
  json_extract_string(payload, '$.payment_id') AS payment_id,
  json_extract_string(payload, '$.ref') AS ref,
  TRY_CAST(json_extract_string(payload, '$.amount') AS BIGINT) AS amount,
  json_extract_string(payload, '$.channel') AS channel,
  COALESCE(
    TRY_CAST(json_extract_string(payload, '$.settled_at') AS TIMESTAMPTZ),
    TRY_CAST(json_extract_string(payload, '$.requested_at') AS TIMESTAMPTZ),
    occurred_at
  ) AS happened_at
FROM bronze.events
WHERE name LIKE 'payments.payment.%.v1' AND json_extract_string(payload, '$.payment_id') IS NOT NULL
