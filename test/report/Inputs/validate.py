# Part of membrane; see LICENSE. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# validate.py SCHEMA RECORD...
#
# Says where JSON records differ from a schema; exit 0 if nowhere, 1 if
# somewhere, 77 if python3-jsonschema is not installed.

import json
import sys

try:
    from jsonschema import Draft202012Validator
    from jsonschema.validators import validator_for
except ImportError:
    sys.exit(77)


def read(path):
    with open(path, encoding="utf-8") as source:
        return json.load(source)


schema = read(sys.argv[1])
Validator = validator_for(schema, default=Draft202012Validator)
Validator.check_schema(schema)
validator = Validator(schema)
wrong = 0
for path in sys.argv[2:]:
    for error in validator.iter_errors(read(path)):
        wrong += 1
        print(f"{path}: {error.json_path}: {error.message[:300]}",
              file=sys.stderr)
sys.exit(1 if wrong else 0)
