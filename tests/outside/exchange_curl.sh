#!/usr/bin/env bash
# Every header rule and error of the exchange, asked with plain curl: what is checked is printed with PASS or FAIL.
#
#   exchange_curl.sh GATEWAY_URL
#
# The gateway must know: client VN-HP/GOV/H24/onestop (this machine) with a right to every service but `foreign`, client …/other without
# rights and with the credential app-1/s3cret for the LGSP dialect, and of VN-HP/GOV/C06/population the services echo (says what it
# received as JSON with "line", "headers", "body"; /status/NNN answers so), closed (disabled), foreign (no rights), absent (nobody listens),
# described (OPENAPI), and the context /population/1.0 of `open`, to which …/other has a right. tests/outside/test_exchange_curl.py starts one.
# Exit status: 0 when everything passed.
set -u
GATEWAY=${1:?usage: exchange_curl.sh GATEWAY_URL}
PROVIDER=VN-HP/GOV/C06/population
R1=$GATEWAY/r1/$PROVIDER
ME='X-Road-Client: VN-HP/GOV/H24/onestop'
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
passed=0 failed=0

ask() { # curl's arguments; leaves $status, $WORK/head (lower-case names) and $WORK/body
  status=$(curl -sS --path-as-is --max-time 20 -o "$WORK/body" -D "$WORK/raw" -w '%{http_code}' "$@") || status="curl $?"
  tr -d '\r' < "$WORK/raw" | awk -F': ' 'NR == 1 || $0 == "" { print; next } { $1 = tolower($1); print }' OFS=': ' > "$WORK/head"
}
check() { # what; condition as a command with its arguments
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "PASS $what"
  else
    failed=$((failed + 1))
    echo "FAIL $what (status $status)"
    sed 's/^/     /' "$WORK/head" | head -20
    head -c 600 "$WORK/body" | sed 's/^/     /'
    echo
  fi
}
is() { [ "$status" = "$1" ]; }
head_has() { grep -qE "^$1$" "$WORK/head"; }
head_lacks() { ! grep -qE "^$1:" "$WORK/head"; }
body_has() { grep -qF -- "$1" "$WORK/body"; }
body_lacks() { ! grep -qiF -- "$1" "$WORK/body"; }
fault() { is "$1" && head_has "x-road-error: $2" && body_has "\"type\": \"$2\""; }
wso2() { is "$1" && body_has "\"code\": $2,"; }
value() { sed -n "s/^$1: //p" "$WORK/head"; }

# PR-REST §4.1 to §4.2
for verb in GET POST PUT PATCH DELETE OPTIONS TRACE; do
  ask -X $verb -H "$ME" "$R1/echo/x"
  check "§4.1 $verb is carried" body_has "\"line\": \"$verb /api/x HTTP/1.1\""
done
ask -I -H "$ME" "$R1/echo/x"
check "§4.1 HEAD is carried and has no body" is 200
ask -H "$ME" "$R1/echo/a%C3%B4/b?q=1&q=2&z=%2e%2e"
check "§4.1 §4.5 path and query arrive as sent" body_has '/api/a%C3%B4/b?q=1&q=2&z=%2e%2e HTTP'
ask -H "$ME" "$GATEWAY/r2/$PROVIDER/echo"
check "§4.1 version 2 is unknown" fault 400 Client.BadRequest
ask -H "$ME" "$GATEWAY/r1/$PROVIDER"
check "§4.1 a service has five codes" fault 400 Client.BadRequest
ask -H "$ME" "$GATEWAY/r1/VN-HP%2FGOV%2FC06%2Fpopulation%2Fecho"
check "§4.2 a wholly encoded identifier is invalid" fault 400 Client.BadRequest
ask -H "$ME" "$GATEWAY/r1/VN%2DHP/GOV/C06/population/ech%6F/x"
check "§4.2 each code is encoded by itself" head_has "x-road-service: $PROVIDER/echo"
for path in /../closed /%2e%2e/closed /a%2f..%2f..%2fb /a/..%5cb /a%00b /a%0d%0ab /a%; do
  ask -H "$ME" "$R1/echo$path"
  check "§4.2 the path $path is refused" fault 400 Client.BadRequest
done
ask -H "$ME" "$R1/echo/a/../b/./c"
check "§4.2 harmless dot segments are resolved before they are matched and forwarded" body_has 'GET /api/b/c HTTP'
ask -H "$ME" --request-target "http://169.254.169.254/r1/$PROVIDER/echo" "$GATEWAY"
check "§4.2 an absolute target is refused" fault 400 Client.BadRequest

# PR-REST §4.3
ask "$R1/echo/x"
check "§4.3 X-Road-Client is mandatory" fault 400 Client.BadRequest
for client in VN-HP VN-HP/GOV VN-HP/GOV/H24/onestop/x VN-HP/GOV/%zz VN-HP/GOV/%C3 VN-HP/GOV/.. VN-HP%2FGOV%2FH24; do
  ask -H "X-Road-Client: $client" "$R1/echo/x"
  check "§4.3 $client is no client" fault 400 Client.BadRequest
done
ask -H 'x-rOAD-cLIENT: VN-HP/GOV/H24/onestop' "$R1/echo/x"
check "§4.3 names of headers know no case" is 200
ask -H 'X-Road-Client: VN-HP/GOV/H24/other' -H "$ME" "$R1/echo/x"
check "§4.3 of a repeated header the last one counts" head_has 'x-road-client: VN-HP/GOV/H24/onestop'
check "§4.3 … and it alone travels" body_lacks 'H24/other'
ask -H "$ME" -H 'X-Road-Id: m-1' -H 'X-Road-Request-Id: mine' -H 'X-Road-Request-Hash: mine' "$R1/echo/x"
check "§4.3 X-Road-Id is echoed" head_has 'x-road-id: m-1'
check "§4.3 X-Road-Service is told" head_has "x-road-service: $PROVIDER/echo"
check "§4.3 X-Road-Request-Id is a new UUID" head_has 'x-road-request-id: [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}'
check "§4.3 ids and hashes of the caller do not travel" body_lacks '"mine"'
check "§4.3 X-Road-Error is absent from an answer of the provider" head_lacks x-road-error
ask -H 'Accept:' -H 'User-Agent:' -H "$ME" -H 'X-Road-Id: m-2' -H 'Content-Type: text/plain' --data-binary 'body' "$R1/echo/x?a=1"
{
  printf 'POST\r\n/r1/%s/echo/x?a=1\r\n%s\r\nX-Road-Id:m-2\r\nContent-Type:text/plain\r\nx-road-request-id:%s\r\n' \
    "$PROVIDER" "${ME/: /:}" "$(value x-road-request-id)" | openssl dgst -sha512 -binary
  printf 'body' | openssl dgst -sha512 -binary
} | openssl dgst -sha512 -binary | openssl base64 -A > "$WORK/hash"
check "§4.3 X-Road-Request-Hash is SHA512(SHA512(head) SHA512(body))" [ "$(value x-road-request-hash)" = "$(cat "$WORK/hash")" ]
ask -H 'Accept:' -H 'User-Agent:' -H "$ME" -H 'X-Road-Id: m-3' "$R1/echo/x"
printf 'GET\r\n/r1/%s/echo/x\r\n%s\r\nX-Road-Id:m-3\r\nx-road-request-id:%s\r\n' "$PROVIDER" "${ME/: /:}" "$(value x-road-request-id)" \
  | openssl dgst -sha512 -binary | openssl base64 -A > "$WORK/hash"
check "§4.3 … and SHA512(head) without a body" [ "$(value x-road-request-hash)" = "$(cat "$WORK/hash")" ]
ask -H "$ME" "$R1/echo/x"
check "§4.3 X-Road-Id is made with the instance" head_has 'x-road-id: VN-HP-[0-9a-f-]{36}'
check "§4.3 the provider's X-Road-Request-Hash is overwritten" head_lacks 'x-road-request-hash: invented'
check "§4.3 caching headers pass" head_has 'cache-control: private, max-age=60'
check "§4.3 Server stays behind" head_lacks server
for header in 'X-Road-UserId: VN031123456789' 'X-Road-Issue: H24-1' 'Authorization: Bearer a.b.c' 'Content-Type: a/b; c=d' 'Accept: text/xml' \
  'X-Powered-By: PHP/5' 'Cache-Control: no-store' 'Cookie: a=b'; do
  ask -H "$ME" -H "$header" "$R1/echo/x"
  check "§4.3 $header passes unmodified" body_has "[\"${header%%: *}\", \"${header#*: }\"]"
done
for header in 'Keep-Alive: leak' 'Proxy-Authorization: leak' 'Proxy-Authenticate: leak' 'TE: leak' 'Trailer: leak' 'User-Agent: leak' 'Server: leak' \
  'X_Road_Client: leak' 'lgspaccesstoken: leak'; do
  ask -H "$ME" -H "$header" "$R1/echo/x"
  check "§4.3 ${header%%:*} stays behind" body_lacks '"leak"'
done
ask -H "$ME" -H 'Connection: X-Drop, X-Road-UserId' -H 'X-Drop: leak' -H 'X-Road-UserId: VN1' "$R1/echo/x"
check "§4.3 what Connection names stays behind" body_lacks '"leak"'
check "§4.3 … but not a header of the protocol" body_has '"VN1"'
for case in 'COM/02 200' '02 200' 'a/b/c 400' 'a/%zz 400'; do
  ask -H "$ME" -H "X-Road-Represented-Party: ${case% *}" "$R1/echo/x"
  check "§4.3 X-Road-Represented-Party: ${case% *}" is "${case#* }"
done
for case in 'VN-HP/GOV/H24/gw1 200' 'VN-HP/GOV/H24/gw9 400' 'VN-HP/GOV/H24 400'; do
  ask -H "$ME" -H "X-Road-Security-Server: ${case% *}" "$R1/echo/x"
  check "§4.3 X-Road-Security-Server: ${case% *}" is "${case#* }"
done
ask -H "$ME" -H 'Expect: 100-continue' --data-binary 'body' "$R1/echo/x"
check "§4.3 Expect: 100-continue is handled here" is 200
ask -H "$ME" -H 'Transfer-Encoding: chunked' --data-binary 'body' "$R1/echo/x"
check "§4.3 a chunked body arrives whole" body_has '"body": "626f6479"'

# PR-REST §4.4 and §4.6
for code in 301 302 303 307 308; do
  ask -H "$ME" "$R1/echo/status/$code"
  check "§4.4 $code is passed on and not followed" head_has 'location: https://elsewhere.example/x\?y=z'
done
for code in 401 404 405 500 503; do
  ask -H "$ME" "$R1/echo/status/$code"
  check "§4.6 the provider's own $code is passed as it is" is $code
  check "§4.6 … without X-Road-Error" head_lacks x-road-error
done
ask -H 'X-Road-Client: VN-HP/GOV/X/y' "$R1/echo/x"
check "§4.6 an unknown client" fault 500 Server.ClientProxy.UnknownMember
ask -H "$ME" "$GATEWAY/r1/VN-HP/GOV/X/y/z"
check "§4.6 an unknown provider" fault 500 Server.ServerProxy.UnknownMember
ask -H "$ME" "$R1/nothing"
check "§4.6 an unknown service" fault 500 Server.ServerProxy.UnknownService
check "§4.6 … with the id to look for in the log" body_has "\"detail\": \"$(value x-road-request-id)\""
ask -H "$ME" "$R1/foreign/x"
check "§4.6 no right" fault 500 Server.ServerProxy.AccessDenied
ask -H "$ME" "$R1/closed/x"
check "§4.6 a service switched off" fault 500 Server.ServerProxy.ServiceDisabled
ask -H "$ME" "$R1/absent/x"
check "§4.6 a provider that does not listen" fault 500 Server.ServerProxy.NetworkError
check "§4.6 … whose address stays unsaid" body_lacks 127.0.0.1
for accept in text/xml application/xml 'text/*'; do
  ask -H "$ME" -H "Accept: $accept" "$R1/nothing"
  check "§4.6 an error in XML for Accept: $accept" body_has '<error><type>Server.ServerProxy.UnknownService</type><message>'
done
ask -H 'Accept:' -H "$ME" "$R1/nothing"
check "§4.6 an error in JSON without Accept" head_has 'content-type: application/json; charset=utf-8'

# PR-META, PR-MREST
ask -H 'Accept: application/json' "$GATEWAY/listClients"
check "PR-META §2 listClients in JSON" body_has '"object_type": "SUBSYSTEM"'
ask "$GATEWAY/listClients?xRoadInstance=VN-HP"
check "PR-META §2 listClients in XML" body_has '<xroad:clientList '
ask "$GATEWAY/listClients?xRoadInstance=EE"
check "PR-META §2 an unknown instance" fault 400 Client.BadRequest
ask "$GATEWAY/verificationconf"
check "verificationconf is a zip" head_has 'content-type: application/zip'
ask -H "$ME" "$R1/listMethods"
check "PR-MREST §4 listMethods" body_has '"service_code": "foreign"'
ask -H "$ME" "$R1/allowedMethods"
check "PR-MREST §4 allowedMethods leaves out what is not allowed" body_lacks foreign
ask -H "$ME" "$R1/getOpenAPI?serviceCode=described"
check "PR-MREST §5 getOpenAPI tells no address" body_lacks inner.example
ask -H "$ME" "$R1/getOpenAPI?serviceCode=echo"
check "PR-MREST §5 a service without a description" body_has '"message": "Invalid service type: REST"'
ask -H "$ME" "$R1/getOpenAPI"
check "PR-MREST §5 without serviceCode" fault 500 Server.ServerProxy.InvalidRequest

# GovStack
IM='Information-Mediator-Client: VN-HP/GOV/H24/onestop'
ask -H "$IM" -H 'Information-Mediator-Id: g-1' "$GATEWAY/$PROVIDER/echo/x"
check "GovStack: a call without /r1" body_has 'GET /api/x HTTP'
check "GovStack: answers speak in the caller's headers" head_has 'information-mediator-id: g-1'
ask -H 'X-GovStack-Client: VN-HP/GOV/H24/onestop' "$R1/listMethods"
check "GovStack: lists are named member" body_has '{"member": [{"objectType": "SERVICE"'
ask -H "$IM" "$GATEWAY/$PROVIDER/nothing"
check "GovStack: errors as well" head_has 'information-mediator-error: Server.ServerProxy.UnknownService'
ask -H "$IM" -H 'X-Road-Client: VN-HP/GOV/H24/other' "$GATEWAY/$PROVIDER/echo/x"
check "GovStack: a caller is not two" is 400

# LGSP
SHOWN=$(printf '{"AccessKey":"app-1","SecretKey":"s3cret","AppName":"","PartnerCode":"","PartnerCodeCus":""}' | openssl base64 -A)
ask -H "lgspaccesstoken: $SHOWN" -d grant_type=client_credentials "$GATEWAY/token"
check "LGSP: a token for lgspaccesstoken" body_has '"token_type": "Bearer"'
ask -u app-1:s3cret -d grant_type=client_credentials "$GATEWAY/token"
check "LGSP: a token for HTTP Basic" body_has '"expires_in": '
check "LGSP: … that no cache keeps" head_has 'cache-control: no-store'
TOKEN=$(sed 's/.*"access_token": "\([^"]*\)".*/\1/' "$WORK/body")
for header in "Authorization: Bearer $TOKEN" "X-Authentication-Token: $TOKEN" "lgspaccesstoken: $SHOWN"; do
  ask -H "$header" "$GATEWAY/population/1.0/x?a=1"
  check "LGSP: a call with ${header%%:*}" body_has 'GET /api/x?a=1 HTTP'
  check "LGSP: … which does not travel" body_lacks "${header#*: }"
done
ask -u app-1:wrong -d grant_type=client_credentials "$GATEWAY/token"
check "LGSP: a wrong secret" body_has '"error": "invalid_client"'
ask -u app-1:s3cret -d grant_type=password "$GATEWAY/token"
check "LGSP: another grant" body_has '"error": "unsupported_grant_type"'
ask "$GATEWAY/population/1.0/x"
check "LGSP: no credentials" wso2 401 900902
ask -H 'Authorization: Bearer nonsense' "$GATEWAY/population/1.0/x"
check "LGSP: a wrong token" wso2 401 900901
ask -H "Authorization: Bearer $TOKEN" "$GATEWAY/population/9.9/x"
check "LGSP: an unknown context" wso2 404 900906

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
