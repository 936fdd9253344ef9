/*
name: silver.payment
layer: silver
owner: insight/datasets
grain: one row per payment, as it is after its last event
description:
  vi: Tình trạng mới nhất của từng khoản thu phí, lệ phí.
  en: The latest state of each fee payment.
columns:
  payment_id: {vi: Mã khoản thu, en: Payment id, tests: [unique, not_null]}
  ref: {vi: Nội dung gốc của khoản thu, en: What the payment is for}
  dossier_id: {vi: Hồ sơ được thu, en: Dossier it is for}
  amount: {vi: Số tiền phải thu (đồng), en: Amount due (đồng)}
  settled_amount: {vi: Số tiền đã thu (đồng), en: Amount settled (đồng)}
  channel: {vi: Kênh thanh toán, en: Payment channel}
  requested_at: {vi: Thời điểm yêu cầu, en: Requested at}
  settled_at: {vi: Thời điểm đã thu, en: Settled at}
  cancelled_at: {vi: Thời điểm huỷ, en: Cancelled at}
  discrepancies: {vi: Số sai lệch đã ghi nhận, en: Discrepancies recorded}
  state: {vi: Trạng thái, en: State, tests: [not_null, {accepted: [unpaid, paid, cancelled, discrepant]}]}
*/
SELECT
  payment_id,
  ref,
  CASE WHEN ref LIKE 'casework:%' THEN SUBSTRING(ref, 10, 36) END AS dossier_id,
  amount,
  settled_amount,
  channel,
  requested_at,
  settled_at,
  cancelled_at,
  discrepancies,
  CASE
    WHEN settled_at IS NOT NULL THEN 'paid'
    WHEN cancelled_at IS NOT NULL THEN 'cancelled'
    WHEN requested_at IS NULL THEN 'discrepant'
    ELSE 'unpaid'
  END AS state
FROM (
  SELECT
    payment_id,
    MAX(ref) AS ref,
    MAX(CASE WHEN kind = 'requested' THEN amount END) AS amount,
    MAX(CASE WHEN kind = 'settled' THEN amount END) AS settled_amount,
    MAX(channel) AS channel,
    MIN(CASE WHEN kind = 'requested' THEN happened_at END) AS requested_at,
    MIN(CASE WHEN kind = 'settled' THEN happened_at END) AS settled_at,
    MIN(CASE WHEN kind = 'cancelled' THEN happened_at END) AS cancelled_at,
    CAST(SUM(CASE WHEN kind = 'discrepant' THEN 1 ELSE 0 END) AS BIGINT) AS discrepancies
  FROM silver.payment_event
  GROUP BY payment_id
) AS folded
