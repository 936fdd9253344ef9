/*
name: gold.dossier_quality
layer: gold
owner: insight/quality
grain: one row per dossier with what the quality of service is measured by, without personal data
refresh: keyed
key: dossier_id
description:
  vi: Mỗi hồ sơ một dòng với các sự kiện dùng để đo chất lượng phục vụ. Ô trống nghĩa là chưa có số liệu, không phải bằng không.
  en: One row per dossier with the facts by which the quality of service is measured. An empty cell means no data, never zero.
columns:
  dossier_id: {vi: Mã nội bộ của hồ sơ, en: Internal id of the dossier, tests: [unique, not_null]}
  dossier_code: {vi: Mã hồ sơ, en: Dossier code, tests: [unique, not_null]}
  procedure_code: {vi: Mã thủ tục hành chính, en: Procedure code}
  field: {vi: Lĩnh vực, en: Procedure field}
  unit_code: {vi: Mã đơn vị chịu trách nhiệm, en: Unit that answers for it}
  handler_code: {vi: Mã đơn vị giữ hồ sơ sau cùng, en: Unit that held it last}
  authority_code: {vi: Mã cơ quan có thẩm quyền, en: Competent authority}
  officer_id: {vi: 'Mã nội bộ của cán bộ được giao; người ký khi không giao cho ai', en: 'Internal id of the officer assigned; the signer where nobody was'}
  channel: {vi: 'Kênh nộp (1 trực tiếp, 2 trực tuyến, 3 bưu chính)', en: 'Channel (1 counter, 2 online, 3 post)'}
  online: {vi: Nộp trực tuyến, en: Submitted online}
  status: {vi: Trạng thái theo mã quốc gia, en: National status code}
  received_on: {vi: Ngày tiếp nhận, en: Day of intake}
  due_on: {vi: Ngày hẹn trả, en: Due day}
  resolved_on: {vi: Ngày có kết quả, en: Day of resolution}
  closed_on: {vi: 'Ngày kết thúc (có kết quả, từ chối, rút hoặc dừng)', en: 'Day of closing (resolved, refused, withdrawn or stopped)'}
  closing: {vi: Cách kết thúc, en: How it was closed, tests: [{accepted: [resolved, refused, withdrawn, stopped]}]}
  outcome: {vi: Kết quả, en: Outcome}
  timeliness: {vi: 'Sớm hạn, đúng hạn hay trễ hạn', en: 'Early, on time or late', tests: [{accepted: [early, on_time, late]}]}
  delay_cause: {vi: 'Nguyên nhân khi quá hạn, suy từ sự kiện', en: 'Cause where it is late, from the events', tests: [not_null, {accepted: [coordination, reopened, transferred, handling]}]}
  extensions: {vi: Số lần gia hạn, en: Extensions}
  supplements: {vi: Số lần yêu cầu bổ sung, en: Supplement requests}
  reopened: {vi: Số lần thu hồi hoặc đính chính kết quả, en: Revocations and corrections}
  gross_minutes: {vi: Số phút làm việc kể cả tạm dừng, en: Working minutes with pauses}
  net_minutes: {vi: Số phút làm việc trừ tạm dừng, en: Working minutes without pauses}
  electronic_result: {vi: Có kết quả điện tử, en: Electronic result}
  papers: {vi: Số thành phần hồ sơ, en: Papers}
  digitised: {vi: Số thành phần đã số hoá, en: Papers digitised}
  reused: {vi: Số thành phần khai thác lại, en: Papers reused}
  reused_national: {vi: 'Trong đó khai thác từ kho quản lý dữ liệu điện tử', en: Of these from the electronic store}
  fee_paid_on: {vi: Ngày nộp phí, en: Day the fee was paid}
  fee_channel: {vi: Kênh thanh toán, en: Payment channel}
  fee_paid_online: {vi: Nộp phí trực tuyến, en: Fee paid online}
  fee_exempted: {vi: Được miễn phí, en: Fee waived}
  score: {vi: Điểm hài lòng (1 đến 5), en: Satisfaction (1 to 5)}
  rated_on: {vi: Ngày đánh giá, en: Day of rating}
*/
SELECT
  d.dossier_id,
  d.dossier_code,
  d.procedure_code,
  d.field,
  d.unit_code,
  COALESCE(w.handler_code, d.unit_code) AS handler_code,
  w.authority_code,
  COALESCE(w.assigned_id, w.signer_id) AS officer_id,
  d.channel,
  d.online,
  d.status,
  CAST(d.received_at + INTERVAL '7' HOUR AS DATE) AS received_on,
  CAST(d.due_at + INTERVAL '7' HOUR AS DATE) AS due_on,
  CAST(d.resolved_at + INTERVAL '7' HOUR AS DATE) AS resolved_on,
  CAST(COALESCE(d.resolved_at, d.refused_at, d.withdrawn_at, d.stopped_at) + INTERVAL '7' HOUR AS DATE) AS closed_on,
  CASE
    WHEN d.resolved_at IS NOT NULL THEN 'resolved'
    WHEN d.refused_at IS NOT NULL THEN 'refused'
    WHEN d.withdrawn_at IS NOT NULL THEN 'withdrawn'
    WHEN d.stopped_at IS NOT NULL THEN 'stopped'
  END AS closing,
  d.outcome,
  d.timeliness,
  CASE
    WHEN COALESCE(w.opinions_late, 0) > 0 OR COALESCE(w.opinions_open, 0) > 0 THEN 'coordination'
    WHEN COALESCE(w.reopened, 0) > 0 THEN 'reopened'
    WHEN COALESCE(w.transfers, 0) > 0 THEN 'transferred'
    ELSE 'handling'
  END AS delay_cause,
  w.extensions,
  d.supplements,
  w.reopened,
  w.gross_minutes,
  w.net_minutes,
  w.electronic_result,
  w.papers,
  w.digitised,
  w.reused,
  w.reused_national,
  CAST(p.paid_at + INTERVAL '7' HOUR AS DATE) AS fee_paid_on,
  p.channel AS fee_channel,
  CASE WHEN p.paid_at IS NOT NULL THEN COALESCE(p.channel, '') IN ('vietqr', 'statement', 'platform', 'online') END AS fee_paid_online,
  p.exempted AS fee_exempted,
  w.score,
  CAST(w.rated_at + INTERVAL '7' HOUR AS DATE) AS rated_on
FROM silver.dossier AS d
LEFT JOIN silver.dossier_work AS w ON w.dossier_id = d.dossier_id
LEFT JOIN silver.dossier_payment AS p ON p.dossier_id = d.dossier_id
