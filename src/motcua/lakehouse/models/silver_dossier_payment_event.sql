/*
name: silver.dossier_payment_event
layer: silver
owner: insight/quality
grain: one row per event of a payment asked for a dossier
refresh: append
key: dossier_id
description:
  vi: Sự kiện của các khoản thu gắn với hồ sơ, xếp theo hồ sơ để ghép được với hồ sơ mà không đọc lại toàn bộ.
  en: Events of payments asked for dossiers, kept by dossier so that they join it without reading everything again.
columns:
  event_id: {vi: Mã sự kiện, en: Event id, tests: [unique, not_null]}
  seq: {vi: Số thứ tự, en: Ordinal of all events, tests: [not_null]}
  dossier_id: {vi: Mã nội bộ của hồ sơ, en: Internal id of the dossier, tests: [not_null]}
  payment_id: {vi: Mã khoản thu, en: Payment id, tests: [not_null]}
  kind: {vi: Loại sự kiện, en: Kind of event, tests: [not_null]}
  amount: {vi: Số tiền (đồng), en: Amount (đồng)}
  channel: {vi: Kênh thanh toán, en: Payment channel}
  happened_at: {vi: Thời điểm xảy ra, en: When it happened}
*/
SELECT
  event_id,
  seq,
  SUBSTRING(json_extract_string(payload, '$.ref'), 10, 36) AS dossier_id,
  json_extract_string(payload, '$.payment_id') AS payment_id,
  REPLACE(REPLACE(name, 'payments.payment.', ''), '.v1', '') AS kind,
  TRY_CAST(json_extract_string(payload, '$.amount') AS BIGINT) AS amount,
  json_extract_string(payload, '$.channel') AS channel,
  COALESCE(
    TRY_CAST(json_extract_string(payload, '$.settled_at') AS TIMESTAMPTZ),
    TRY_CAST(json_extract_string(payload, '$.requested_at') AS TIMESTAMPTZ),
    TRY_CAST(json_extract_string(payload, '$.exempted_at') AS TIMESTAMPTZ),
    TRY_CAST(json_extract_string(payload, '$.cancelled_at') AS TIMESTAMPTZ),
    occurred_at
  ) AS happened_at
FROM bronze.events
WHERE
  name LIKE 'payments.payment.%.v1'
  AND json_extract_string(payload, '$.payment_id') IS NOT NULL
  AND json_extract_string(payload, '$.ref') LIKE 'casework:%'
