package distributions

import (
	"fmt"
	"sync"

	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
)

// Formulas is the formulas of a distribution of nodes, compiled once for all the numbers that are put into them: who
// predicts often keeps it. It is safe for concurrent use.
type Formulas struct {
	*nodePrograms
	once   sync.Once
	spread *nodePrograms // for draws; nil if there can be none
}

// NewFormulas returns the formulas of d. It returns a graph.BuildError for a distribution of vectors.
func NewFormulas(d Distribution) (f *Formulas, err error) {
	defer build.Recover(&err)
	return &Formulas{nodePrograms: newNodePrograms(d)}, nil
}

// Posterior is NewPosterior of the distribution.
func (f *Formulas) Posterior(values func(n *G.Node) G.Value) (Posterior, error) {
	rows, err := f.family(values)
	if err != nil {
		return Posterior{}, fmt.Errorf("distributions: posterior: %w", err)
	}
	return newPosterior(rows), nil
}
