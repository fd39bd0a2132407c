"""Measures one library's contenders at the command of benchmarks/compare: `python serve.py jax_cases FILE.npy`.

Commands come as lines of JSON on standard input, {"do": "enter", "id", "form", "case"}, {"do": "measure", "id",
"seconds"}, {"do": "leave", "id"}, {"do": "tell", "form", "case", "rows"}; each is answered by one line on standard output,
{"us"}, {"told"}: what is computed of so many rows, null where that is not told, {"none": true} if there is no such case, or
{"error"}. The first line is a greeting, {"version", "forms"}.
"""
import importlib
import json
import os
import sys
import time

out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # what libraries print must not mix with the answers
import numpy as np


def say(**answer):
    print(json.dumps(answer), file=out, flush=True)


def measure(do, seconds):
    """Mean microseconds of a unit of do's work over about so many seconds."""
    done, t = 0, time.perf_counter()
    while True:
        done += do()
        spent = time.perf_counter() - t
        if spent >= seconds:
            return spent / done * 1e6


def answer(library, contenders, x, y, q):
    if q["do"] == "enter":
        do = library.enter(q["form"], q["case"], x, y)
        if do is None:
            return {"none": True}
        do()  # compiles
        contenders[q["id"]] = do
        return {}
    if q["do"] == "measure":
        return {"us": measure(contenders[q["id"]], q["seconds"])}
    if q["do"] == "tell":
        return {"told": library.tell(q["form"], q["case"], x, y, q["rows"])}
    contenders.pop(q["id"], None)
    return {}


def main(name, file):
    library = importlib.import_module(name)
    rows = np.load(file)
    x, y = np.ascontiguousarray(rows[:, :-1]), np.ascontiguousarray(rows[:, -1])
    say(version=library.VERSION, forms=library.FORMS)
    contenders = {}
    for line in sys.stdin:
        try:
            reply = answer(library, contenders, x, y, json.loads(line))
        except Exception as e:
            reply = {"error": f"{type(e).__name__}: {str(e)[:500]}"}
        say(**reply)


main(*sys.argv[1:])
