//go:build amd64 && !noasm

package kernel

import "unsafe"

// maxVectors is the width of the widest panel.
const maxVectors = 4

// shape is what the kernels of a level and type can do: the elements in a vector, and the most rows of a tile by the
// vectors of its panel.
type shape struct {
	lanes int
	rows  [maxVectors + 1]int
}

func shapeOf(l Level, size int) shape {
	if l == AVX512 {
		return shape{64 / size, [...]int{1: 14, 2: 14, 4: 6}}
	}
	return shape{32 / size, [...]int{1: 12, 2: 6, 4: 2}}
}

// panelCall is the arguments of a panel's kernel, see gen/gemm/panel.go.
type panelCall struct {
	mr, tiles, k int
	a            *byte
	rs, cs       int
	b            *byte
	ldb          int
	c            *byte
	ldc          int
	init         *byte
	ldi          int
	gate         *byte
	ldg          int
	relu, cols   int
}

// call runs the kernel for a panel of that many vectors.
func (f *panelCall) call(l Level, double bool, vectors int) {
	kind := vectors
	if double {
		kind |= 8
	}
	if l == AVX512 {
		kind |= 16
	}
	switch kind {
	case 1:
		panelAVX2F32x1(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 2:
		panelAVX2F32x2(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 4:
		panelAVX2F32x4(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 8 | 1:
		panelAVX2F64x1(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 8 | 2:
		panelAVX2F64x2(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 8 | 4:
		panelAVX2F64x4(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 16 | 1:
		panelAVX512F32x1(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 16 | 2:
		panelAVX512F32x2(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 16 | 4:
		panelAVX512F32x4(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 16 | 8 | 1:
		panelAVX512F64x1(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 16 | 8 | 2:
		panelAVX512F64x2(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 16 | 8 | 4:
		panelAVX512F64x4(f.mr, f.tiles, f.k, f.a, f.rs, f.cs, f.b, f.ldb, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	}
}

// dotColumn computes one column of a narrow product from rows of a and a vector b along k.
func (t *tiling) dotColumn(b, c, init, gate unsafe.Pointer) {
	z := t.size
	switch {
	case t.level == AVX512 && t.double:
		dotAVX512F64(t.m, t.k, (*byte)(t.a), t.rs*z, (*byte)(b), (*byte)(c), t.ldc*z, (*byte)(init), t.ldi*z, (*byte)(gate), t.ldg*z, t.relu)
	case t.level == AVX512:
		dotAVX512F32(t.m, t.k, (*byte)(t.a), t.rs*z, (*byte)(b), (*byte)(c), t.ldc*z, (*byte)(init), t.ldi*z, (*byte)(gate), t.ldg*z, t.relu)
	case t.double:
		dotAVX2F64(t.m, t.k, (*byte)(t.a), t.rs*z, (*byte)(b), (*byte)(c), t.ldc*z, (*byte)(init), t.ldi*z, (*byte)(gate), t.ldg*z, t.relu)
	default:
		dotAVX2F32(t.m, t.k, (*byte)(t.a), t.rs*z, (*byte)(b), (*byte)(c), t.ldc*z, (*byte)(init), t.ldi*z, (*byte)(gate), t.ldg*z, t.relu)
	}
}
