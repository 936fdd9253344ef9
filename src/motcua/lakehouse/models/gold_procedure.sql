/*
name: gold.procedure
layer: gold
owner: insight/quality
grain: one row per procedure of the catalogue as it is now
refresh: given
unique: [code]
description:
  vi: Danh mục thủ tục đang áp dụng, cấp thực hiện và có nộp được trực tuyến hay không.
  en: Procedures in force, the level that carries them out, and whether they can be submitted online.
columns:
  code: {vi: Mã thủ tục hành chính, en: Procedure code, tests: [not_null]}
  name: {vi: Tên thủ tục, en: Name, tests: [not_null]}
  field: {vi: Lĩnh vực, en: Field}
  level: {vi: 'Cấp thực hiện (commune, city, ministry, unknown)', en: 'Level (commune, city, ministry, unknown)', tests: [{accepted: [commune, city, ministry, unknown]}]}
  online: {vi: Nộp được trực tuyến, en: Can be submitted online, tests: [not_null]}
*/
SELECT
  CAST(NULL AS VARCHAR) AS code,
  CAST(NULL AS VARCHAR) AS name,
  CAST(NULL AS VARCHAR) AS field,
  CAST(NULL AS VARCHAR) AS level,
  CAST(NULL AS BOOLEAN) AS online
WHERE 1 = 0
