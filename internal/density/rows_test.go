package density

import (
	"math"
	"slices"
	"sync/atomic"
	"testing"
	"unsafe"

	"github.com/deepprob/deepprob/internal/slow"
)

// rowKinds are families of many rows of which sketches are made: on a frame or without, charted or not, infinite at an end.
var rowKinds = map[string]func(n int) *Rows{
	"normals":        func(n int) *Rows { return &Rows{Family: randomNormals(n, 3, 5), N: n} },
	"open normals":   func(n int) *Rows { return &Rows{Family: open{randomNormals(n, 3, 5)}, N: n} },
	"scaled":         func(n int) *Rows { return &Rows{Family: Scale(randomNormals(n, 3, 5), 13.5, 1.8), N: n} },
	"infinite ends":  func(n int) *Rows { return &Rows{Family: powers(n), N: n} },
	"under 64 bins":  func(n int) *Rows { return under(randomNormals(n, 3, 5), n) },
	"open, 64 bins":  func(n int) *Rows { return under(open{randomNormals(n, 3, 5)}, n) },
	"powers in bins": func(n int) *Rows { return under(powers(n), n) },
}

func powers(n int) power {
	p := make(power, n)
	for i := range p {
		p[i] = .3 + 2*float64(i*37%n)/float64(n)
	}
	return p
}

func under(f Family, n int) *Rows {
	r := &Rows{N: n}
	Reweigh(f, newBins(64), r)
	return r
}

// everyAnswer asks q in an order that depends on turn, and returns the answers in the order of questions.
func everyAnswer(q *Rows, turn int) [][]float64 {
	ask := []func(r Row) []float64{
		func(r Row) []float64 { return []float64{r.Mode(), r.Summary().Mean} },
		func(r Row) []float64 { return r.Modes() },
		func(r Row) []float64 { return []float64{r.Quantile(.05), r.Quantile(.5), r.CDF(.4)} },
		func(r Row) []float64 { return []float64{r.CRPS(.3), r.PIT(.6, 0)} },
		func(r Row) []float64 { return flat68(r) },
	}
	partly := []bool{false, false, true, false, true}
	out := make([][]float64, len(ask))
	for k := range ask {
		at := (k*3 + turn) % len(ask)
		rows := make([][]float64, q.N)
		each := q.Solve
		if partly[at] {
			each = q.Partly
		}
		each(func(r Row, i int) { rows[i] = ask[at](r) })
		out[at] = slices.Concat(rows...)
	}
	return append(out, q.Quantile(.9), q.Quantile(1e-9))
}

func flat68(r Row) (out []float64) {
	for _, x := range r.HPD(.68) {
		out = append(out, x.Lo, x.Hi)
	}
	return out
}

// bytes is the memory that k holds, but for edges that the frame has anyway.
func (k *sketch) bytes() int64 {
	n := int(unsafe.Sizeof(*k)) + 8*len(k.cum) + 4*len(k.low) + 4*len(k.high) + len(k.kinds) + int(unsafe.Sizeof(law{}))*len(k.laws)
	if !k.framed {
		n += 8 * len(k.edges)
	}
	return int64(n)
}

// Sketches take no more than is reckoned, and rows beyond the bound are solved anew, to the same bits, whatever is asked first.
func TestSketchesAreBounded(t *testing.T) {
	slow.Test(t)
	const n, left = KeepRows + 100, 40_000
	for name, rows := range rowKinds {
		free, tight := rows(n), rows(n)
		tight.sketches = sketches{}
		tight.sketches.used.Store(maxSketches - left)
		want := everyAnswer(free, 0)
		for turn := range 3 {
			for k, got := range everyAnswer(tight, turn) {
				if !slices.Equal(got, want[k]) {
					t.Errorf("%s: answer %d is another where memory is spent", name, k)
				}
			}
		}
		if used := tight.sketches.used.Load(); used > maxSketches {
			t.Errorf("%s: %d bytes are used, %d may be", name, used, maxSketches)
		}
		held, all := 0, int64(0)
		for i := range n {
			if tight.sketches.row(i, n).Load() != nil {
				held++
			}
			all += free.sketches.row(i, n).Load().bytes()
		}
		if held == 0 || held == n {
			t.Errorf("%s: %d of %d rows have a sketch in %d bytes", name, held, n, left)
		}
		if used := free.sketches.used.Load(); all > used {
			t.Errorf("%s: sketches take %d bytes, reckoned are %d", name, all, used)
		}
	}
}

// Under a prior of 64 bins a row of 16 components leaves 1.3 kB at most: 100,000 rows are within the bound.
func TestSketchOfACaseStudyRow(t *testing.T) {
	const n = KeepRows + 1
	rows := make([][]float64, n)
	for i := range rows {
		for k := range 16 {
			rows[i] = append(rows[i], 1./16, .3+.2*math.Sin(float64(i+k)), .03+.01*math.Cos(float64(3*i+k)))
		}
	}
	q := under(newNormals(rows...), n)
	for i := range n {
		if b := q.sketches.row(i, n).Load().bytes(); b > maxSketches/100_000 {
			t.Errorf("row %d: %d bytes", i, b)
		}
	}
}

// A row alone has the bits that it has among others, kept whole or as a sketch.
func TestRowsAloneHaveTheSameBits(t *testing.T) {
	for name, rows := range rowKinds {
		many, few := rows(KeepRows+20), rows(KeepRows+20)
		few = &Rows{Family: few.Family, First: 7, N: 5}
		var got, want [5][2]float64
		many.Solve(func(r Row, i int) {
			if i >= 7 && i < 12 {
				want[i-7] = [2]float64{r.Mode(), r.Quantile(.3)}
			}
		})
		few.Solve(func(r Row, i int) { got[i] = [2]float64{r.Mode(), r.Quantile(.3)} })
		if got != want {
			t.Errorf("%s: %v, among others %v", name, got, want)
		}
	}
}

// Every number is done once, and a panic reaches the caller.
func TestParcels(t *testing.T) {
	var done [1000]atomic.Int32
	Parcels(len(done), 7, func(_ *Solver, from, to int) {
		for i := from; i < to; i++ {
			done[i].Add(1)
		}
	})
	for i := range done {
		if n := done[i].Load(); n != 1 {
			t.Fatalf("%d is done %d times", i, n)
		}
	}
	defer func() {
		if e := recover(); e != "row 500" {
			t.Errorf("recovered %v", e)
		}
	}()
	Each(len(done), func(_ *Solver, i int) {
		if i == 500 {
			panic("row 500")
		}
	})
}

// What the weights of a rule and pieces add up to is the integral.
func TestRuleAndPieces(t *testing.T) {
	sum := 0.
	Rule(1, 3, func(y, w float64) { sum += w * math.Exp(y) })
	closeTo(t, "integral of e^y", sum, math.Exp(3)-math.E, 1e-13)
	pieces, total := Pieces(newNormals([]float64{1, 0, 1}), 0)
	below := 0.
	for _, p := range pieces {
		if p.Hi <= 0 {
			below += p.Mass
		}
	}
	closeTo(t, "mass below the mean", below/total, .5, 1e-10)
	if !math.IsInf(pieces[0].Lo, -1) || !math.IsInf(pieces[len(pieces)-1].Hi, 1) {
		t.Errorf("pieces from %v to %v", pieces[0].Lo, pieces[len(pieces)-1].Hi)
	}
	if pieces, total := Pieces(newNormals([]float64{1, math.NaN(), 1}), 0); pieces != nil || total != 0 {
		t.Error("pieces of a row that is NaN")
	}
}
