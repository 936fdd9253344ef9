/*
name: gold.dossier_daily
layer: gold
owner: insight/datasets
grain: one row per day in Vietnam, unit, procedure field and channel
unique: [day, unit_code, field, channel]
description:
  vi: Số hồ sơ nộp, tiếp nhận, giải quyết, đúng hạn, trễ hạn theo ngày, đơn vị, lĩnh vực và kênh nộp.
  en: Dossiers submitted, received, resolved, on time and late by day, unit, field and channel.
columns:
  day: {vi: Ngày, en: Day, tests: [not_null]}
  unit_code: {vi: Mã đơn vị, en: Unit, tests: [not_null]}
  field: {vi: Lĩnh vực, en: Procedure field, tests: [not_null]}
  channel: {vi: 'Kênh nộp (1 trực tiếp, 2 trực tuyến, 3 bưu chính)', en: 'Channel (1 counter, 2 online, 3 post)', tests: [not_null]}
  submitted: {vi: Hồ sơ nộp, en: Submitted, tests: [not_null]}
  submitted_online: {vi: Hồ sơ nộp trực tuyến, en: Submitted online, tests: [not_null]}
  received: {vi: Hồ sơ tiếp nhận, en: Received, tests: [not_null]}
  received_online: {vi: Hồ sơ tiếp nhận nộp trực tuyến, en: Received that were submitted online, tests: [not_null]}
  refused: {vi: Hồ sơ từ chối tiếp nhận, en: Refused at intake, tests: [not_null]}
  resolved: {vi: Hồ sơ đã giải quyết, en: Resolved, tests: [not_null]}
  early: {vi: Giải quyết sớm hạn, en: Resolved before the due day, tests: [not_null]}
  on_time: {vi: Giải quyết đúng hoặc sớm hạn, en: Resolved not later than due, tests: [not_null]}
  late: {vi: Giải quyết trễ hạn, en: Resolved late, tests: [not_null]}
  handed_back: {vi: Hồ sơ đã trả kết quả, en: Handed back, tests: [not_null]}
  withdrawn: {vi: Hồ sơ rút, en: Withdrawn, tests: [not_null]}
  stopped: {vi: Hồ sơ dừng xử lý, en: Stopped, tests: [not_null]}
*/
SELECT
  day,
  COALESCE(unit_code, '') AS unit_code,
  COALESCE(field, '') AS field,
  COALESCE(channel, 0) AS channel,
  CAST(SUM(submitted) AS BIGINT) AS submitted,
  CAST(SUM(submitted_online) AS BIGINT) AS submitted_online,
  CAST(SUM(received) AS BIGINT) AS received,
  CAST(SUM(received_online) AS BIGINT) AS received_online,
  CAST(SUM(refused) AS BIGINT) AS refused,
  CAST(SUM(resolved) AS BIGINT) AS resolved,
  CAST(SUM(early) AS BIGINT) AS early,
  CAST(SUM(on_time) AS BIGINT) AS on_time,
  CAST(SUM(late) AS BIGINT) AS late,
  CAST(SUM(handed_back) AS BIGINT) AS handed_back,
  CAST(SUM(withdrawn) AS BIGINT) AS withdrawn,
  CAST(SUM(stopped) AS BIGINT) AS stopped
FROM (
  SELECT submitted_on AS day, unit_code, field, channel, 1 AS submitted, CASE WHEN online THEN 1 ELSE 0 END AS submitted_online, 0 AS received, 0 AS received_online, 0 AS refused, 0 AS resolved, 0 AS early, 0 AS on_time, 0 AS late, 0 AS handed_back, 0 AS withdrawn, 0 AS stopped
  FROM gold.dossier_fact WHERE submitted_on IS NOT NULL
  UNION ALL
  SELECT received_on AS day, unit_code, field, channel, 0 AS submitted, 0 AS submitted_online, 1 AS received, CASE WHEN online THEN 1 ELSE 0 END AS received_online, 0 AS refused, 0 AS resolved, 0 AS early, 0 AS on_time, 0 AS late, 0 AS handed_back, 0 AS withdrawn, 0 AS stopped
  FROM gold.dossier_fact WHERE received_on IS NOT NULL
  UNION ALL
  SELECT refused_on AS day, unit_code, field, channel, 0 AS submitted, 0 AS submitted_online, 0 AS received, 0 AS received_online, 1 AS refused, 0 AS resolved, 0 AS early, 0 AS on_time, 0 AS late, 0 AS handed_back, 0 AS withdrawn, 0 AS stopped
  FROM gold.dossier_fact WHERE refused_on IS NOT NULL
  UNION ALL
  SELECT resolved_on AS day, unit_code, field, channel, 0 AS submitted, 0 AS submitted_online, 0 AS received, 0 AS received_online, 0 AS refused, 1 AS resolved, CASE WHEN timeliness = 'early' THEN 1 ELSE 0 END AS early, CASE WHEN on_time THEN 1 ELSE 0 END AS on_time, CASE WHEN timeliness = 'late' THEN 1 ELSE 0 END AS late, 0 AS handed_back, 0 AS withdrawn, 0 AS stopped
  FROM gold.dossier_fact WHERE resolved_on IS NOT NULL
  UNION ALL
  SELECT handed_back_on AS day, unit_code, field, channel, 0 AS submitted, 0 AS submitted_online, 0 AS received, 0 AS received_online, 0 AS refused, 0 AS resolved, 0 AS early, 0 AS on_time, 0 AS late, 1 AS handed_back, 0 AS withdrawn, 0 AS stopped
  FROM gold.dossier_fact WHERE handed_back_on IS NOT NULL
  UNION ALL
  SELECT withdrawn_on AS day, unit_code, field, channel, 0 AS submitted, 0 AS submitted_online, 0 AS received, 0 AS received_online, 0 AS refused, 0 AS resolved, 0 AS early, 0 AS on_time, 0 AS late, 0 AS handed_back, 1 AS withdrawn, 0 AS stopped
  FROM gold.dossier_fact WHERE withdrawn_on IS NOT NULL
  UNION ALL
  SELECT stopped_on AS day, unit_code, field, channel, 0 AS submitted, 0 AS submitted_online, 0 AS received, 0 AS received_online, 0 AS refused, 0 AS resolved, 0 AS early, 0 AS on_time, 0 AS late, 0 AS handed_back, 0 AS withdrawn, 1 AS stopped
  FROM gold.dossier_fact WHERE stopped_on IS NOT NULL
) AS days
GROUP BY day, COALESCE(unit_code, ''), COALESCE(field, ''), COALESCE(channel, 0)
