/*
name: gold.message_daily
layer: gold
owner: insight/datasets
grain: one row per day in Vietnam, client and service
unique: [day, client, service]
description:
  vi: Số lượt gọi dịch vụ qua trục liên thông theo ngày, bên gọi và dịch vụ.
  en: Service calls through the exchange by day, client and service.
columns:
  day: {vi: Ngày, en: Day, tests: [not_null]}
  client: {vi: Bên gọi, en: Client subsystem, tests: [not_null]}
  service: {vi: Dịch vụ, en: Service, tests: [not_null]}
  messages: {vi: Số lượt gọi, en: Calls, tests: [not_null]}
  failed: {vi: Số lượt không trả lời được, en: Calls that the service could not answer, tests: [not_null]}
  refused: {vi: Số lượt bị từ chối, en: Calls refused by the provider or by the exchange, tests: [not_null]}
  took_ms_total: {vi: Tổng thời gian (mili giây), en: Total duration (ms), tests: [not_null]}
  took_ms_max: {vi: Lâu nhất (mili giây), en: Longest (ms)}
*/
SELECT
  CAST(happened_at + INTERVAL '7' HOUR AS DATE) AS day,
  COALESCE(client, '') AS client,
  COALESCE(service, '') AS service,
  COUNT(*) AS messages,
  CAST(SUM(CASE WHEN outcome = 'failed' THEN 1 ELSE 0 END) AS BIGINT) AS failed,
  CAST(SUM(CASE WHEN outcome = 'refused' THEN 1 ELSE 0 END) AS BIGINT) AS refused,
  CAST(SUM(COALESCE(took_ms, 0)) AS BIGINT) AS took_ms_total,
  MAX(took_ms) AS took_ms_max
FROM silver.message
GROUP BY CAST(happened_at + INTERVAL '7' HOUR AS DATE), COALESCE(client, ''), COALESCE(service, '')
