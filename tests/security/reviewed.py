"""What the sweep over all ids leaves out, address by address and why; each list may only get shorter."""

from __future__ import annotations

# Addresses at which others find something too.
SHARED: dict[str, str] = {
    "thu-tuc/<str:code>/nop/": "a procedure is everybody's; what is begun is one's own",
    "lam-viec/quay/phieu/<str:code>/": "the number in a queue, its kind of matter and hour: the page of the number (so-thu-tu/) is public and names nobody",
    "lam-viec/ho-so/nop-tai-quay/<str:procedure>/nguoi-nop/": "the form of a procedure; what is typed is kept with the officer who types",
}  # fmt: skip
# Addresses at which an officer of another unit is told that he may not (403, or back to this page), instead of that there is no such thing:
# the ids cannot be guessed (UUIDs) or are public (the number in a queue), and nothing of the thing is said.
OPENLY: dict[str, str] = {
    "api/v1/payments/receipts/<uuidstr:receipt_id>/cancel": "",
    "api/v1/payments/receipts/<uuidstr:receipt_id>/replace": "",
    "api/v1/payments/requests/<uuidstr:payment_id>/reopen": "",
    "api/v1/payments/requests/<uuidstr:payment_id>/refunds": "",
    "api/v1/payments/refunds/<uuidstr:refund_id>/decide": "",
    "api/v1/counter/tickets/<code>/acts": "",
    "lam-viec/hoan-phi/<uuid:refund_id>/": "/lam-viec/hoan-phi/",
    "lam-viec/uy-quyen/<uuid:delegation_id>/xac-nhan/": "",
}
_ROLE = "no unit owns it: whoever has the role sees all, and tests/architecture/test_permissions.py keeps the others out"
_WORD = "which word may stand beside the thing follows from its state; the thing itself is asked for at its other addresses"
_PAIR = "an officer and a post of hers stand there together, which the sweep does not pair; foundation/identity tests who sees a post"
_UNITS = "nobody of the town asked; foundation/identity tests that administrators of other units see and decide none"
_LEADER = "four names that the sweep does not pair; platform/exchange tests that another unit's leader may not"
_NONE = "the town has none; the tests of the room ask for another's"
# Addresses whose thing the town does not have.
NOT_MADE: dict[str, str] = {
    "api/v1/casework/dossiers/<code>/form/signature/<uuidstr:request_id>": _NONE,
    "api/v1/casework/opinions/<uuidstr:opinion_id>/give": "the unit that is asked is not among the officers of the town",
    "api/v1/casework/definitions/<code>/publish": _ROLE,
    "api/v1/eforms/drafts/<uuidstr:draft_id>/references/<name>": _WORD,
    "api/v1/payments/requests/<uuidstr:payment_id>/attempts/<reference>": _NONE,
    "api/v1/payments/discrepancies/<uuidstr:discrepancy_id>/take": _ROLE,
    "api/v1/payments/discrepancies/<uuidstr:discrepancy_id>/resolve": _ROLE,
    "api/v1/payments/discrepancies/<uuidstr:discrepancy_id>/undo": _ROLE,
    "api/v1/post/dossiers/<code>/hand-over": _NONE,
    "api/v1/vault/requests/<uuidstr:request_id>/agree": "needs a paper of the kind that was asked for; the request itself is asked for at its other addresses",
    "api/v1/vault/national/sendings/<int:sending_id>/again": _ROLE,
    "tai-khoan/to-chuc/<uuid:organisation_id>/uy-quyen/": "asked for while acting for the organisation; foundation/identity tests it",
    "quan-tri/dang-nhap-khong-khop/<uuid:mismatch_id>/": _ROLE,
    "lam-viec/uy-quyen/<uuid:delegation_id>/van-ban/": _NONE,
    "lam-viec/chuc-vu/<str:code>/<int:position_id>/": _PAIR,
    "lam-viec/chuc-vu/<str:code>/<int:position_id>/van-ban/<str:which>/": _PAIR,
    "quan-tri/dat-lai-xac-thuc/<uuid:reset_id>/": _UNITS,
    "quan-tri/dat-lai-xac-thuc/<uuid:reset_id>/khong-dong-y/": _UNITS,
    "quan-tri/dat-lai-xac-thuc/<uuid:reset_id>/xac-nhan/": _UNITS,
    "lam-viec/su-kien/<int:delivery_id>/chay-lai/": _ROLE,
    "quan-tri/lich/hoan-tac/<uuid:change_id>/": _ROLE,
    "quan-tri/quy-dinh/<str:code>/": _ROLE,
    "lam-viec/ho-so/<str:code>/tep/da-cap/<str:check>/": _WORD,
    "lam-viec/ho-so/<str:code>/viec/<str:verb>/": _WORD,
    "quan-tri/thu-tuc/<str:code>/sua/<str:part>/": _ROLE,
    "quan-tri/thu-tuc/<str:code>/bang/<str:kind>/": _ROLE,
    "lam-viec/truc-lien-thong/<uuid:request_id>/": _ROLE,
    "lam-viec/truc-lien-thong/khoa/thu-hoi/<str:what>/<uuid:key_id>/": _ROLE,
    "lam-viec/truc-lien-thong/yeu-cau/<str:code>/buoc/<str:act>/": _WORD,
    "api/v1/exchange/certificates/<uuidstr:certificate_id>/revoke": _ROLE,
    "api/v1/exchange/credentials/<uuidstr:credential_id>/revoke": _ROLE,
    "api/v1/exchange/clients/<member_class>/<member_code>/<client>": _ROLE,
    "api/v1/exchange/clients/<member_class>/<member_code>/<client>/affected": _ROLE,
    "api/v1/exchange/clients/<member_class>/<member_code>/<client>/networks/end": _ROLE,
    "api/v1/exchange/clients/<member_class>/<member_code>/<client>/switch": _ROLE,
    "api/v1/exchange/members/<member_class>/<member_code>": _ROLE,
    "api/v1/exchange/members/<member_class>/<member_code>/affected": _ROLE,
    "api/v1/exchange/members/<member_class>/<member_code>/switch": _ROLE,
    "api/v1/exchange/gateways/<code>/token": _ROLE,
    "api/v1/exchange/rooms/<member_class>/<member_code>/<client>": _ROLE,
    "api/v1/exchange/rooms/<member_class>/<member_code>/<client>/types/<event_type>": _ROLE,
    "api/v1/exchange/rooms/<member_class>/<member_code>/<client>/types/<event_type>/dead": _ROLE,
    "api/v1/exchange/rooms/<member_class>/<member_code>/<client>/types/<event_type>/dead/empty": _ROLE,
    "api/v1/exchange/services/<member_class>/<member_code>/<client>/<service>": _ROLE,
    "api/v1/exchange/services/<member_class>/<member_code>/<client>/<service>/changes": _LEADER,
    "api/v1/exchange/services/<member_class>/<member_code>/<client>/<service>/own-pace": _LEADER,
    "api/v1/exchange/services/<member_class>/<member_code>/<client>/<service>/switch": _LEADER,
    "nop/<uuid:draft_id>/gui-bo-sung/": "the draft of the town is no supplement; the draft itself is asked for at its other addresses",
    "nop/<uuid:draft_id>/tra-ket-qua/": "an officer types that draft; the draft itself is asked for at its other addresses",
    "lam-viec/du-lieu-ca-nhan/danh-gia-tac-dong/<str:code>/rui-ro/<int:number>/": _WORD,
    "lam-viec/du-lieu-ca-nhan/danh-gia-tac-dong/<str:code>/ho-so.<str:kind>": _WORD,
    "lam-viec/du-lieu-ca-nhan/danh-gia-tac-dong/<str:code>/<slug:step>/": _WORD,
    "lam-viec/kho-quoc-gia/tra-cuu/<uuid:lookup_id>/": _NONE,
    "lam-viec/kho-quoc-gia/tra-cuu/<uuid:lookup_id>/<int:place>/<int:number>/": _NONE,
    "lam-viec/kho-quoc-gia/tra-cuu/<uuid:lookup_id>/<int:place>/<int:number>/dua-vao-ho-so/": _NONE,
    "lam-viec/kho-giay-to/chia-se/<uuid:share_id>/thu-hoi/": "the unit of the town shares nothing; its papers are asked for at their other addresses",
    "chi-so/<slug:code>/dong/": _ROLE,
    "chi-so/<slug:code>/cong-bo/": _ROLE,
    "lam-viec/chat-luong/ho-so/<slug:key>/": _ROLE,
    "bao-cao/tep/<uuid:build_id>/": _ROLE,
    "bao-cao/<int:year>/<slug:code>/": _ROLE,
    "lam-viec/cong-quoc-gia/nhan/<int:intake_id>/": _ROLE,
    "lam-viec/cong-quoc-gia/gui/<int:telling_id>/gui-lai/": _ROLE,
    "lam-viec/cong-quoc-gia/doi-chieu/<int:difference_id>/": _ROLE,
}
