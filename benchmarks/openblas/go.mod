module github.com/deepprob/deepprob/benchmarks/openblas

go 1.26.0

replace github.com/deepprob/deepprob => ../..

require (
	github.com/deepprob/deepprob v0.0.0
	github.com/ebitengine/purego v0.9.1
)

require (
	golang.org/x/sys v0.49.0 // indirect
	gonum.org/v1/gonum v0.17.0 // indirect
)
