#!/bin/sh
# Writes all tables of this directory anew, at each level of the kernels that the CPU has: hours on an idle machine.
# Arguments go to benchmarks/compare, such as -quick. REFERENCE=lecture_jax.py has the case study as a whole timed as well.
set -e
cd "$(dirname "$0")/.."
case $(uname -m) in
x86_64 | amd64) levels='avx2' ;;
*) levels='generic' ;;
esac
if grep -qsw avx512vl /proc/cpuinfo; then levels='avx2 avx512'; fi
for level in $levels; do
	export DEEPPROB_CPU=$level
	go run ./benchmarks/compare -json benchmarks/results-$level.json -md benchmarks/results-$level.md "$@"
	go run ./benchmarks/densities
	if [ -n "$REFERENCE" ]; then go run ./benchmarks/lecture -reference "$REFERENCE" -md benchmarks/lecture-$level.md; fi
	go test -run '^$' -bench . ./benchmarks/kernels >benchmarks/kernels-$level.txt
	go -C benchmarks/openblas test -run '^$' -bench . >benchmarks/openblas-$level.txt
done
unset DEEPPROB_CPU
go run ./benchmarks/gorgonia
