"""Writes vex_forms.txt: the vector instructions that a processor with AVX2 and FMA decodes, and their operands.

They are read from the table of Go's own assembler, which takes the VEX encoding where an instruction's operands have one and
else that of AVX-512 (EVEX). Run it with the path of Go's source, here of Go 1.26:

    python3 vex_forms.py "$(go env GOROOT)" > vex_forms.txt

A line is the operands, then the instructions that take them in that form: i is a constant, r a general register, x and y are
vector registers 0 to 15, m is memory, v memory at a vector of addresses; xm is x or m. Masks and other extensions with VEX
encodings (BMI, F16C, AES, CLMUL, GFNI) are left out.
"""

import collections
import re
import sys

KINDS = {
    "Yxr": "x", "Yyr": "y", "Yxm": "xm", "Yym": "ym", "Ym": "m", "Yu8": "i", "Yi8": "i", "Yu2": "i", "Yi32": "i",
    "Yrl": "r", "Yml": "rm", "Yxvm": "v", "Yyvm": "v",
}
OTHERS = re.compile("K|VAES|VPCLMUL|VGF2P8|VCVTPH2PS|VCVTPS2PH|[^V]")  # of other extensions, by how their names begin

source = open(sys.argv[1] + "/src/cmd/internal/obj/x86/avx_optabs.go").read()
operands = {}
for name, body in re.findall(r"^var (_y\w+) = \[\]ytab\{\n(.*?)^\}", source, re.M | re.S):
    vex = re.findall(r"zcase: Zvex\w*, .*args: argList\{(.*)\}\}", body)
    operands[name] = [tuple(KINDS.get(a.strip(), "?") for a in args.split(",") if a) for args in vex]

lines = collections.defaultdict(set)
for mnemonic, ytab in re.findall(r"\{as: A(\w+), ytab: (\w+),", source):
    if not OTHERS.match(mnemonic):
        for form in operands[ytab]:
            assert "?" not in form, (mnemonic, ytab)
            lines[" ".join(form)].add(mnemonic)
for form in sorted(lines):
    print(form + ":", *sorted(lines[form]))
