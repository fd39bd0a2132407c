"""Says which instructions a library really uses: `python level.py jax_cases|torch_cases|numpy`.

Prints one line of JSON, a list of {"part", "found", "held"}: found is what the part says of itself or what its code shows,
held is whether that is no more than AVX2, null where nothing tells. benchmarks/compare runs this in the environment that
it gives to the processes it measures, before it measures.
"""
import ctypes
import json
import os
import re
import subprocess
import sys
import tempfile

os.environ["ONEDNN_VERBOSE"] = "1"  # read when the library is loaded
WIDE = re.compile(r"avx.?512|avx10|amx|x86_v4|skylakex|cooperlake|sapphire", re.I)


def says(part, found):
    return {"part": part, "found": found, "held": not WIDE.search(found) if found else None}


def printed(do):
    """What do prints, C libraries included."""
    with tempfile.TemporaryFile() as f:
        sys.stdout.flush()
        kept = os.dup(1)
        os.dup2(f.fileno(), 1)
        try:
            do()
            ctypes.CDLL(None).fflush(None)
        finally:
            os.dup2(kept, 1)
            os.close(kept)
        f.seek(0)
        return f.read().decode(errors="replace")


def onednn(part, do):
    """oneDNN names the instructions that it is allowed when it is first used."""
    found = re.search(r"cpu,isa:(.*)", printed(do))
    return says(part, found and found[1].strip())


def evex(code):
    """How many places look like an instruction of AVX-512, whose encoding begins with the bytes of EVEX."""
    return sum(code[i] == 0x62 and code[i + 1] & 8 == 0 and code[i + 1] & 7 in (1, 2, 3) and code[i + 2] & 4 != 0 for i in range(len(code) - 3))


def openblas():
    """The core that NumPy's OpenBLAS has chosen its kernels for, by its own account."""
    import numpy as np
    np.ones((2, 2)) @ np.ones((2, 2))
    with open("/proc/self/maps") as f:
        files = sorted(set(re.findall(r"/\S*openblas\S*", f.read())))
    for file in files:
        library = ctypes.CDLL(file)
        for name in ("scipy_openblas_get_corename64_", "scipy_openblas_get_corename", "openblas_get_corename64_", "openblas_get_corename"):
            if hasattr(library, name):
                f = getattr(library, name)
                f.restype = ctypes.c_char_p
                return f().decode()


def numpy():
    """NumPy has loops for several levels, of which the best that is enabled is taken."""
    import numpy as np
    core = getattr(np, "_core", None) or np.core
    u = core._multiarray_umath
    loops = [f for f in u.__cpu_dispatch__ if u.__cpu_features__.get(f)]
    return [says("NumPy", " ".join(loops) or "baseline"), says("NumPy's OpenBLAS", openblas())]


def jax_cases():
    import jax
    import jax.numpy as jnp
    a = jnp.ones((300, 300))
    f = jax.jit(lambda a: jnp.tanh(jnp.exp(a @ a) + a)).lower(a).compile()
    part = onednn("oneDNN in XLA", lambda: f(a).block_until_ready())
    if part["found"] is None:
        part["found"] = "not in use"  # then matrix products are Eigen's, compiled with the wheel for AVX
    exe = f.runtime_executable()
    code = exe.client.serialize_executable(exe)  # has the object files; a whole loop of AVX-512 shows 20 times a KiB
    wide = evex(code) * 1000 > len(code)
    return [{"part": "XLA", "found": "AVX-512 code" if wide else "code without AVX-512", "held": not wide}, part] + numpy()


def mkl(file):
    """What MKL dispatches by: 3 is SSE4.2, 5 AVX2, 7 AVX-512; 0 and 1 are any other CPU, where the best is AVX2 (for Zen)."""
    try:
        found = ctypes.CDLL(file).mkl_serv_cpu_detect()
    except (AttributeError, OSError):
        return None
    return {0: "its kernels for other makers' CPUs, at most AVX2", 1: "its kernels for other makers' CPUs, at most AVX2", 3: "SSE4.2", 5: "AVX2", 7: "AVX-512"}.get(found)


def compiler():
    """What the compiler that torch.compile calls takes "native" to mean."""
    from torch._inductor import cpp_builder
    try:
        text = subprocess.run([cpp_builder.get_cpp_compiler(), "-march=native", "-dM", "-E", "-x", "c++", os.devnull], capture_output=True, text=True, check=True).stdout
    except Exception:
        return None  # no compiler: torch.compile fails by itself
    return next((name for macro, name in (("__AVX512F__", "AVX-512"), ("__AVX10_1__", "AVX10"), ("__AVX2__", "AVX2")) if macro in text), "SSE")


def torch_cases():
    import torch
    from torch._inductor import cpu_vec_isa
    parts = [says("ATen", torch.backends.cpu.get_cpu_capability())]
    if torch.backends.mkl.is_available():
        parts.append(says("MKL", mkl(os.path.join(os.path.dirname(torch.__file__), "lib", "libtorch_cpu.so"))))
    if torch.backends.mkldnn.is_available():
        parts.append(onednn("oneDNN", lambda: torch.ones(64, 64).to_mkldnn().to_dense()))
    return parts + [says("torch.compile's vectors", str(cpu_vec_isa.pick_vec_isa()) or "none"), says("torch.compile's compiler", compiler())]


if __name__ == "__main__":
    print(json.dumps({"jax_cases": jax_cases, "torch_cases": torch_cases, "numpy": numpy}[sys.argv[1]]()))
