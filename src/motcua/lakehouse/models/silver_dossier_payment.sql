/*
name: silver.dossier_payment
layer: silver
owner: insight/quality
grain: one row per dossier that was ever asked to pay
refresh: keyed
key: dossier_id
description:
  vi: Hồ sơ đã nộp phí hay được miễn, ngày nộp và kênh nộp của lần nộp cuối.
  en: Whether the fee of a dossier was paid or waived, when and through which channel last.
columns:
  dossier_id: {vi: Mã nội bộ của hồ sơ, en: Internal id of the dossier, tests: [unique, not_null]}
  requested_at: {vi: Thời điểm yêu cầu nộp, en: Asked to pay at}
  paid_at: {vi: Thời điểm nộp đủ, en: Paid at}
  channel: {vi: Kênh thanh toán, en: Payment channel}
  amount: {vi: Số tiền đã nộp (đồng), en: Amount paid (đồng)}
  exempted: {vi: Được miễn toàn bộ, en: Waived altogether, tests: [not_null]}
*/
SELECT
  dossier_id,
  MIN(CASE WHEN kind = 'requested' THEN happened_at END) AS requested_at,
  MAX(CASE WHEN kind = 'settled' AND COALESCE(channel, '') <> 'reduced' THEN happened_at END) AS paid_at,
  ARG_MAX(channel, CASE WHEN kind = 'settled' AND channel IS NOT NULL AND channel <> 'reduced' THEN seq END) AS channel,
  CAST(SUM(CASE WHEN kind = 'settled' AND COALESCE(channel, '') <> 'reduced' THEN COALESCE(amount, 0) ELSE 0 END) AS BIGINT) AS amount,
  SUM(CASE WHEN kind = 'exempted' THEN 1 ELSE 0 END) > 0 AS exempted
FROM silver.dossier_payment_event
GROUP BY dossier_id
