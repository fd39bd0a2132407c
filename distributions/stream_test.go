package distributions

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/deepprob/deepprob/internal/slow"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// loads is a load function over draws of all rows that counts.
type loads struct {
	mu   sync.Mutex
	of   map[int]int // by first row
	fail map[int]error
}

func (l *loads) from(loc, scale [][]float64) (Distribution, func(first, n int) ([]drawValues, error)) {
	l.of = map[int]int{}
	d, _ := normalDraws(nil, nil)
	node := func(v []float64, first, n int) G.Value { return dense(slices.Clone(v[first:first+n]), n) }
	return d, func(first, n int) ([]drawValues, error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.of[first]++
		var draws []drawValues
		for k := range loc {
			draws = append(draws, func(p *G.Node) G.Value {
				if p.Name() == "loc" {
					return node(loc[k], first, n)
				}
				return node(scale[k], first, n)
			})
		}
		return draws, l.fail[first]
	}
}

func streamedNormals(l *loads, s, n, block int, seed uint64) (streamed, whole Posterior) {
	loc, scale := randomDraws(s, n, seed)
	d, load := l.from(loc, scale)
	_, draws := normalDraws(loc, scale)
	return must1(NewStreamed(context.Background(), d, n, s, block, load)), must1(NewMixture(d, draws))
}

// drawAnswers is the answers of every method, those of draws included.
func drawAnswers(q Posterior) []float64 {
	out := append(answers(q), slices.Concat(q.Aleatoric(), q.Epistemic(), q.MutualInformation(), q.CRPS(q.Mean()), q.Entropy())...)
	for i := range q.Rows() {
		out = append(out, q.Row(i).Quantile(.3)...)
	}
	return append(out, answers(q.Draw(q.Draws()-1))...)
}

// Every method gives the same bits whether the rows are held or loaded, whatever the block, scaled and swapped too, on any
// number of cores.
func TestStreamedEqualsHeld(t *testing.T) {
	slow.Test(t)
	const n = 37
	cores := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(cores)
	for _, block := range []int{1, 8, n, 100} {
		streamed, held := streamedNormals(new(loads), 3, n, block, 5)
		change := func(q Posterior) Posterior {
			return must1(SwapPrior(must1(q.Scaled(14, .2)), massHistogram(64, true), FlatPrior{13.51, 15.2}))
		}
		for _, change := range []func(q Posterior) Posterior{func(q Posterior) Posterior { return q }, change} {
			runtime.GOMAXPROCS(cores)
			want := drawAnswers(change(held))
			for _, p := range []int{1, 2, 8} {
				runtime.GOMAXPROCS(p)
				if got := drawAnswers(change(streamed)); !slices.Equal(got, want) || slices.ContainsFunc(got, math.IsNaN) {
					t.Errorf("blocks of %d rows on %d cores differ", block, p)
				}
			}
		}
	}
}

// A method that goes over all rows loads each block once, and what is held afterwards is bounded.
func TestStreamedLoadsEachBlockOnce(t *testing.T) {
	const n, block = 1000, 8
	var l loads
	q, _ := streamedNormals(&l, 2, n, block, 6)
	rows := q.f.(*redirected).stream
	rows.keep = 2
	y := make([]float64, n)
	for what, method := range map[string]func(){
		"mean": func() { q.Mean() }, "mode": func() { q.Mode() }, "log-density": func() { q.LogProb(y) }, "support": func() { q.Support() },
		"quantile": func() { q.Quantile(.4) }, "information": func() { q.MutualInformation() }, "swap": func() { must1(SwapPrior(q, normalPrior{0, 2}, normalPrior{0, 3})) },
		"a draw's cdf": func() { q.Draw(1).CDF(y) }, "entropy": func() { q.Entropy() }, "sample": func() { q.Sample(1, 3) },
	} {
		rows.take(0).inUse-- // forget the others
		clear(l.of)
		method()
		for first, times := range l.of {
			if times != 1 {
				t.Fatalf("%s loaded the block of row %d %d times", what, first, times)
			}
		}
		if blocks := n / block; len(l.of) < blocks-2 {
			t.Errorf("%s loaded %d blocks of %d", what, len(l.of), blocks)
		}
		if len(rows.held) > rows.keep {
			t.Errorf("%s left %d blocks", what, len(rows.held))
		}
	}
}

// What cannot be loaded is NaN and told, until it can be loaded; other rows are not touched.
func TestStreamedErrors(t *testing.T) {
	l := loads{fail: map[int]error{}}
	q, held := streamedNormals(&l, 3, 40, 8, 7)
	q.f.(*redirected).stream.keep = 1
	l.fail[16] = errors.New("the disk is gone")
	want := held.Quantile(.3)
	for name, v := range map[string][]float64{"quantile": q.Quantile(.3), "mean": q.Mean(), "cdf": q.CDF(want), "log-density": q.LogProb(want),
		"information": q.MutualInformation(), "aleatoric": q.Aleatoric(), "draw": q.Draw(1).StdDev(), "mode": q.Mode(), "entropy": q.Entropy()} {
		for i, x := range v {
			if math.IsNaN(x) != (i/8 == 2) {
				t.Errorf("%s of row %d is %v", name, i, x)
			}
		}
	}
	w := q.Warnings()
	if len(w) == 0 || w[0] != "rows 16 to 23 could not be loaded: the disk is gone" {
		t.Errorf("warnings %q", w)
	}
	if w := q.Row(20).Warnings(); len(w) == 0 || w[0] != "rows 0 to 0 could not be loaded: the disk is gone" {
		t.Errorf("warnings of a row %q", w)
	}
	if _, err := SwapPrior(q, normalPrior{0, 2}, normalPrior{0, 3}); !errors.Is(err, l.fail[16]) || !strings.Contains(err.Error(), "row 16 could not be loaded") {
		t.Errorf("swapping: %v", err)
	}
	clear(l.fail)
	q = q.over(q.f)
	if got := q.Quantile(.3); !slices.Equal(got, want) || len(q.Warnings()) > 0 {
		t.Errorf("after the error: %v, warnings %q", got, q.Warnings())
	}
}

func TestNewStreamedErrors(t *testing.T) {
	var l loads
	d, load := l.from(randomDraws(3, 40, 1))
	broken := errors.New("broken")
	for _, c := range []struct {
		rows, draws, block int
		load               func(first, n int) ([]drawValues, error)
		want               string
	}{
		{0, 3, 8, load, "0 rows, 3 draws, blocks of 8 rows"},
		{40, 3, 8, nil, "and load given"},
		{40, 2, 8, load, "rows 0 to 7: 3 draws were loaded, not 2"},
		{40, 3, 8, func(_, n int) ([]drawValues, error) { return load(0, n-1) }, "rows 0 to 7: 7 rows were loaded, not 8"},
		{4, 3, 8, func(int, int) ([]drawValues, error) { return nil, broken }, "rows 0 to 3: broken"},
	} {
		if _, err := NewStreamed(context.Background(), d, c.rows, c.draws, c.block, c.load); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q in it", err, c.want)
		}
	}
}

// Values stay in the network's type: 2 float32 for each row and draw, and nothing else that grows with both.
func TestMixtureKeepsFloat32(t *testing.T) {
	const s, n = 100, 610
	d, _ := normalDraws(nil, nil)
	draws := make([]drawValues, s)
	for k := range draws {
		draws[k] = func(*G.Node) G.Value { return tensor.Ones(tensor.Float32, n) }
	}
	bytes := 0
	for _, v := range must1(NewMixture(d, draws)).f.(*mixed).nodes.values {
		bytes += 4*cap(v.narrow) + 8*cap(v.wide)
	}
	if bytes != 2*4*s*n {
		t.Errorf("%d bytes for %d rows of %d draws, want %d", bytes, n, s, 2*4*s*n)
	}
}
