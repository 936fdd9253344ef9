/*
name: silver.message
layer: silver
owner: insight/datasets
grain: one row per message exchanged between agencies
refresh: append
description:
  vi: Mỗi lượt gọi dịch vụ qua trục liên thông thành một dòng; không có nội dung trao đổi.
  en: Each service call through the exchange as a row; no content.
columns:
  event_id: {vi: Mã sự kiện, en: Event id, tests: [unique, not_null]}
  message_id: {vi: Mã thông điệp, en: Message id}
  client: {vi: Bên gọi, en: Client subsystem}
  service: {vi: Dịch vụ được gọi, en: Service called}
  status: {vi: Mã trả lời, en: Answer status}
  took_ms: {vi: Thời gian (mili giây), en: Duration (ms)}
  happened_at: {vi: Thời điểm gọi, en: When it was called}
*/
SELECT
  event_id,
  json_extract_string(payload, '$.message_id') AS message_id,
  json_extract_string(payload, '$.client') AS client,
  json_extract_string(payload, '$.service') AS service,
  TRY_CAST(json_extract_string(payload, '$.status') AS INTEGER) AS status,
  TRY_CAST(TRY_CAST(json_extract_string(payload, '$.took_ms') AS DOUBLE) AS BIGINT) AS took_ms,
  COALESCE(TRY_CAST(json_extract_string(payload, '$.at') AS TIMESTAMPTZ), occurred_at) AS happened_at
FROM bronze.events
WHERE name = 'exchange.message.exchanged.v1'
