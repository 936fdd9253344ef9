/*
name: gold.exchange_system
layer: gold
owner: insight/datasets
grain: one row per information system that was ever called through the exchange
unique: [system]
description:
  vi: Mỗi hệ thống thông tin được gọi qua trục liên thông thành một dòng; kết nối khi lần gọi gần nhất được trả lời.
  en: Each information system called through the exchange as a row; connected when its last call was answered.
columns:
  system: {vi: Hệ thống, en: System, tests: [not_null]}
  unit_code: {vi: Mã thành viên, en: Member code, tests: [not_null]}
  dossier_code: {vi: Mã hệ thống, en: System code, tests: [not_null]}
  field: {vi: Lĩnh vực, en: Field, tests: [not_null]}
  first_called_on: {vi: Ngày gọi đầu, en: First called on, tests: [not_null]}
  first_answered_on: {vi: Ngày trả lời đầu, en: First answered on}
  last_called_on: {vi: Ngày gọi gần nhất, en: Last called on, tests: [not_null]}
  messages: {vi: Số lượt gọi, en: Calls, tests: [not_null]}
  answered: {vi: Lần gọi gần nhất được trả lời, en: The last call was answered, tests: [not_null]}
*/
SELECT
  called.system AS system,
  SPLIT_PART(called.system, '/', 3) AS unit_code,
  SPLIT_PART(called.system, '/', 4) AS dossier_code,
  '' AS field,
  CAST(MIN(called.happened_at) + INTERVAL '7' HOUR AS DATE) AS first_called_on,
  CAST(MIN(CASE WHEN called.ok THEN called.happened_at END) + INTERVAL '7' HOUR AS DATE) AS first_answered_on,
  CAST(MAX(called.happened_at) + INTERVAL '7' HOUR AS DATE) AS last_called_on,
  COUNT(*) AS messages,
  COALESCE(MAX(CASE WHEN called.ok THEN called.happened_at END) = MAX(called.happened_at), FALSE) AS answered
FROM (
  SELECT
    CONCAT(SPLIT_PART(service, '/', 1), '/', SPLIT_PART(service, '/', 2), '/', SPLIT_PART(service, '/', 3), '/', SPLIT_PART(service, '/', 4)) AS system,
    COALESCE(status BETWEEN 200 AND 499 AND status NOT IN (401, 403), FALSE) AS ok,
    happened_at
  FROM silver.message
  WHERE service LIKE '%/%/%/%/%'
) AS called
GROUP BY called.system
