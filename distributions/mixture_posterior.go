package distributions

import (
	"context"
	"fmt"

	"github.com/deepprob/deepprob/internal/density"
	"github.com/deepprob/deepprob/internal/stop"
	G "gorgonia.org/gorgonia"
)

// NewMixture is the exact mixture, with equal weights, of the distributions that draws of a network's weights give: each
// draw is the values of the parameter nodes of d, for the same rows, as in NewPosterior. Its density is the mean of the
// draws' densities, which is neither that of the mean parameters nor the exponential of the mean log-density, and its
// variance has the two parts that Aleatoric and Epistemic give. One draw gives an ordinary Posterior.
//
// Values are kept in the type they come in: 100 draws of 61,000 rows of 2 float32 take 50 MB. See NewStreamed for more.
func NewMixture(d Distribution, draws []func(n *G.Node) G.Value) (Posterior, error) {
	f, err := NewFormulas(d)
	if err != nil {
		return Posterior{}, err
	}
	return f.Mixture(draws)
}

// NewStreamed is NewMixture in bounded memory: load returns the draws of rows first to first+n, of which block are held
// at a time by each goroutine and a few blocks besides. It is called from several goroutines at once, for different rows,
// when a method needs them: once for each block by a method that goes over all rows, perhaps again by the next method;
// it must give the same values each time. The first block is read at once, and an error in it returned.
//
// Rows that could not be loaded later answer NaN, and Warnings names them with the error. So do, soon after the context has
// ended, all that were not computed before: that stops a method that takes too long, and the Posterior's use.
func NewStreamed(ctx context.Context, d Distribution, rows, draws, block int, load func(first, n int) ([]func(n *G.Node) G.Value, error)) (Posterior, error) {
	f, err := NewFormulas(d)
	if err != nil {
		return Posterior{}, err
	}
	return f.Streamed(ctx, rows, draws, block, load)
}

// Mixture is NewMixture of the distribution.
func (f *Formulas) Mixture(draws []func(n *G.Node) G.Value) (Posterior, error) {
	switch len(draws) {
	case 0:
		return Posterior{}, fmt.Errorf("distributions: mixture: there are no draws")
	case 1:
		return f.Posterior(draws[0])
	}
	m, err := f.mixture(draws)
	if err != nil {
		return Posterior{}, fmt.Errorf("distributions: mixture: %w", err)
	}
	return newPosterior(m), nil
}

// Streamed is NewStreamed of the distribution.
func (f *Formulas) Streamed(ctx context.Context, rows, draws, block int, load func(first, n int) ([]func(n *G.Node) G.Value, error)) (Posterior, error) {
	if rows < 1 || draws < 1 || block < 1 || load == nil {
		return Posterior{}, fmt.Errorf("distributions: streamed mixture: %d rows, %d draws, blocks of %d rows: all must be positive, and load given", rows, draws, block)
	}
	if ctx == nil {
		return Posterior{}, fmt.Errorf("distributions: streamed mixture: %w", stop.Err(ctx))
	}
	rowsOf, err := newStream(&stream{ctx: ctx, rows: rows, draws: draws, block: block, load: load, mixture: f.mixture})
	if err != nil {
		return Posterior{}, fmt.Errorf("distributions: streamed mixture: rows 0 to %d: %w", min(block, rows)-1, err)
	}
	return newPosterior(rowsOf), nil
}

// mixture binds all draws to one set of programs, in which every parameter has the rows' axis. Distributions that refuse
// that for a parameter that rows share are evaluated draw by draw.
func (f *Formulas) mixture(draws []func(n *G.Node) G.Value) (*mixed, error) {
	f.once.Do(func() { f.spread = f.spreadOut() })
	if f.spread != nil {
		rows, err := f.spread.family(draws...)
		if err != nil {
			return nil, err
		}
		return mixDraws(rows, len(draws)), nil
	}
	each := make([]density.Family, len(draws))
	for k, values := range draws {
		rows, err := f.family(values)
		if err != nil {
			return nil, fmt.Errorf("draw %d: %w", k, err)
		}
		if each[k] = rows; rows.n != each[0].Rows() {
			return nil, fmt.Errorf("draw %d has %d rows but draw 0 has %d", k, rows.n, each[0].Rows())
		}
	}
	at := func(i int) (density.Family, int) { return each[i%len(each)], i / len(each) }
	return mixDraws(newRedirected(len(each)*each[0].Rows(), each[0], at, nil), len(each)), nil
}
