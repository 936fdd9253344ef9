/*
name: gold.exchange_system
layer: gold
owner: insight/datasets
grain: one row per time during which a declared system was connected
unique: [system, linked_at]
description:
  vi: >-
    Mỗi quãng một hệ thống đã khai báo nối với trục liên thông thành một dòng. Nối: lần hỏi hoặc lần gọi gần nhất được trả lời và chưa quá hạn;
    với đối tác dùng tệp, tệp gần nhất đã được nhận và trả kết quả.
  en: >-
    Each time during which a declared system was connected as a row. Connected: the last check or call was answered and is not too old; of a
    partner that exchanges files, the last file was accepted and answered.
columns:
  system: {vi: Hệ thống, en: System, tests: [not_null]}
  code: {vi: Mã trong danh mục, en: Code in the catalogue, tests: [not_null]}
  unit_code: {vi: Mã thành viên, en: Member code, tests: [not_null]}
  dossier_code: {vi: Không dùng, en: Not used, tests: [not_null]}
  field: {vi: Lĩnh vực, en: Field, tests: [not_null]}
  linked_at: {vi: Nối từ lúc, en: Connected since, tests: [not_null]}
  linked_on: {vi: Nối từ ngày, en: Connected since the day, tests: [not_null]}
  lost_on: {vi: Mất kết nối ngày, en: Lost on}
  shown_by: {vi: Cuộc gọi chứng tỏ, en: Call that showed it}
  lost_why: {vi: Vì sao mất, en: Why it was lost}
*/
SELECT
  spans.system AS system,
  spans.code AS code,
  SPLIT_PART(spans.system, '/', 3) AS unit_code,
  '' AS dossier_code,
  '' AS field,
  spans.happened_at AS linked_at,
  CAST(spans.happened_at + INTERVAL '7' HOUR AS DATE) AS linked_on,
  CAST(spans.lost_at + INTERVAL '7' HOUR AS DATE) AS lost_on,
  spans.request_id AS shown_by,
  spans.lost_why AS lost_why
FROM (
  SELECT
    system,
    code,
    linked,
    request_id,
    happened_at,
    LEAD(happened_at) OVER (PARTITION BY system ORDER BY happened_at, seq) AS lost_at,
    LEAD(why) OVER (PARTITION BY system ORDER BY happened_at, seq) AS lost_why
  FROM silver.exchange_link
) AS spans
WHERE spans.linked
