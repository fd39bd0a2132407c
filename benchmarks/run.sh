#!/bin/sh
# Writes all tables of this directory anew: an hour or two on an idle machine. Arguments go to benchmarks/compare, such as -quick.
set -e
cd "$(dirname "$0")/.."
step='mse,mdn-normal,mdn-beta,mse-w*,bbb,mcd'
go run ./benchmarks/compare -json benchmarks/results.json -md benchmarks/results.md "$@"
DEEPPROB_CPU=avx2 go run ./benchmarks/compare -cases "$step" -json benchmarks/results-avx2.json -md benchmarks/results-avx2.md "$@"
go run ./benchmarks/gorgonia
go test -run '^$' -bench . ./benchmarks/kernels >benchmarks/kernels.txt
go -C benchmarks/openblas test -run '^$' -bench . >benchmarks/openblas.txt
