/*
name: gold.payment_daily
layer: gold
owner: insight/datasets
grain: one row per day in Vietnam, unit, field and payment channel
unique: [day, unit_code, field, channel]
description:
  vi: Số khoản thu yêu cầu và đã thu theo ngày, đơn vị, lĩnh vực và kênh thanh toán.
  en: Payments requested and settled by day, unit, field and payment channel.
columns:
  day: {vi: Ngày, en: Day, tests: [not_null]}
  unit_code: {vi: Mã đơn vị, en: Unit, tests: [not_null]}
  field: {vi: Lĩnh vực, en: Procedure field, tests: [not_null]}
  channel: {vi: Kênh thanh toán, en: Payment channel, tests: [not_null]}
  requested: {vi: Khoản thu yêu cầu, en: Requested, tests: [not_null]}
  requested_amount: {vi: Số tiền yêu cầu (đồng), en: Amount requested (đồng), tests: [not_null]}
  settled: {vi: Khoản đã thu, en: Settled, tests: [not_null]}
  settled_amount: {vi: Số tiền đã thu (đồng), en: Amount settled (đồng), tests: [not_null]}
*/
SELECT
  day,
  COALESCE(unit_code, '') AS unit_code,
  COALESCE(field, '') AS field,
  COALESCE(channel, '') AS channel,
  CAST(SUM(requested) AS BIGINT) AS requested,
  CAST(SUM(requested_amount) AS BIGINT) AS requested_amount,
  CAST(SUM(settled) AS BIGINT) AS settled,
  CAST(SUM(settled_amount) AS BIGINT) AS settled_amount
FROM (
  SELECT requested_on AS day, unit_code, field, channel, 1 AS requested, COALESCE(amount, 0) AS requested_amount, 0 AS settled, 0 AS settled_amount
  FROM gold.payment_fact WHERE requested_on IS NOT NULL
  UNION ALL
  SELECT settled_on AS day, unit_code, field, channel, 0 AS requested, 0 AS requested_amount, 1 AS settled, COALESCE(settled_amount, 0) AS settled_amount
  FROM gold.payment_fact WHERE settled_on IS NOT NULL
) AS days
GROUP BY day, COALESCE(unit_code, ''), COALESCE(field, ''), COALESCE(channel, '')
