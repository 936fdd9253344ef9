/*
name: silver.dossier_work
layer: silver
owner: insight/quality
grain: one row per dossier, how it was worked on, as it is after its last event
refresh: keyed
key: dossier_id
description:
  vi: Ai giữ hồ sơ, ai được giao, gia hạn, ý kiến trễ, số hoá giấy tờ, kết quả điện tử, đánh giá; gộp từ mọi sự kiện. Điều chưa phòng nào báo thì để trống.
  en: Who held a dossier, who had it, extensions, late opinions, papers, electronic result, rating; folded from all events. What nobody told is empty.
columns:
  dossier_id: {vi: Mã nội bộ của hồ sơ, en: Internal id of the dossier, tests: [unique, not_null]}
  handler_code: {vi: Mã đơn vị giữ hồ sơ sau cùng, en: Unit that held it last}
  authority_code: {vi: Mã cơ quan có thẩm quyền, en: Competent authority}
  assigned_id: {vi: Mã nội bộ của cán bộ được giao sau cùng, en: Internal id of the officer it was last assigned to}
  signer_id: {vi: Mã nội bộ của người ký kết quả, en: Internal id of the officer who signed}
  extensions: {vi: Số lần gia hạn, en: Extensions, tests: [not_null]}
  transfers: {vi: Số lần chuyển đơn vị, en: Transfers, tests: [not_null]}
  opinions: {vi: Số ý kiến đã hỏi, en: Opinions asked, tests: [not_null]}
  opinions_late: {vi: Số ý kiến trả lời trễ, en: Opinions given late, tests: [not_null]}
  opinions_open: {vi: Số ý kiến chưa trả lời, en: Opinions not given, tests: [not_null]}
  reopened: {vi: Số lần thu hồi hoặc đính chính kết quả, en: Revocations and corrections, tests: [not_null]}
  gross_minutes: {vi: Số phút làm việc kể cả tạm dừng, en: Working minutes with pauses}
  net_minutes: {vi: Số phút làm việc trừ tạm dừng, en: Working minutes without pauses}
  electronic_result: {vi: Có kết quả điện tử, en: Electronic result}
  papers: {vi: Số thành phần hồ sơ, en: Papers}
  digitised: {vi: Số thành phần đã số hoá, en: Papers digitised}
  reused: {vi: Số thành phần khai thác lại, en: Papers reused}
  reused_national: {vi: 'Trong đó khai thác từ kho quản lý dữ liệu điện tử', en: Of these from the electronic store}
  score: {vi: Điểm hài lòng (1 đến 5), en: Satisfaction (1 to 5)}
  rated_at: {vi: Thời điểm đánh giá, en: Rated at}
*/
SELECT
  dossier_id,
  ARG_MAX(handler_code, CASE WHEN kind IN ('timed', 'transferred', 'due_warned') AND handler_code <> '' THEN seq END) AS handler_code,
  ARG_MAX(authority_code, CASE WHEN kind = 'timed' AND authority_code <> '' THEN seq END) AS authority_code,
  NULLIF(ARG_MAX(COALESCE(officer_id, ''), CASE WHEN kind = 'assigned' THEN seq END), '') AS assigned_id,
  ARG_MAX(officer_id, CASE WHEN kind = 'timed' AND officer_id IS NOT NULL THEN seq END) AS signer_id,
  COALESCE(MAX(CASE WHEN kind IN ('timed', 'extended') THEN extensions END), 0) AS extensions,
  CAST(SUM(CASE WHEN kind = 'transferred' THEN 1 ELSE 0 END) AS BIGINT) AS transfers,
  CAST(SUM(CASE WHEN kind = 'opinion_asked' THEN 1 ELSE 0 END) AS BIGINT) AS opinions,
  CAST(SUM(CASE WHEN kind = 'opinion_given' AND late THEN 1 ELSE 0 END) AS BIGINT) AS opinions_late,
  CAST(SUM(CASE WHEN kind = 'opinion_asked' THEN 1 WHEN kind IN ('opinion_given', 'opinion_recalled') THEN -1 ELSE 0 END) AS BIGINT) AS opinions_open,
  CAST(SUM(CASE WHEN kind IN ('revoked', 'corrected') THEN 1 ELSE 0 END) AS BIGINT) AS reopened,
  ARG_MAX(gross_minutes, CASE WHEN gross_minutes IS NOT NULL THEN seq END) AS gross_minutes,
  ARG_MAX(net_minutes, CASE WHEN net_minutes IS NOT NULL THEN seq END) AS net_minutes,
  ARG_MAX(electronic_result, CASE WHEN kind = 'resolved' AND electronic_result IS NOT NULL THEN seq END) AS electronic_result,
  ARG_MAX(papers, CASE WHEN kind = 'papers_counted' AND papers IS NOT NULL THEN seq END) AS papers,
  ARG_MAX(digitised, CASE WHEN kind = 'papers_counted' AND digitised IS NOT NULL THEN seq END) AS digitised,
  ARG_MAX(reused, CASE WHEN kind = 'papers_counted' AND reused IS NOT NULL THEN seq END) AS reused,
  ARG_MAX(reused_national, CASE WHEN kind = 'papers_counted' AND reused_national IS NOT NULL THEN seq END) AS reused_national,
  ARG_MAX(score, CASE WHEN kind = 'rated' AND score BETWEEN 1 AND 5 THEN seq END) AS score,
  ARG_MAX(happened_at, CASE WHEN kind = 'rated' AND score BETWEEN 1 AND 5 THEN seq END) AS rated_at
FROM silver.dossier_event
GROUP BY dossier_id
