package density

import (
	"sync"
	"sync/atomic"
)

// A sketch is a solved row in a few bytes a panel: all that its panels are made from again, to the same bits.
type sketch struct {
	skeleton
	shift, mass float64
	state       State
	framed      bool   // the panels are those of the frame
	kinds       []byte // (panels) grid, which end is singular, and which is the anchor
	laws        []law  // of the singular panels, in order
}

// A law is what a panel knows of its singular end.
type law struct{ power, exponent, gain, rate float64 }

// maxSketches is the memory, in bytes, that the sketches of Rows may take: those of 100,000 rows under a prior of
// 64 bins. Rows beyond it are solved anew by each method.
const maxSketches = 128 << 20

// sketches holds those of Rows, made by whichever method solves a row first.
type sketches struct {
	once sync.Once
	rows []atomic.Pointer[sketch]
	used atomic.Int64
}

// sketch keeps row i, r, solved in s, unless all rows are kept whole or the memory is spent.
func (q *Rows) sketch(s *Solver, r Row, i int) {
	row, ok := r.(*panelRow)
	if !ok || q.N <= KeepRows || row.state.Broken() || row.kept != nil {
		return
	}
	at := q.sketches.row(i, q.N)
	if at.Load() != nil {
		return
	}
	if size := row.sketchSize(); q.sketches.used.Add(size) > maxSketches {
		q.sketches.used.Add(-size)
		return
	}
	at.Store(row.toSketch(&s.stock))
}

// row is where the sketch of row i of n is, if there is one.
func (k *sketches) row(i, n int) *atomic.Pointer[sketch] {
	k.once.Do(func() { k.rows = make([]atomic.Pointer[sketch], n) })
	return &k.rows[i]
}

func (r *panelRow) sketchSize() int64 {
	singular := 0
	for k := range r.panels {
		if r.panels[k].end != 0 {
			singular++
		}
	}
	return int64(200 + len(r.panels)*(8+8+4+4+1) + 32*singular)
}

// toSketch copies what a sketch holds of r.
func (r *panelRow) toSketch(s *stock) *sketch {
	n := len(r.panels)
	k := &sketch{shift: r.shift, mass: r.mass, state: r.state, kinds: take(&s.bytes, n)}
	k.framed = r.frame != nil && n == len(r.frame.panels)
	for i := range r.panels {
		p := &r.panels[i]
		k.framed = k.framed && p.framed == i+1
		k.kinds[i] = byte((p.anchor+1)<<4 | p.level<<2 | (p.end + 1))
		if p.end != 0 {
			k.laws = append(k.laws, law{p.power, p.exponent, p.gain, p.rate})
		}
	}
	k.cum, k.low, k.high = take(&s.floats, n+1), take(&s.narrow, n), take(&s.narrow, n)
	copy(k.cum, r.cum)
	copy(k.low, r.low)
	copy(k.high, r.high)
	if k.framed {
		k.edges = r.frame.cuts
	} else {
		k.edges = take(&s.floats, n+1)
		copy(k.edges, r.edges)
	}
	return k
}

// restore makes s row i of f from its sketch, without panels: slot makes those.
func (s *Solver) restore(f Family, i int, k *sketch) *panelRow {
	s.begin(f, i)
	s.kept, s.skeleton, s.shift, s.mass, s.state = k, k.skeleton, k.shift, k.mass, k.state
	return &s.panelRow
}

// slot returns where in panels panel k of the skeleton is, made from the sketch if the row is one.
func (r *panelRow) slot(k int) int {
	if r.kept == nil {
		return k
	}
	kind := r.kept.kinds[k]
	p := panel{a: r.edges[k], b: r.edges[k+1], level: int(kind >> 2 & 3), end: int(kind&3) - 1, anchor: int(kind>>4) - 1}
	if r.kept.framed {
		p.framed = k + 1
	}
	if p.end != 0 {
		at := 0
		for _, before := range r.kept.kinds[:k] {
			if before&3 != 1 {
				at++
			}
		}
		l := r.kept.laws[at]
		p.power, p.exponent, p.gain, p.rate = l.power, l.exponent, l.gain, l.rate
	}
	r.panels = append(r.panels, p)
	r.fill(&r.panels[len(r.panels)-1])
	return len(r.panels) - 1
}

// stock is memory that small pieces are cut from, which all go when the last of them goes.
type stock struct {
	floats []float64
	narrow []float32
	bytes  []byte
}

// take cuts n elements off.
func take[T any](s *[]T, n int) []T {
	const many = 4096
	if n > len(*s) {
		if n > many/4 {
			return make([]T, n)
		}
		*s = make([]T, many)
	}
	piece := (*s)[:n:n]
	*s = (*s)[n:]
	return piece
}
