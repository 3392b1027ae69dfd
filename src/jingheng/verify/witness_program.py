"""`jingheng-witness`: a witness of its own on any machine with Python and `cryptography`, by HTTP or by files."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jingheng.verify import notes, witnessing
from jingheng.verify.arguments import Parser
from jingheng.verify.notes import COSIGNATURE, SigningKey
from jingheng.verify.verdict import SOUND, TAMPERED, UNDECIDED
from jingheng.verify.witness_state import BROKEN, TEXT_TYPE, Answer, BrokenState, Witness

_SECONDS = 30


def main(arguments: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(arguments)
    try:
        code: int = args.run(args)
    except (BrokenState, ValueError, OSError) as error:
        print(f"未办成:{error}", file=sys.stderr)  # noqa: T201
        return UNDECIDED
    return code


def _parser() -> Parser:
    parser = Parser(prog="jingheng-witness", description="日志见证人:核对日志只增不改,然后签字。")
    commands = parser.add_subparsers(required=True, metavar="命令")

    init = commands.add_parser("init", help="生成密钥和状态目录,显示公钥")
    init.add_argument("--name", required=True, help="见证人名称,如 jianzhe.example/w1,不含空格和加号")
    init.set_defaults(run=_init)
    sign = commands.add_parser("sign", help="核对一个请求文件,写出回复文件")
    sign.add_argument("request", metavar="请求文件", type=Path)
    sign.add_argument("--out", required=True, metavar="回复文件", type=Path)
    sign.set_defaults(run=_sign)
    serve = commands.add_parser("serve", help="以 HTTP 提供见证")
    serve.add_argument("--listen", default="127.0.0.1:8900", metavar="地址:端口")
    serve.set_defaults(run=_serve)
    for command in (init, sign, serve):
        command.add_argument(
            "--state", required=True, metavar="目录", type=Path, help="状态目录;其中 logs 文件列日志公钥"
        )
        command.add_argument("--key", required=True, metavar="文件", type=Path, help="私钥文件")
    return parser


def _init(args: argparse.Namespace) -> int:
    key = notes.generate(args.name, COSIGNATURE, secrets.token_bytes(32))
    args.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    logs = args.state / "logs"
    if not logs.exists():
        logs.write_text("# 每行一个日志公钥;只为名单中的日志见证\n")
    try:
        handle = os.open(args.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ValueError(f"{args.key} 已存在,不覆盖密钥") from None
    with os.fdopen(handle, "w") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    print(key.verifier)  # noqa: T201
    return SOUND


def _witness(args: argparse.Namespace) -> Witness:
    key = _read_key(args.key)
    witness = Witness(args.state, key, time.time)
    if not witness.logs():
        raise BrokenState(f"{args.state / 'logs'} 中还没有日志公钥")
    return witness


def _read_key(path: Path) -> SigningKey:
    key = notes.parse_signing_key(path.read_text().strip())
    if key.kind != COSIGNATURE:
        raise ValueError(f"{path} 不是见证人的私钥")
    return key


def _sign(args: argparse.Namespace) -> int:
    """On a conflict the answer is our last note: it says where to go on from, and proves what we saw."""
    signed = _witness(args).sign_file(args.request.read_bytes())
    if signed.file:
        args.out.write_bytes(signed.file)
    for answer in signed.answers:
        if answer.status != witnessing.OK:
            print(f"未见证({answer.status}):{answer.decision.reason}", file=sys.stderr)  # noqa: T201
    refused = [answer for answer in signed.answers if answer.status != witnessing.OK]
    if not refused:
        print(f"已见证,回复写入 {args.out}")  # noqa: T201
        return SOUND
    if signed.file:
        print(f"回复写入 {args.out};未见证的,是上次见证的检查点", file=sys.stderr)  # noqa: T201
    suspects = any(one.decision.is_evidence or one.status == witnessing.UNPROCESSABLE for one in refused)
    return TAMPERED if suspects else UNDECIDED


def _serve(args: argparse.Namespace) -> int:
    server = make_server(_witness(args), args.listen)
    print(f"见证人在 {args.listen} 等候,Ctrl-C 结束", file=sys.stderr)  # noqa: T201
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return SOUND


def make_server(witness: Witness, listen: str) -> ThreadingHTTPServer:
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal():
        raise ValueError(f"--listen 须写作 地址:端口,不是 {listen}")

    class Handler(_Handler):
        pass

    Handler.witness = witness
    return ThreadingHTTPServer((host, int(port)), Handler)


class _Handler(BaseHTTPRequestHandler):
    witness: Witness
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "jingheng-witness", ""
    timeout = _SECONDS

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > witnessing.MOST_BYTES:
            self.close_connection = True  # what was sent has not been read
            self._send(413 if length.isdecimal() else 411, TEXT_TYPE, b"")
            return
        data = self.rfile.read(int(length))
        if self.path != "/add-checkpoint":
            self._send(404, TEXT_TYPE, "只有 /add-checkpoint\n".encode())
            return
        try:
            answer = self.witness.add_checkpoint(data)
        except (BrokenState, ValueError, OSError) as error:
            decision = witnessing.Decision(BROKEN, f"见证人状态有误,须人工查看:{error}")
            answer = Answer(BROKEN, "见证人状态有误\n".encode(), TEXT_TYPE, decision)
        if answer.decision.reason:
            self.log_message("%s", f"{answer.status} {answer.decision.reason}")
        self._send(answer.status, answer.content_type, answer.body)

    def _send(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        line = (format % args).translate(dict.fromkeys((*range(32), 127), "?"))
        sys.stderr.write(f"{self.log_date_time_string()} {self.client_address[0]} {line}\n")
