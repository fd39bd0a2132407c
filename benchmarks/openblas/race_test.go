//go:build linux

package openblas

import (
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/harness"
	"github.com/deepprob/deepprob/benchmarks/internal/level"
	"github.com/deepprob/deepprob/benchmarks/internal/products"
	"github.com/deepprob/deepprob/internal/kernel"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() != "" {
		fmt.Printf("machine: %s\n", harness.Machine())
	}
	os.Exit(m.Run())
}

// cores are what OpenBLAS is raced with on this CPU, at this level.
func cores(tb testing.TB) []Library {
	tb.Helper()
	h := level.Now()
	all, err := Cores(tb.TempDir(), h, choose(h, harness.ThisCPU())...)
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func BenchmarkProducts(b *testing.B) {
	libraries := cores(b)
	for _, s := range products.Shapes {
		for _, f := range products.Forms {
			b.Run(fmt.Sprintf("%v/%v", s, f), func(b *testing.B) {
				p := products.New(s, f)
				runners := []products.Runner{{Name: "kernel", Run: func() {
					kernel.Gemm(f.TransA, f.TransB, s.M, s.N, s.K, p.A, p.Lda, p.B, p.Ldb, 0, p.C, p.Ldc)
				}}}
				for _, l := range libraries {
					runners = append(runners, products.Runner{Name: l.Core, Run: func() {
						l.Sgemm(f.TransA, f.TransB, s.M, s.N, s.K, p.A, p.Lda, p.B, p.Ldb, p.C, p.Ldc)
					}})
				}
				rates := products.Race(b, s.Flops(), "GFLOP/s", runners...)
				best := rates[1]
				for _, r := range rates[2:] {
					best = max(best, r)
				}
				b.ReportMetric(rates[0]/best, "ratio")
			})
		}
	}
}

// What is raced against computes the same numbers: small fractions multiply without rounding, in any order.
func TestSameProducts(t *testing.T) {
	for _, l := range cores(t) {
		for _, s := range products.Shapes[:8] {
			for _, f := range products.Forms {
				p, q := products.New(s, f), products.New(s, f)
				kernel.Gemm(f.TransA, f.TransB, s.M, s.N, s.K, p.A, p.Lda, p.B, p.Ldb, 0, p.C, p.Ldc)
				l.Sgemm(f.TransA, f.TransB, s.M, s.N, s.K, q.A, q.Lda, q.B, q.Ldb, q.C, q.Ldc)
				for i, v := range q.C {
					if v != p.C[i] {
						t.Fatalf("%s %v %v: element %d is %v, the kernel's is %v", l.Core, s, f, i, v, p.C[i])
					}
				}
			}
		}
	}
}
