/*
name: silver.dossier
layer: silver
owner: insight/datasets
grain: one row per dossier, as it is after its last event
refresh: keyed
key: dossier_id
description:
  vi: Tình trạng mới nhất của từng hồ sơ, gộp từ mọi sự kiện của hồ sơ đó.
  en: The latest state of each dossier, folded from all its events.
columns:
  dossier_id: {vi: Mã nội bộ của hồ sơ, en: Internal id of the dossier, tests: [unique, not_null]}
  dossier_code: {vi: Mã hồ sơ, en: Dossier code, tests: [not_null]}
  procedure_code: {vi: Mã thủ tục hành chính, en: Procedure code}
  field: {vi: Lĩnh vực, en: Procedure field}
  unit_code: {vi: Mã đơn vị tiếp nhận, en: Receiving unit}
  channel: {vi: Kênh nộp, en: Channel}
  online: {vi: Nộp trực tuyến, en: Submitted online}
  party_kind: {vi: Loại người nộp, en: Kind of party}
  person_id: {vi: Mã nội bộ của người nộp, en: Internal id of the applicant, pii: true}
  status: {vi: Trạng thái theo mã quốc gia, en: National status code}
  submitted_at: {vi: Thời điểm nộp, en: Submitted at}
  received_at: {vi: Thời điểm tiếp nhận, en: Received at}
  due_at: {vi: Hạn trả kết quả hiện hành, en: Current due instant}
  resolved_at: {vi: 'Thời điểm có kết quả (trống khi kết quả đã bị thu hồi hoặc đính chính)', en: 'Resolved at (empty once revoked or corrected)'}
  handed_back_at: {vi: Thời điểm trả kết quả, en: Handed back at}
  refused_at: {vi: Thời điểm từ chối tiếp nhận, en: Refused at}
  withdrawn_at: {vi: Thời điểm rút hồ sơ, en: Withdrawn at}
  stopped_at: {vi: Thời điểm dừng xử lý, en: Stopped at}
  outcome: {vi: Kết quả, en: Outcome}
  timeliness: {vi: 'Sớm hạn, đúng hạn hay trễ hạn (so ngày theo giờ Việt Nam)', en: 'Early, on time or late (dates in Vietnam are compared)', tests: [{accepted: [early, on_time, late]}]}
  supplements: {vi: Số lần yêu cầu bổ sung, en: Supplement requests}
  paused_minutes: {vi: Tổng số phút làm việc tạm dừng, en: Working minutes paused}
  fee_paid: {vi: Số tiền đã nộp (đồng), en: Fee paid (đồng)}
  last_seq: {vi: Sự kiện cuối cùng, en: Last event, tests: [not_null]}
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
  person_id,
  status,
  submitted_at,
  received_at,
  due_at,
  resolved_at,
  handed_back_at,
  refused_at,
  withdrawn_at,
  stopped_at,
  CASE WHEN resolved_at IS NOT NULL OR reopened_seq IS NULL THEN outcome END AS outcome,
  CASE
    WHEN resolved_at IS NULL OR due_at IS NULL THEN NULL
    WHEN CAST(resolved_at + INTERVAL '7' HOUR AS DATE) < CAST(due_at + INTERVAL '7' HOUR AS DATE) THEN 'early'
    WHEN CAST(resolved_at + INTERVAL '7' HOUR AS DATE) = CAST(due_at + INTERVAL '7' HOUR AS DATE) THEN 'on_time'
    ELSE 'late'
  END AS timeliness,
  supplements,
  paused_minutes,
  fee_paid,
  last_seq
FROM (
  SELECT
    dossier_id,
    dossier_code,
    procedure_code,
    field,
    unit_code,
    channel,
    online,
    party_kind,
    person_id,
    status,
    submitted_at,
    received_at,
    due_at,
    CASE WHEN resolved_seq > COALESCE(reopened_seq, -1) THEN resolved_at END AS resolved_at,
    CASE WHEN handed_back_seq > COALESCE(reopened_seq, -1) THEN handed_back_at END AS handed_back_at,
    refused_at,
    withdrawn_at,
    stopped_at,
    outcome,
    supplements,
    paused_minutes,
    fee_paid,
    reopened_seq,
    last_seq
  FROM (
    SELECT
      dossier_id,
      MAX(dossier_code) AS dossier_code,
      ARG_MAX(procedure_code, CASE WHEN procedure_code IS NOT NULL THEN seq END) AS procedure_code,
      ARG_MAX(field, CASE WHEN field IS NOT NULL THEN seq END) AS field,
      ARG_MAX(unit_code, CASE WHEN unit_code IS NOT NULL THEN seq END) AS unit_code,
      ARG_MAX(channel, CASE WHEN channel IS NOT NULL THEN seq END) AS channel,
      ARG_MAX(online, CASE WHEN kind = 'submitted' THEN seq END) AS online,
      ARG_MAX(party_kind, CASE WHEN party_kind IS NOT NULL THEN seq END) AS party_kind,
      ARG_MAX(person_id, CASE WHEN person_id IS NOT NULL THEN seq END) AS person_id,
      ARG_MAX(status, CASE WHEN status IS NOT NULL THEN seq END) AS status,
      MIN(CASE WHEN kind = 'submitted' THEN happened_at END) AS submitted_at,
      MIN(CASE WHEN kind = 'received' THEN happened_at END) AS received_at,
      ARG_MAX(due_at, CASE WHEN due_at IS NOT NULL THEN seq END) AS due_at,
      MAX(CASE WHEN kind = 'resolved' THEN happened_at END) AS resolved_at,
      MAX(CASE WHEN kind = 'handed_back' THEN happened_at END) AS handed_back_at,
      MAX(CASE WHEN kind = 'refused' THEN happened_at END) AS refused_at,
      MAX(CASE WHEN kind = 'withdrawn' THEN happened_at END) AS withdrawn_at,
      MAX(CASE WHEN kind = 'stopped' THEN happened_at END) AS stopped_at,
      ARG_MAX(outcome, CASE WHEN outcome IS NOT NULL THEN seq END) AS outcome,
      CAST(SUM(CASE WHEN kind = 'supplement_requested' THEN 1 ELSE 0 END) AS BIGINT) AS supplements,
      CAST(SUM(CASE WHEN kind = 'supplemented' THEN COALESCE(paused_minutes, 0) ELSE 0 END) AS BIGINT) AS paused_minutes,
      CAST(SUM(CASE WHEN kind = 'fee_paid' THEN COALESCE(amount, 0) ELSE 0 END) AS BIGINT) AS fee_paid,
      MAX(CASE WHEN kind = 'resolved' THEN seq END) AS resolved_seq,
      MAX(CASE WHEN kind = 'handed_back' THEN seq END) AS handed_back_seq,
      MAX(CASE WHEN kind IN ('revoked', 'corrected') THEN seq END) AS reopened_seq,
      MAX(seq) AS last_seq
    FROM silver.dossier_event
    GROUP BY dossier_id
  ) AS events
) AS folded
