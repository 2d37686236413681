# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A JSON schema as a page of the site, in Markdown:
#
#   describe.py TITLE SCHEMA

import json
import sys


def kind(schema):
    """The type of a member in few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return f"[{name}](#{name})"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return " or ".join(f"`{json.dumps(each)}`" for each in schema["enum"])
    for either in ("oneOf", "anyOf"):
        if either in schema:
            return " or ".join(kind(each) for each in schema[either])
    if schema.get("type") == "array":
        return "list of " + kind(schema.get("items", {}))
    if schema.get("properties"):
        return "object: " + ", ".join(
            f"`{name}` {kind(each)}" for name, each in schema["properties"].items()
        )
    return str(schema.get("type", "any"))


def text(schema):
    return schema.get("description", "").replace("|", "\\|").replace("*", "\\*")


def describe(name, schema):
    print(f"\n## {name}\n")
    if text(schema):
        print(text(schema) + "\n")
    if "properties" not in schema:
        print(kind(schema).capitalize() + ".")
        return
    required = schema.get("required", [])
    print("| member | | |\n|---|---|---|")
    for member, each in schema["properties"].items():
        optional = "" if member in required else " (optional)"
        print(f"| `{member}` | {kind(each)}{optional} | {text(each)} |")


def main():
    title, path = sys.argv[1:]
    with open(path) as file:
        schema = json.load(file)
    print(f"# {title}\n\n{text(schema)}")
    describe("The whole", {**schema, "description": ""})
    for name, each in schema.get("$defs", {}).items():
        describe(name, each)


main()
