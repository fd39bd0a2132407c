package kernel

import "unsafe"

// Standard is how groups of the elements of a matrix are brought to mean 0 and variance 1: its rows, or its columns. Blocks
// of rows are worked on that stay in the first-level cache.
type Standard struct {
	rows, cols int
	byRow      bool
	block      int
	plans      [2]Plan // of a full block against one number a group, and of the last block
	across     [2]Plan // the same against one number a column
}

// standardElements is about how many elements a block has.
const standardElements = 2048

// NewStandard plans for a matrix of rows and columns, none of them 0.
func NewStandard(rows, cols int, byRow bool) *Standard {
	s := &Standard{rows: rows, cols: cols, byRow: byRow, block: min(rows, max(1, standardElements/cols))}
	last := (rows-1)%s.block + 1
	for i, n := range [2]int{s.block, last} {
		groups := []int{cols}
		if byRow {
			groups = []int{n, 1}
		}
		s.plans[i] = NewPlan([]int{n, cols}, []int{n, cols}, groups)
		s.across[i] = NewPlan([]int{n, cols}, []int{n, cols}, []int{cols})
	}
	return s
}

// Groups is the number of groups.
func (s *Standard) Groups() int {
	if s.byRow {
		return s.rows
	}
	return s.cols
}

// Columns is the number of columns.
func (s *Standard) Columns() int { return s.cols }

// Count is the number of elements of a group.
func (s *Standard) Count() int { return s.rows + s.cols - s.Groups() }

// stretch is a block of rows: its elements, its groups and the plan of one against the other.
type stretch struct {
	lo, hi int // elements
	from   int // first group
	groups int
	plan   *Plan // against one number a group
	across *Plan // against one number a column
}

// at is the block that begins at a row.
func (s *Standard) at(row int) stretch {
	n, i := min(s.block, s.rows-row), 0
	if row+n == s.rows {
		i = 1
	}
	p := stretch{lo: row * s.cols, hi: (row + n) * s.cols, groups: s.cols, plan: &s.plans[i], across: &s.across[i]}
	if s.byRow {
		p.from, p.groups = row, n
	}
	return p
}

// less sets t = x - m over a block.
func less[T Float](p stretch, t, x, m []T) {
	Combine(p.plan, Minus, t, x[p.lo:p.hi], m[p.from:p.from+p.groups])
}

// times sets t = t r over a block.
func times[T Float](p stretch, t, r []T) { Combine(p.plan, Times, t, t, r[p.from:p.from+p.groups]) }

// addSums adds the sums of a block t over its groups to sums, which begin as 0. Those of columns run on in float64, those of
// rows are complete.
func addSums[T Float](s *Standard, p stretch, sums []float64, t []T) {
	if !s.byRow {
		addColumnSums(s, sums, t)
		return
	}
	var piece [columns]T
	r := Reduction{keep0: p.groups, red0: 1, keep1: 1, red1: s.cols, keep2: 1}
	for i := 0; i < p.groups; i += columns {
		sum := piece[:min(columns, p.groups-i)]
		Sum(&r, sum, t[i*s.cols:])
		for j, v := range sum {
			sums[p.from+i+j] = float64(v)
		}
	}
}

// addColumnSums adds the sums of a block's columns to sums.
func addColumnSums[T Float](s *Standard, sums []float64, t []T) {
	var piece [columns]T
	r := Reduction{keep0: 1, red0: 1, keep1: 1, red1: len(t) / s.cols, keep2: s.cols}
	for c := 0; c < s.cols; c += columns {
		sum := piece[:min(columns, s.cols-c)]
		sumTile(&r, sum, t[c:], 0, r.red1)
		for i, v := range sum {
			sums[c+i] += float64(v)
		}
	}
}

// desk is a place to work: a block, sums a group or a column, and coefficients a group.
type desk[T Float] struct {
	space   *workspace
	block   []T
	sums    [2][]float64
	numbers [3][]T
}

// newDesk clears the sums. The caller gives the space back.
func newDesk[T Float](s *Standard) desk[T] {
	size, groups, room := int(unsafe.Sizeof(T(0))), s.Groups(), s.block*s.cols
	most := max(groups, s.cols)
	d := desk[T]{space: borrow(2*8*most + size*(3*groups+room))}
	at := d.space.start()
	for i := range d.sums {
		d.sums[i] = unsafe.Slice((*float64)(at), most)
		clear(d.sums[i])
		at = unsafe.Add(at, 8*most)
	}
	all := unsafe.Slice((*T)(at), 3*groups+room)
	for i := range d.numbers {
		d.numbers[i], all = all[:groups], all[groups:]
	}
	d.block = all
	return d
}
