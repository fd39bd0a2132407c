package distributions

import (
	"slices"
	"testing"
	"unsafe"

	"github.com/deepprob/deepprob/internal/slow"
)

// bytes is the memory that k holds, but for edges that the frame has anyway.
func (k *sketch) bytes() int64 {
	n := int(unsafe.Sizeof(*k)) + 8*len(k.cum) + 4*len(k.low) + 4*len(k.high) + len(k.kinds) + int(unsafe.Sizeof(law{}))*len(k.laws)
	if !k.framed {
		n += 8 * len(k.edges)
	}
	return int64(n)
}

// Sketches take no more than is reckoned, and rows beyond the bound are solved anew, to the same bits.
func TestSketchesAreBounded(t *testing.T) {
	slow.Test(t)
	for kind, c := range mixtureKinds {
		base := kindRows(kind, keepRows+100, 31)
		free, tight := newPosterior(base.f), newPosterior(base.f)
		const left = 40_000
		tight.memo.sketches.used.Store(maxSketches - left)
		for k, want := range everyAnswer(free, 0) {
			if got := everyAnswer(tight, 0)[k]; !slices.Equal(got, want) {
				t.Errorf("%s: answer %d is another where memory is spent", c.name, k)
			}
		}
		if used := tight.memo.sketches.used.Load(); used > maxSketches {
			t.Errorf("%s: %d bytes are used, %d may be", c.name, used, maxSketches)
		}
		held, all := 0, int64(0)
		for i := range tight.Rows() {
			if tight.memo.sketches.row(i, tight.n).Load() != nil {
				held++
			}
			all += free.memo.sketches.row(i, free.n).Load().bytes()
		}
		if held == 0 || held == tight.Rows() {
			t.Errorf("%s: %d of %d rows have a sketch in %d bytes", c.name, held, tight.Rows(), left)
		}
		if used := free.memo.sketches.used.Load(); all > used {
			t.Errorf("%s: sketches take %d bytes, reckoned are %d", c.name, all, used)
		}
	}
}

// Under a prior of 64 bins a row of the case study leaves 1.3 kB at most: 100,000 rows are within the bound.
func TestSketchOfACaseStudyRow(t *testing.T) {
	q := must1(SwapPrior(massNodes(keepRows+1, true), massHistogram(64, false), FlatPrior{13.51, 15.2}))
	for i := range q.Rows() {
		if n := q.memo.sketches.row(i, q.n).Load().bytes(); n > maxSketches/100_000 {
			t.Errorf("row %d: %d bytes", i, n)
		}
	}
}

// The numbers of rows that are too many are computed when a row is asked for, and are the same.
func TestNumbersAreBounded(t *testing.T) {
	slow.Test(t)
	const k = 5
	if c := newNumberCache(maxNumbers/(3*k+1)+1, k); c.blocks != nil {
		t.Error("all rows' numbers are kept, however many rows there are")
	}
	for kind, c := range mixtureKinds {
		q := kindRows(kind, 40, 32)
		f := q.f.(closedFamily)
		f.cache = &numberCache{}
		for k, want := range everyAnswer(q, 0) {
			if got := everyAnswer(newPosterior(f), 0)[k]; !slices.Equal(got, want) {
				t.Errorf("%s: answer %d is another where numbers are not kept", c.name, k)
			}
		}
	}
}
