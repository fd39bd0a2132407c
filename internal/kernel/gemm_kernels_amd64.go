//go:build amd64 && !noasm

package kernel

import "unsafe"

// maxVectors is the width of the widest panel.
const maxVectors = 8

// shape is what suits the kernels of a level and type.
type shape struct {
	lanes int                 // elements in a vector
	rows  [maxVectors + 1]int // most rows of a tile by the vectors of its panel

	// Blocks of a large product: so many steps of k by so many columns of B are packed at a time, and so many rows of A
	// (whole tiles) stay with them in the second-level cache while the panels pass.
	kBlock, nBlock, mBlock int
}

func shapeOf(l Level, size int) *shape {
	return &shapes[l-AVX2][size/8]
}

// shapes of the levels, of float32 and float64.
var shapes = [2][2]shape{
	{avx2Shape(4), avx2Shape(8)},
	{avx512Shape(4), avx512Shape(8)},
}

func avx2Shape(size int) shape {
	return shape{32 / size, [maxVectors + 1]int{1: 12, 2: 6, 4: 2}, 1024 / size, 512, 252}
}

func avx512Shape(size int) shape {
	return shape{64 / size, [maxVectors + 1]int{1: 14, 2: 14, 4: 6, 8: 2}, 4096 / size, 128, 504}
}

// panelCall is the arguments of a panel's kernel, see gen/gemm/panel.go.
type panelCall struct {
	mr, tiles, more, panels int
	k, plain                int
	a                       *byte
	rs, cs, as, asMore      int
	b                       *byte
	ldb, bs                 int
	c                       *byte
	ldc                     int
	init                    *byte
	ldi                     int
	gate                    *byte
	ldg                     int
	relu, cols              int
}

// call runs the kernel for a panel of that many vectors.
func (f *panelCall) call(l Level, double bool, vectors int) {
	kind := vectors
	if double {
		kind |= 16
	}
	if l == AVX512 {
		kind |= 32
	}
	switch kind {
	case 1:
		panelAVX2F32x1(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 2:
		panelAVX2F32x2(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 4:
		panelAVX2F32x4(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 16 | 1:
		panelAVX2F64x1(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 16 | 2:
		panelAVX2F64x2(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 16 | 4:
		panelAVX2F64x4(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 32 | 1:
		panelAVX512F32x1(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 32 | 2:
		panelAVX512F32x2(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 32 | 4:
		panelAVX512F32x4(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 32 | 8:
		panelAVX512F32x8(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 32 | 16 | 1:
		panelAVX512F64x1(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 32 | 16 | 2:
		panelAVX512F64x2(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 32 | 16 | 4:
		panelAVX512F64x4(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	case 32 | 16 | 8:
		panelAVX512F64x8(f.mr, f.tiles, f.more, f.panels, f.k, f.plain, f.a, f.rs, f.cs, f.as, f.asMore, f.b, f.ldb, f.bs, f.c, f.ldc, f.init, f.ldi, f.gate, f.ldg, f.relu, f.cols)
	}
}

// dotColumns computes some columns of a narrow product, at most four, from rows of a and vectors along k, ldb apart, and
// returns how many.
func (t *tiling) dotColumns(left int, bp unsafe.Pointer, ldb int, cp, ip, gp unsafe.Pointer) int {
	z := t.size
	a, b, c, init, gate := (*byte)(t.a), (*byte)(bp), (*byte)(cp), (*byte)(ip), (*byte)(gp)
	switch {
	case t.level == AVX512 && left > 1 && t.double:
		dotsAVX512F64(t.m, t.k, a, t.rs*z, b, ldb*z, c, t.ldc*z, init, t.ldi*z, gate, t.ldg*z, t.relu, min(left, 4))
		return min(left, 4)
	case t.level == AVX512 && left > 1:
		dotsAVX512F32(t.m, t.k, a, t.rs*z, b, ldb*z, c, t.ldc*z, init, t.ldi*z, gate, t.ldg*z, t.relu, min(left, 4))
		return min(left, 4)
	}
	t.dotColumn(b, cp, ip, gp)
	return 1
}

// dotColumn computes one column: with AVX-512 sixteen rows at a time where that kernel can, what is left by fours.
func (t *tiling) dotColumn(b *byte, cp, ip, gp unsafe.Pointer) {
	z, done := t.size, 0
	if t.level == AVX512 && t.ldc == 1 && t.ldi == 0 && gp == nil {
		done = t.m / 16 * 16
	}
	switch {
	case done == 0:
	case t.double:
		dotColumnAVX512F64(done, t.k, (*byte)(t.a), t.rs*z, b, (*byte)(cp), (*byte)(ip), t.relu)
	default:
		dotColumnAVX512F32(done, t.k, (*byte)(t.a), t.rs*z, b, (*byte)(cp), (*byte)(ip), t.relu)
	}
	if done == t.m {
		return
	}
	rows, a, c := t.m-done, (*byte)(t.at(t.a, done*t.rs)), (*byte)(t.at(cp, done*t.ldc))
	init, gate := (*byte)(t.at(ip, done*t.ldi)), (*byte)(t.at(gp, done*t.ldg))
	switch {
	case t.level == AVX512 && t.double:
		dotAVX512F64(rows, t.k, a, t.rs*z, b, c, t.ldc*z, init, t.ldi*z, gate, t.ldg*z, t.relu)
	case t.level == AVX512:
		dotAVX512F32(rows, t.k, a, t.rs*z, b, c, t.ldc*z, init, t.ldi*z, gate, t.ldg*z, t.relu)
	case t.double:
		dotAVX2F64(rows, t.k, a, t.rs*z, b, c, t.ldc*z, init, t.ldi*z, gate, t.ldg*z, t.relu)
	default:
		dotAVX2F32(rows, t.k, a, t.rs*z, b, c, t.ldc*z, init, t.ldi*z, gate, t.ldg*z, t.relu)
	}
}
