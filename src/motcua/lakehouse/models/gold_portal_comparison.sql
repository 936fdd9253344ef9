/*
name: gold.portal_comparison
layer: gold
owner: insight/quality
grain: one row per comparison of the city with the national portal
description:
  vi: Số hồ sơ khớp với Cổng dịch vụ công quốc gia ở mỗi lần so, cả thành phố.
  en: Dossiers that agree with the national portal at each comparison, for the whole city.
columns:
  comparison_id: {vi: Mã lần so, en: Comparison, tests: [not_null]}
  day: {vi: Ngày so, en: Day, tests: [not_null]}
  compared: {vi: Số hồ sơ đã so, en: Dossiers compared, tests: [not_null]}
  synchronised: {vi: Số hồ sơ khớp, en: Dossiers that agree, tests: [not_null]}
*/
SELECT
  comparison_id,
  CAST(happened_at + INTERVAL '7' HOUR AS DATE) AS day,
  compared,
  synchronised
FROM silver.portal_comparison
