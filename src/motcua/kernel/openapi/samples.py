"""Code that sends one request, in the languages that callers write: to copy, run and change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from shlex import quote

LANGUAGES = {"curl": "curl", "python": "Python", "javascript": "JavaScript", "csharp": "C#", "java": "Java"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request: its whole address, headers in order, and a JSON body or None."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None


def sample(sent: Sent, *, language: str) -> str:
    """The request in one of ``LANGUAGES``; KeyError for another. Every text is escaped for the language it stands in."""
    return {"curl": _curl, "python": _python, "javascript": _javascript, "csharp": _csharp, "java": _java}[language](sent)


def _body(sent: Sent) -> str:
    return json.dumps(sent.body, ensure_ascii=False)


def _curl(sent: Sent) -> str:
    lines = [f"curl -X {sent.method} {quote(sent.url)}"] if sent.method != "GET" else [f"curl {quote(sent.url)}"]
    lines += [f"-H {quote(f'{name}: {value}')}" for name, value in sent.headers.items()]
    if sent.body is not None:
        lines += [f"-H {quote('Content-Type: application/json')}", f"-d {quote(_body(sent))}"]
    return " \\\n  ".join(lines)


def _python(sent: Sent) -> str:
    more = f",\n    json={sent.body!r}" if sent.body is not None else ""
    return (
        "import httpx\n\n"
        f"answer = httpx.request(\n    {sent.method!r},\n    {sent.url!r},\n    headers={dict(sent.headers)!r}{more},\n    timeout=30,\n)\n"
        "print(answer.status_code, answer.text)"
    )


def _javascript(sent: Sent) -> str:
    headers = dict(sent.headers) | ({"Content-Type": "application/json"} if sent.body is not None else {})
    more = f",\n  body: JSON.stringify({_body(sent)})" if sent.body is not None else ""
    return (
        f"const answer = await fetch({json.dumps(sent.url)}, {{\n  method: {json.dumps(sent.method)},\n"
        f"  headers: {json.dumps(headers, ensure_ascii=False)}{more}\n}});\nconsole.log(answer.status, await answer.text());"
    )


def _csharp(sent: Sent) -> str:
    lines = [
        "using var client = new HttpClient();",
        f"using var request = new HttpRequestMessage(new HttpMethod({json.dumps(sent.method)}), {json.dumps(sent.url)});",
        *(f"request.Headers.TryAddWithoutValidation({json.dumps(n)}, {json.dumps(v)});" for n, v in sent.headers.items()),
    ]
    if sent.body is not None:
        lines.append(f'request.Content = new StringContent({json.dumps(_body(sent))}, System.Text.Encoding.UTF8, "application/json");')
    lines += ["var answer = await client.SendAsync(request);", "Console.WriteLine(await answer.Content.ReadAsStringAsync());"]
    return "\n".join(lines)


def _java(sent: Sent) -> str:
    body = f"BodyPublishers.ofString({json.dumps(_body(sent))})" if sent.body is not None else "BodyPublishers.noBody()"
    headers = dict(sent.headers) | ({"Content-Type": "application/json"} if sent.body is not None else {})
    lines = [
        f"var request = HttpRequest.newBuilder(URI.create({json.dumps(sent.url)}))",
        *(f"    .header({json.dumps(n)}, {json.dumps(v)})" for n, v in headers.items()),
        f"    .method({json.dumps(sent.method)}, HttpRequest.{body})",
        "    .build();",
        "var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());",
        "System.out.println(answer.statusCode() + answer.body());",
    ]
    return "\n".join(lines)
