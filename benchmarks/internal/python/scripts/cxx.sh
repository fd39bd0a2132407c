#!/bin/sh
# The compiler of torch.compile, held below AVX-512: its -march=native would let the compiler use what the CPU has.
exec "${DEEPPROB_CXX:-g++}" "$@" -mno-avx512f
