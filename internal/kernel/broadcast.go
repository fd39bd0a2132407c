package kernel

// Plan is how an elementwise operation walks up to three operands that are broadcast to one shape, by numpy's rules:
// shapes are aligned at their last axis, and an axis of extent 1, or none, is repeated. Axes that all operands walk
// alike are merged, so that (100, 16) and (100, 16) are one run of 1600, (100, 16) and (16) are 100 runs of 16, and
// (100, 16) and (100, 1) are 100 runs of 16 against one number each.
type Plan struct {
	outer [3]int    // extents of the loops around the runs
	step  [3][3]int // step[k][i]: elements from one turn of loop i to the next in operand k
	run   int       // output elements in a run
	used  [3]int    // elements of operand k in a run: run or 1
}

// axis is one axis of the output and how far each operand moves along it.
type axis struct {
	n    int
	step [3]int
}

// NewPlan plans the walk over operands of the given shapes, each of which broadcasts to shape. At most three operands
// and four axes that cannot be merged are possible; it panics on more.
func NewPlan(shape []int, operands ...[]int) Plan {
	axes := merge(axesOf(shape, operands))
	p := Plan{outer: [3]int{1, 1, 1}, run: 1, used: [3]int{1, 1, 1}}
	if n := len(axes); n > 0 {
		last := axes[n-1]
		p.run = last.n
		for k, s := range last.step {
			if s == 1 {
				p.used[k] = last.n
			}
		}
		axes = axes[:n-1]
	}
	skip := len(p.outer) - len(axes) // outer loops of one turn
	for i, a := range axes {
		p.outer[skip+i] = a.n
		for k, s := range a.step {
			p.step[k][skip+i] = s
		}
	}
	return p
}

// axesOf lists the axes of the output that are longer than 1. The last one has steps of 0 or 1 in every operand.
func axesOf(shape []int, operands [][]int) []axis {
	axes := make([]axis, len(shape))
	for i, n := range shape {
		axes[i].n = n
	}
	for k, s := range operands {
		stride := 1
		for i := len(s) - 1; i >= 0; i-- {
			if s[i] > 1 {
				axes[len(shape)-len(s)+i].step[k] = stride
			}
			stride *= s[i]
		}
	}
	long := axes[:0]
	for _, a := range axes {
		if a.n != 1 {
			long = append(long, a)
		}
	}
	return long
}

// merge joins neighbouring axes that every operand walks as if they were one.
func merge(axes []axis) []axis {
	var out []axis
	for _, a := range axes {
		if n := len(out); n > 0 && contiguous(out[n-1], a) {
			out[n-1] = axis{out[n-1].n * a.n, a.step}
			continue
		}
		out = append(out, a)
	}
	return out
}

func contiguous(outer, inner axis) bool {
	for k, s := range outer.step {
		if s != inner.step[k]*inner.n {
			return false
		}
	}
	return true
}

// Walk1 calls f on every run of dst and of the operand a. A run of an operand has the length of dst's, or 1: then f
// repeats its only element.
func Walk1[T Float](p *Plan, dst, a []T, f func(dst, a []T)) {
	for i := range p.outer[0] {
		for j := range p.outer[1] {
			at := i*p.step[0][0] + j*p.step[0][1]
			for range p.outer[2] {
				f(dst[:p.run], a[at:at+p.used[0]])
				dst, at = dst[p.run:], at+p.step[0][2]
			}
		}
	}
}

// Walk2 is Walk1 with two operands.
func Walk2[T Float](p *Plan, dst, a, b []T, f func(dst, a, b []T)) {
	for i := range p.outer[0] {
		for j := range p.outer[1] {
			at := i*p.step[0][0] + j*p.step[0][1]
			bt := i*p.step[1][0] + j*p.step[1][1]
			for range p.outer[2] {
				f(dst[:p.run], a[at:at+p.used[0]], b[bt:bt+p.used[1]])
				dst, at, bt = dst[p.run:], at+p.step[0][2], bt+p.step[1][2]
			}
		}
	}
}

// Walk3 is Walk1 with three operands.
func Walk3[T Float](p *Plan, dst, a, b, c []T, f func(dst, a, b, c []T)) {
	for i := range p.outer[0] {
		for j := range p.outer[1] {
			at := i*p.step[0][0] + j*p.step[0][1]
			bt := i*p.step[1][0] + j*p.step[1][1]
			ct := i*p.step[2][0] + j*p.step[2][1]
			for range p.outer[2] {
				f(dst[:p.run], a[at:at+p.used[0]], b[bt:bt+p.used[1]], c[ct:ct+p.used[2]])
				dst, at, bt, ct = dst[p.run:], at+p.step[0][2], bt+p.step[1][2], ct+p.step[2][2]
			}
		}
	}
}

// Arithmetic names an operation between two operands.
type Arithmetic uint8

const (
	Plus Arithmetic = iota
	Minus
	Times
	Over
)

// Combine sets dst to a op b, broadcast as p says: Walk2 of Add, Sub, Mul or Div without a call for every run.
func Combine[T Float](p *Plan, op Arithmetic, dst, a, b []T) {
	if len(dst) == 0 {
		return
	}
	for i := range p.outer[0] {
		for j := range p.outer[1] {
			at := i*p.step[0][0] + j*p.step[0][1]
			bt := i*p.step[1][0] + j*p.step[1][1]
			n := p.outer[2] * p.run
			combineRuns(p, op, dst[:n], reach(a[at:], p.outer[2], p.step[0][2], p.used[0]), reach(b[bt:], p.outer[2], p.step[1][2], p.used[1]))
			dst = dst[n:]
		}
	}
}

// reach is what n runs of so many elements, step apart, read of x.
func reach[T Float](x []T, n, step, used int) []T { return x[:(n-1)*step+used] }

// combineRuns walks the innermost of the loops around the runs.
func combineRuns[T Float](p *Plan, op Arithmetic, dst, a, b []T) {
	if runGrid(p, op, dst, a, b) {
		return
	}
	for at, bt := 0, 0; len(dst) > 0; at, bt = at+p.step[0][2], bt+p.step[1][2] {
		combine(op, dst[:p.run], a[at:at+p.used[0]], b[bt:bt+p.used[1]])
		dst = dst[p.run:]
	}
}

func combine[T Float](op Arithmetic, dst, a, b []T) {
	switch op {
	case Plus:
		Add(dst, a, b)
	case Minus:
		Sub(dst, a, b)
	case Times:
		Mul(dst, a, b)
	default:
		Div(dst, a, b)
	}
}

// runGrid runs op over runs in assembly and reports whether it can: at least one operand must fill the run.
func runGrid[T Float](p *Plan, op Arithmetic, dst, a, b []T) bool {
	if p.used[0] != p.run && p.used[1] != p.run {
		return false
	}
	if isSingle[T]() {
		return vectorGrid32(p, op, as32(dst), as32(a), as32(b))
	}
	return vectorGrid64(p, op, as64(dst), as64(a), as64(b))
}
