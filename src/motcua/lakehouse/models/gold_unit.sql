/*
name: gold.unit
layer: gold
owner: foundation/units
grain: one row per unit and period of validity
refresh: given
unique: [code, valid_from]
description:
  vi: Danh mục đơn vị hành chính và cơ quan, kèm thời gian hiệu lực.
  en: Administrative units and agencies with their periods of validity.
columns:
  code: {vi: Mã đơn vị, en: Unit code, tests: [not_null]}
  name: {vi: Tên đơn vị, en: Name of the unit, tests: [not_null]}
  kind: {vi: Loại đơn vị, en: Kind of unit}
  valid_from: {vi: Có hiệu lực từ ngày, en: Valid from}
  valid_to: {vi: Hết hiệu lực từ ngày, en: No longer valid from}
*/
SELECT
  CAST(NULL AS VARCHAR) AS code,
  CAST(NULL AS VARCHAR) AS name,
  CAST(NULL AS VARCHAR) AS kind,
  CAST(NULL AS DATE) AS valid_from,
  CAST(NULL AS DATE) AS valid_to
WHERE 1 = 0
