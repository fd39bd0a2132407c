package distributions

import (
	"slices"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
)

// The numbers of rows that are too many are computed when a row is asked for, and are the same.
func TestNumbersAreBounded(t *testing.T) {
	slow.Test(t)
	const k = 5
	if c := newNumberCache(maxNumbers/(3*k+1)+1, k); c.blocks != nil {
		t.Error("all rows' numbers are kept, however many rows there are")
	}
	for kind, c := range mixtureKinds {
		q := kindRows(kind, 40, 32)
		open := *q.f.(*nodeFamily)
		open.cache = &numberCache{}
		f, err := open.specialize(true)
		if err != nil {
			t.Fatal(err)
		}
		for k, want := range everyAnswer(q, 0) {
			if got := everyAnswer(newPosterior(f), 0)[k]; !slices.Equal(got, want) {
				t.Errorf("%s: answer %d is another where numbers are not kept", c.name, k)
			}
		}
	}
}
