"""PLAN.yaml as it was typed: every value as its text, so that 0.05 stays 0.05 and 001 stays 001."""

from __future__ import annotations

import yaml

from jingheng.verify.plans import BadPlan, Plan, from_typed

LARGEST = 2**20
_NOTHING = ("", "~", "null")


def read_plan(data: bytes, encoding: str) -> Plan:
    """The plan of a file; BadPlan names the key at fault, or the line."""
    if len(data) > LARGEST:
        raise BadPlan("方案文件超过 1 MB")
    try:
        node = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise BadPlan("方案文件不是 UTF-8 文字,请另存为 UTF-8") from error
    except yaml.MarkedYAMLError as error:
        line = f"第 {error.problem_mark.line + 1} 行" if error.problem_mark else ""
        raise BadPlan(f"方案文件{line}不是正确的 YAML:{error.problem}") from error
    except yaml.YAMLError as error:
        raise BadPlan(f"方案文件不是正确的 YAML:{error}") from error
    if not isinstance(node, yaml.MappingNode):
        raise BadPlan("方案文件应是“键: 值”,至少有 draw 和 id")
    typed: dict[str, object] = {}
    for key, value in _pairs(node, ""):
        if key in ("quota", "shares") and isinstance(value, yaml.MappingNode):
            typed[key] = {inner: _text(f"{key}.{inner}", one) for inner, one in _pairs(value, f"{key}.")}
        elif text := _text(key, value):
            typed[key] = text
    return from_typed(typed, encoding)


def _pairs(node: yaml.MappingNode, prefix: str) -> list[tuple[str, yaml.Node]]:
    pairs = [(_text(prefix or "键", key), value) for key, value in node.value]
    names = [key for key, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise BadPlan(f"{prefix}{name}:写了两次")
    return pairs


def _text(key: str, node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise BadPlan(f"{key}:应是一个值")
    return "" if node.style is None and node.value in _NOTHING else str(node.value)
