/*
name: gold.dossier_fact
layer: gold
owner: insight/datasets
grain: one row per dossier, without personal data
refresh: keyed
key: dossier_id
description:
  vi: Mỗi hồ sơ một dòng, không có dữ liệu cá nhân; mã hồ sơ để người có thẩm quyền tra ngược từ một con số.
  en: One row per dossier without personal data; the dossier code lets those who may follow a number back to it.
columns:
  dossier_id: {vi: Mã nội bộ của hồ sơ, en: Internal id of the dossier, tests: [unique, not_null]}
  dossier_code: {vi: Mã hồ sơ, en: Dossier code, tests: [unique, not_null]}
  procedure_code: {vi: Mã thủ tục hành chính, en: Procedure code}
  field: {vi: Lĩnh vực, en: Procedure field}
  unit_code: {vi: Mã đơn vị tiếp nhận, en: Receiving unit}
  channel: {vi: 'Kênh nộp (1 trực tiếp, 2 trực tuyến, 3 bưu chính)', en: 'Channel (1 counter, 2 online, 3 post)'}
  online: {vi: Nộp trực tuyến, en: Submitted online}
  party_kind: {vi: Loại người nộp, en: Kind of party}
  status: {vi: Trạng thái theo mã quốc gia, en: National status code}
  submitted_at: {vi: Thời điểm nộp, en: Submitted at}
  received_at: {vi: Thời điểm tiếp nhận, en: Received at}
  due_at: {vi: Hạn trả kết quả, en: Due at}
  resolved_at: {vi: Thời điểm có kết quả, en: Resolved at}
  submitted_on: {vi: Ngày nộp, en: Day of submission}
  received_on: {vi: Ngày tiếp nhận, en: Day of intake}
  due_on: {vi: Ngày hẹn trả, en: Due day}
  resolved_on: {vi: Ngày có kết quả, en: Day of resolution}
  closed_on: {vi: 'Ngày kết thúc (có kết quả, từ chối, rút hoặc dừng)', en: 'Day of closing (resolved, refused, withdrawn or stopped)'}
  handed_back_on: {vi: Ngày trả kết quả, en: Day of hand-back}
  refused_on: {vi: Ngày từ chối tiếp nhận, en: Day of refusal}
  withdrawn_on: {vi: Ngày rút hồ sơ, en: Day of withdrawal}
  stopped_on: {vi: Ngày dừng xử lý, en: Day of stopping}
  outcome: {vi: Kết quả, en: Outcome}
  timeliness: {vi: 'Sớm hạn, đúng hạn hay trễ hạn', en: 'Early, on time or late'}
  on_time: {vi: Trả không trễ hạn, en: Resolved not later than due}
  supplements: {vi: Số lần yêu cầu bổ sung, en: Supplement requests}
  paused_minutes: {vi: Số phút làm việc tạm dừng, en: Working minutes paused}
  fee_paid: {vi: Số tiền đã nộp (đồng), en: Fee paid (đồng)}
*/
SELECT
  dossier_id,
  dossier_code,
  procedure_code,
  field,
  unit_code,
  channel,
  online,
  party_kind,
  status,
  submitted_at,
  received_at,
  due_at,
  resolved_at,
  CAST(submitted_at + INTERVAL '7' HOUR AS DATE) AS submitted_on,
  CAST(received_at + INTERVAL '7' HOUR AS DATE) AS received_on,
  CAST(due_at + INTERVAL '7' HOUR AS DATE) AS due_on,
  CAST(resolved_at + INTERVAL '7' HOUR AS DATE) AS resolved_on,
  CAST(COALESCE(resolved_at, refused_at, withdrawn_at, stopped_at) + INTERVAL '7' HOUR AS DATE) AS closed_on,
  CAST(handed_back_at + INTERVAL '7' HOUR AS DATE) AS handed_back_on,
  CAST(refused_at + INTERVAL '7' HOUR AS DATE) AS refused_on,
  CAST(withdrawn_at + INTERVAL '7' HOUR AS DATE) AS withdrawn_on,
  CAST(stopped_at + INTERVAL '7' HOUR AS DATE) AS stopped_on,
  outcome,
  timeliness,
  timeliness IN ('early', 'on_time') AS on_time,
  supplements,
  paused_minutes,
  fee_paid
FROM silver.dossier
