package kernel

import (
	"strings"
	"testing"
)

// TestCompoundsAgree: at every level the assembly of every compound gives the bits of the loops of its operations at that level, in
// every length and alignment, and writes nothing but dst.
func TestCompoundsAgree(t *testing.T) {
	t.Run("32", compoundsAgree[float32])
	t.Run("64", compoundsAgree[float64])
}

func compoundsAgree[T Float](t *testing.T) {
	suffix, assembly := "64", compounds64
	if isSingle[T]() {
		suffix, assembly = "32", compounds32
	}
	x := mixed[T](400)
	for name, f := range assembly {
		line := strings.Index("\n"+compoundLines, "\n"+name+" | ")
		if line < 0 || !strings.HasSuffix(name, suffix) {
			t.Fatalf("%s is not in compounds.txt", name)
		}
		code, _, _ := strings.Cut(compoundLines[line+len(name)+3:], "\n")
		levels(t, func(t *testing.T) {
			for n := range 68 {
				at := n * 5 % 13
				in := [][]T{x[at : at+n], x[at+100 : at+100+n], x[at+203 : at+203+n]}
				want := make([]T, n)
				runCode(code, want, in...)
				dst, intact := guarded[T](n, at)
				call(loopOf[T](f, code), dst, in)
				if i := differs(dst, want, 0); i >= 0 || !intact() {
					t.Fatalf("%v, %s of %d elements: element %d of %v, by its operations %v (or the guard changed)", CPULevel(), name, n, i, dst, want)
				}
			}
		})
	}
	if lines := strings.Count(compoundLines, suffix+" | "); assembly != nil && len(assembly) != lines {
		t.Errorf("%d functions for %d lines of compounds.txt", len(assembly), lines)
	}
}

func call[T Float](loop any, dst []T, in [][]T) {
	switch f := loop.(type) {
	case func(dst, a []T):
		f(dst, in[0])
	case func(dst, a, b []T):
		f(dst, in[0], in[1])
	case func(dst, a, b, c []T):
		f(dst, in[0], in[1], in[2])
	}
}

// What is not in the list, or has no assembly at the level, has no loop.
func TestCompoundIsKnown(t *testing.T) {
	const code = "add x0 x1 | neg t0"
	if f := Compound[float32](code); f != nil {
		t.Errorf("a loop for %s: %T", code, f)
	}
	defer setLevel(Generic)()
	for _, code := range []string{"", code} {
		if f := Compound[float64](code); f != nil {
			t.Errorf("a loop in plain Go: %T", f)
		}
	}
	y := []float64{0, 0}
	runCode("sub x0 x1 | where_between(0,+Inf) t0 t0 7 | mul_const(2) t1", y, []float64{3, 1}, []float64{1, 3})
	if y[0] != 4 || y[1] != 14 {
		t.Errorf("got %v, want 4 and 14", y)
	}
}
