package products

import "testing"

// Operands have the sizes and distances that the form asks for, and every number is an eighth.
func TestProducts(t *testing.T) {
	s := Shape{M: 2, K: 3, N: 5}
	if s.String() != "2x3x5" || s.Flops() != 60 {
		t.Errorf("%v has %v operations", s, s.Flops())
	}
	for i, want := range []struct {
		name          string
		lda, ldb, ldc int
	}{{"NN", 3, 5, 5}, {"NT", 3, 3, 5}, {"TN", 2, 5, 5}} {
		p := New(s, Forms[i])
		if p.Form.String() != want.name || p.Lda != want.lda || p.Ldb != want.ldb || p.Ldc != want.ldc {
			t.Errorf("%v has distances %d, %d, %d, want %+v", p.Form, p.Lda, p.Ldb, p.Ldc, want)
		}
		if len(p.A) != 6 || len(p.B) != 15 || len(p.C) != 10 {
			t.Errorf("%v has lengths %d, %d, %d", p.Form, len(p.A), len(p.B), len(p.C))
		}
		for _, v := range append(p.A, p.B...) {
			if v < -1 || v > 1 || v*8 != float32(int(v*8)) {
				t.Errorf("%v is not an eighth in [-1, 1]", v)
			}
		}
	}
}
