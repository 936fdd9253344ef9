/*
name: gold.payment_fact
layer: gold
owner: insight/datasets
grain: one row per payment, without personal data
description:
  vi: Mỗi khoản thu một dòng kèm đơn vị và mã hồ sơ; không có dữ liệu của người nộp.
  en: One row per payment with its unit and dossier code; nothing about the payer.
columns:
  payment_id: {vi: Mã khoản thu, en: Payment id, tests: [unique, not_null]}
  dossier_code: {vi: Mã hồ sơ, en: Dossier code}
  procedure_code: {vi: Mã thủ tục hành chính, en: Procedure code}
  field: {vi: Lĩnh vực, en: Procedure field}
  unit_code: {vi: Mã đơn vị, en: Unit}
  channel: {vi: Kênh thanh toán, en: Payment channel}
  state: {vi: Trạng thái, en: State}
  amount: {vi: Số tiền phải thu (đồng), en: Amount due (đồng)}
  settled_amount: {vi: Số tiền đã thu (đồng), en: Amount settled (đồng)}
  requested_on: {vi: Ngày yêu cầu, en: Day requested}
  settled_on: {vi: Ngày đã thu, en: Day settled}
  discrepancies: {vi: Số sai lệch, en: Discrepancies}
*/
SELECT
  p.payment_id,
  d.dossier_code,
  d.procedure_code,
  d.field,
  d.unit_code,
  p.channel,
  p.state,
  p.amount,
  p.settled_amount,
  CAST(p.requested_at + INTERVAL '7' HOUR AS DATE) AS requested_on,
  CAST(p.settled_at + INTERVAL '7' HOUR AS DATE) AS settled_on,
  p.discrepancies
FROM silver.payment AS p
LEFT JOIN silver.dossier AS d ON d.dossier_id = p.dossier_id
