"""Writes data_*.fits, .npy and .npz with astropy and numpy, and what they read in them as data_files.json.

pip install -r data_requirements.txt; python data_files.py
"""
import json

import numpy as np
from astropy.io import fits

N = 5
golden = {}


def numbers(values):
    """Each value as the shortest text of its float64, since JSON knows no nan and inf."""
    return [repr(float(v)) for v in values]


def types():
    """One column of every type that a binary table can hold, after an image and an ASCII table."""
    lo, hi = -(2**63), 2**63 - 1
    cols = [
        fits.Column("byte", "B", array=np.array([0, 1, 127, 128, 255], "u1")),
        fits.Column("sbyte", "B", bzero=-128, array=np.array([-128, -1, 0, 1, 127], "i1")),
        fits.Column("short", "I", array=np.array([-32768, -1, 0, 1, 32767], "i2")),
        fits.Column("ushort", "I", bzero=2**15, array=np.array([0, 1, 32767, 32768, 65535], "u2")),
        fits.Column("int", "J", array=np.array([-(2**31), -1, 0, 1, 2**31 - 1], "i4")),
        fits.Column("uint", "J", bzero=2**31, array=np.array([0, 1, 2**31 - 1, 2**31, 2**32 - 1], "u4")),
        fits.Column("long", "K", array=np.array([lo, -1, 0, 2**53, hi], "i8")),
        fits.Column("ulong", "K", bzero=2**63, array=np.array([0, 5, 2**53, 2**63, 2**64 - 1], "u8")),
        fits.Column("text", "8A", array=np.array(["a", "b", "c", "d", "e"])),
        fits.Column("float", "E", array=np.array([0.1, -0.0, np.nan, np.inf, 1e-45], "f4")),
        fits.Column("double", "D", array=np.array([0.1, -1e308, np.nan, -np.inf, 5e-324])),
        fits.Column("vector", "3D", array=np.arange(3 * N).reshape(N, 3) / 7),
        fits.Column("logical", "L", array=np.array([True, False, True, True, False])),
        fits.Column("complex", "C", array=np.array([1 + 2j] * N, "c8")),
        fits.Column("bits", "11X", array=np.ones((N, 11), bool)),
        fits.Column("ragged", "PE()", array=np.array([np.arange(i, dtype="f4") for i in range(N)], object)),
        fits.Column("last", "D", array=np.arange(N) / 3),
    ]
    ascii_table = fits.TableHDU.from_columns([fits.Column("a", "F8.3", array=np.arange(3.0))])
    image = fits.PrimaryHDU(np.arange(1000, dtype="f4").reshape(20, 50))
    table = fits.BinTableHDU.from_columns(cols)
    table.header["COMMENT"] = "it's a comment"
    table.header["HIERARCH long keyword"] = 1
    fits.HDUList([image, ascii_table, table]).writeto("data_types.fits", overwrite=True)
    read = fits.getdata("data_types.fits", 2, uint=True)
    # astropy gives unsigned 64-bit integers as such, so that the conversion to float64 rounds once.
    scalars = [c.name for c in cols if c.name not in ("text", "vector", "complex", "bits", "ragged")]
    golden["data_types.fits"] = {name: numbers(read[name]) for name in scalars}


def scaled():
    """Integers with TSCAL, TZERO and TNULL; the cards are added by hand, as astropy 7.1 cannot write scaled integers."""
    table = fits.BinTableHDU.from_columns([
        fits.Column("scaled", "I", array=np.array([0, 1, -1, 30, -80], "i2")),
        fits.Column("null", "J", null=-99, array=np.array([1, -99, 3, -99, 5], "i4")),
    ])
    table.writeto("data_scaled.fits", overwrite=True)
    with open("data_scaled.fits", "r+b") as f:
        header = f.read()
        end = header.index(b"END" + b" " * 77, 2880)
        f.seek(end)
        f.write(b"".join(c.ljust(80) for c in (b"TSCAL1  = 0.1", b"TZERO1  = 5", b"END")))
    read = fits.getdata("data_scaled.fits", 1)
    null = read["null"].astype(float)
    null[null == -99] = np.nan
    golden["data_scaled.fits"] = {"scaled": numbers(read["scaled"]), "null": numbers(null)}


def arrays():
    """Every type in both byte orders and, in two dimensions, both orders of storage."""
    columns = {}
    for kind in "?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f4", "f8":
        for order in "<>":
            a = np.array([0, 1, 2, 100, 127]) if kind != "?" else np.array([0, 1, 1, 0, 1])
            if kind[0] in "if":
                a = -a
            if kind == "u8":
                a = a.astype("u8") + np.uint64(2**63)
            name = {"<": "little_", ">": "big_"}[order] + kind.replace("?", "bool")
            columns[name] = a.astype(order + kind if kind[-1] not in "?1" else kind)
    np.savez("data_arrays.npz", **columns, matrix=np.zeros((2, 3)), text=np.array(["a"]), scalar=np.array(3.0))
    golden["data_arrays.npz"] = {k: numbers(v) for k, v in columns.items()}
    np.savez_compressed("data_packed.npz", x=np.arange(N) / 7, y=np.arange(N) ** 2)
    golden["data_packed.npz"] = {"x": numbers(np.arange(N) / 7), "y": numbers(np.arange(N) ** 2)}
    m = np.arange(3 * N).reshape(N, 3) / 7
    np.save("data_c.npy", m)
    np.save("data_fortran.npy", np.asfortranarray(m.astype(">f4")))
    for name, a in ("data_c.npy", m), ("data_fortran.npy", m.astype("f4")):
        golden[name] = {f"c{j}": numbers(a[:, j]) for j in range(3)}
    np.save("data_vector.npy", np.arange(N, dtype="i2"))
    golden["data_vector.npy"] = {"data_vector": numbers(np.arange(N))}


np.seterr(all="raise")
types()
scaled()
arrays()
with open("data_files.json", "w") as f:
    json.dump(golden, f, indent=1)
    f.write("\n")
