/*
name: silver.dossier_event
layer: silver
owner: insight/datasets
grain: one row per event of a dossier
refresh: append
key: dossier_id
description:
  vi: Mỗi sự kiện của một hồ sơ thành một dòng có kiểu dữ liệu, đúng như phòng xử lý hồ sơ đã báo.
  en: Each event of a dossier as a typed row, as casework told it.
columns:
  event_id: {vi: Mã sự kiện, en: Event id, tests: [unique, not_null]}
  seq: {vi: Số thứ tự, en: Ordinal of all events, tests: [not_null]}
  kind: {vi: Loại sự kiện, en: Kind of event, tests: [not_null]}
  dossier_id: {vi: Mã nội bộ của hồ sơ, en: Internal id of the dossier, tests: [not_null]}
  dossier_code: {vi: Mã hồ sơ, en: Dossier code, tests: [not_null]}
  procedure_code: {vi: Mã thủ tục hành chính, en: Procedure code}
  field: {vi: Lĩnh vực, en: Procedure field}
  unit_code: {vi: Mã đơn vị tiếp nhận, en: Receiving unit}
  happened_at: {vi: Thời điểm xảy ra, en: When it happened}
  status: {vi: Trạng thái theo mã quốc gia sau sự kiện, en: National status code after the event}
  channel: {vi: 'Kênh nộp (1 trực tiếp, 2 trực tuyến, 3 bưu chính)', en: 'Channel (1 counter, 2 online, 3 post)'}
  online: {vi: Nộp trực tuyến, en: Submitted online}
  party_kind: {vi: Loại người nộp, en: Kind of party}
  due_at: {vi: 'Hạn trả kết quả của hồ sơ (không phải hạn của một ý kiến)', en: 'Due instant of the dossier (not of an opinion)'}
  paused_minutes: {vi: Số phút làm việc tạm dừng, en: Working minutes paused}
  outcome: {vi: Kết quả, en: Outcome}
  reason_code: {vi: Mã lý do, en: Reason code}
  amount: {vi: Số tiền (đồng), en: Amount (đồng)}
  handler_code: {vi: Mã đơn vị đang giữ hồ sơ, en: Unit that holds it}
  authority_code: {vi: Mã cơ quan có thẩm quyền, en: Competent authority}
  officer_id: {vi: 'Mã nội bộ của cán bộ được giao, hoặc đã ký kết quả', en: 'Internal id of the officer it is assigned to, or who signed'}
  late: {vi: Trễ hạn theo sự kiện đã báo, en: Late as the event tells}
  extensions: {vi: Số lần gia hạn, en: Extensions}
  gross_minutes: {vi: Số phút làm việc kể cả tạm dừng, en: Working minutes with pauses}
  net_minutes: {vi: Số phút làm việc trừ tạm dừng, en: Working minutes without pauses}
  score: {vi: Điểm hài lòng (1 đến 5), en: Satisfaction (1 to 5)}
  electronic_result: {vi: 'Kết quả điện tử (trống khi sự kiện không nói)', en: 'Electronic result (empty when the event does not tell)'}
  papers: {vi: Số thành phần hồ sơ, en: Papers}
  digitised: {vi: Số thành phần đã số hoá, en: Papers digitised}
  reused: {vi: Số thành phần khai thác lại, en: Papers reused}
  reused_national: {vi: 'Trong đó khai thác từ kho quản lý dữ liệu điện tử', en: Of these from the electronic store}
  person_id: {vi: Mã nội bộ của người nộp, en: Internal id of the applicant, pii: true}
*/
SELECT
  event_id,
  seq,
  kind,
  dossier_id,
  dossier_code,
  procedure_code,
  field,
  unit_code,
  happened_at,
  CASE
    WHEN kind = 'submitted' THEN 1
    WHEN kind = 'received' THEN 2
    WHEN kind = 'refused' THEN 3
    WHEN kind IN ('supplemented', 'revoked', 'corrected') THEN 4
    WHEN kind = 'supplement_requested' THEN 5
    WHEN kind = 'withdrawn' THEN 7
    WHEN kind = 'stopped' THEN 8
    WHEN kind = 'resolved' THEN 9
    WHEN kind = 'handed_back' THEN 10
    ELSE told_status
  END AS status,
  channel,
  online,
  party_kind,
  CASE WHEN kind <> 'opinion_asked' THEN due_at END AS due_at,
  paused_minutes,
  outcome,
  reason_code,
  amount,
  handler_code,
  authority_code,
  officer_id,
  late,
  extensions,
  gross_minutes,
  net_minutes,
  score,
  electronic_result,
  papers,
  digitised,
  reused,
  reused_national,
  person_id
FROM (
  SELECT
    event_id,
    seq,
    CASE WHEN name = 'casework.dossier.resolved.v2' THEN 'timed' ELSE REPLACE(REPLACE(name, 'casework.dossier.', ''), '.v1', '') END AS kind,
    json_extract_string(payload, '$.dossier_id') AS dossier_id,
    json_extract_string(payload, '$.dossier_code') AS dossier_code,
    json_extract_string(payload, '$.procedure_code') AS procedure_code,
    json_extract_string(payload, '$.field') AS field,
    json_extract_string(payload, '$.unit_code') AS unit_code,
    COALESCE(TRY_CAST(json_extract_string(payload, '$.at') AS TIMESTAMPTZ), occurred_at) AS happened_at,
    TRY_CAST(json_extract_string(payload, '$.status') AS INTEGER) AS told_status,
    TRY_CAST(json_extract_string(payload, '$.channel') AS INTEGER) AS channel,
    json_extract_string(payload, '$.online') = 'true' AS online,
    TRY_CAST(json_extract_string(payload, '$.party_kind') AS INTEGER) AS party_kind,
    TRY_CAST(json_extract_string(payload, '$.due_at') AS TIMESTAMPTZ) AS due_at,
    TRY_CAST(json_extract_string(payload, '$.paused_minutes') AS BIGINT) AS paused_minutes,
    json_extract_string(payload, '$.outcome') AS outcome,
    json_extract_string(payload, '$.reason_code') AS reason_code,
    TRY_CAST(json_extract_string(payload, '$.amount') AS BIGINT) AS amount,
    json_extract_string(payload, '$.handler_code') AS handler_code,
    json_extract_string(payload, '$.authority_code') AS authority_code,
    json_extract_string(payload, '$.officer_id') AS officer_id,
    json_extract_string(payload, '$.late') = 'true' AS late,
    TRY_CAST(COALESCE(json_extract_string(payload, '$.extensions'), json_extract_string(payload, '$.number')) AS BIGINT) AS extensions,
    TRY_CAST(json_extract_string(payload, '$.gross_minutes') AS BIGINT) AS gross_minutes,
    TRY_CAST(json_extract_string(payload, '$.net_minutes') AS BIGINT) AS net_minutes,
    TRY_CAST(json_extract_string(payload, '$.score') AS INTEGER) AS score,
    CASE WHEN payload LIKE '%"result_file_id":%' THEN json_extract_string(payload, '$.result_file_id') IS NOT NULL END AS electronic_result,
    TRY_CAST(json_extract_string(payload, '$.papers') AS BIGINT) AS papers,
    TRY_CAST(json_extract_string(payload, '$.digitised') AS BIGINT) AS digitised,
    TRY_CAST(json_extract_string(payload, '$.reused') AS BIGINT) AS reused,
    TRY_CAST(json_extract_string(payload, '$.reused_national') AS BIGINT) AS reused_national,
    json_extract_string(payload, '$.person_id') AS person_id
  FROM bronze.events
  WHERE name LIKE 'casework.dossier.%.v1' OR name = 'casework.dossier.resolved.v2'
) AS told
WHERE dossier_id IS NOT NULL AND dossier_code IS NOT NULL
