package kernels

import (
	"fmt"
	"testing"

	"github.com/deepprob/deepprob/benchmarks/internal/products"
	"github.com/deepprob/deepprob/internal/kernel"
)

func BenchmarkProducts(b *testing.B) {
	for _, s := range products.Shapes {
		for _, f := range products.Forms {
			b.Run(fmt.Sprintf("%v/%v", s, f), func(b *testing.B) {
				p := products.New(s, f)
				products.Race(b, s.Flops(), "GFLOP/s", products.Runner{Name: "kernel", Run: func() { multiply(p) }})
			})
		}
	}
}

func multiply(p products.Product) {
	kernel.Gemm(p.TransA, p.TransB, p.M, p.N, p.K, p.A, p.Lda, p.B, p.Ldb, 0, p.C, p.Ldc)
}

// The products that are measured are right: small fractions multiply without rounding, in any order.
func TestProductsAreExact(t *testing.T) {
	for _, s := range []products.Shape{{M: 1, K: 14, N: 128}, {M: 100, K: 64, N: 48}, {M: 100, K: 64, N: 1}} {
		for _, f := range products.Forms {
			p := products.New(s, f)
			multiply(p)
			for i := range s.M {
				for j := range s.N {
					if want := element(p, i, j); p.C[i*p.Ldc+j] != want {
						t.Fatalf("%v %v: element %d, %d is %v, want %v", s, f, i, j, p.C[i*p.Ldc+j], want)
					}
				}
			}
		}
	}
}

func element(p products.Product, i, j int) (sum float32) {
	for l := range p.K {
		a, b := p.A[(i*p.Lda+l)%len(p.A)], p.B[(l*p.Ldb+j)%len(p.B)]
		if p.TransA {
			a = p.A[l*p.Lda+i]
		}
		if p.TransB {
			b = p.B[j*p.Ldb+l]
		}
		sum += a * b
	}
	return sum
}
