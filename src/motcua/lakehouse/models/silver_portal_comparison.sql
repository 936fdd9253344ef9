/*
name: silver.portal_comparison
layer: silver
owner: insight/quality
grain: one row per comparison of the city with the national portal
refresh: append
description:
  vi: Mỗi lần so hồ sơ của thành phố với Cổng dịch vụ công quốc gia.
  en: Each comparison of the city's dossiers with the national portal.
columns:
  event_id: {vi: Mã sự kiện, en: Event id, tests: [unique, not_null]}
  comparison_id: {vi: Mã lần so, en: Comparison, tests: [not_null]}
  compared: {vi: Số hồ sơ đã so, en: Dossiers compared, tests: [not_null]}
  synchronised: {vi: Số hồ sơ khớp, en: Dossiers that agree, tests: [not_null]}
  happened_at: {vi: Thời điểm so, en: When it was compared}
*/
SELECT
  event_id,
  json_extract_string(payload, '$.comparison_id') AS comparison_id,
  TRY_CAST(json_extract_string(payload, '$.compared') AS BIGINT) AS compared,
  TRY_CAST(json_extract_string(payload, '$.synchronised') AS BIGINT) AS synchronised,
  COALESCE(TRY_CAST(json_extract_string(payload, '$.at') AS TIMESTAMPTZ), occurred_at) AS happened_at
FROM bronze.events
WHERE
  name = 'national.comparison.finished.v1'
  AND json_extract_string(payload, '$.comparison_id') IS NOT NULL
  AND TRY_CAST(json_extract_string(payload, '$.compared') AS BIGINT) IS NOT NULL
  AND TRY_CAST(json_extract_string(payload, '$.synchronised') AS BIGINT) IS NOT NULL
