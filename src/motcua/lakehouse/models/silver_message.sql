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
  request_id: {vi: Mã trong nhật ký đã ký, en: Id in the signed log}
  message_id: {vi: Mã thông điệp, en: Message id}
  client: {vi: Bên gọi, en: Client subsystem}
  service: {vi: Dịch vụ được gọi, en: Service called}
  status: {vi: Mã trả lời, en: Answer status}
  outcome: {vi: "Kết quả: answered, refused, failed", en: "Outcome: answered, refused, failed", tests: [not_null]}
  took_ms: {vi: Thời gian (mili giây), en: Duration (ms)}
  happened_at: {vi: Thời điểm gọi, en: When it was called}
*/
SELECT
  event_id,
  json_extract_string(payload, '$.request_id') AS request_id,
  json_extract_string(payload, '$.message_id') AS message_id,
  json_extract_string(payload, '$.client') AS client,
  json_extract_string(payload, '$.service') AS service,
  TRY_CAST(json_extract_string(payload, '$.status') AS INTEGER) AS status,
  COALESCE(
    json_extract_string(payload, '$.outcome'),
    CASE
      WHEN TRY_CAST(json_extract_string(payload, '$.status') AS INTEGER) BETWEEN 200 AND 399 THEN 'answered'
      WHEN TRY_CAST(json_extract_string(payload, '$.status') AS INTEGER) IN (401, 403) THEN 'failed'
      WHEN TRY_CAST(json_extract_string(payload, '$.status') AS INTEGER) BETWEEN 400 AND 499 THEN 'refused'
      ELSE 'failed'
    END
  ) AS outcome,
  TRY_CAST(TRY_CAST(json_extract_string(payload, '$.took_ms') AS DOUBLE) AS BIGINT) AS took_ms,
  COALESCE(TRY_CAST(json_extract_string(payload, '$.at') AS TIMESTAMPTZ), occurred_at) AS happened_at
FROM bronze.events
WHERE name IN ('exchange.message.exchanged.v1', 'exchange.message.exchanged.v2')
