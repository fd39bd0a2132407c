package distributions

import (
	"fmt"
	"sync"

	"github.com/deepprob/deepprob/graph"
	"github.com/deepprob/deepprob/internal/build"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// jointPrograms is the formulas of a distribution of vectors, each compiled when it is first asked for.
type jointPrograms struct {
	*nodePrograms
	k     int          // numbers of an event
	whole Distribution // d, as one of vectors

	mu      sync.Mutex
	fns     map[string]*jointFunc
	derived map[string]*derivation
}

// jointFunc is a formula of the parameters and of inputs of its own.
type jointFunc struct {
	*graph.Func
	once sync.Once
	err  error // why it cannot be computed
}

func newJointPrograms(d Distribution) *jointPrograms {
	if d == nil {
		build.Fail("joint", nil, "the distribution is nil: the network's Forward must return one")
	}
	d = Predicted(d)
	batch, event := d.BatchShape(), d.EventShape()
	if len(batch) != 1 || len(event) > 1 {
		build.Fail("joint", []tensor.Shape{batch, event}, "batch and event of %T must be (n) and (k): one distribution of vectors a row, or of single numbers", d)
	}
	p := &nodePrograms{event: event}
	p.declare(d, batch[0])
	return jointOver(p)
}

// jointOver is the formulas of what p declares.
func jointOver(p *nodePrograms) *jointPrograms {
	whole := asVector(p.d)
	return &jointPrograms{nodePrograms: p, k: whole.EventShape()[0], whole: whole, fns: map[string]*jointFunc{}}
}

// asVector makes a vector of one of a number.
func asVector(d Distribution) Distribution {
	if len(d.EventShape()) == 0 {
		return Independent{Base: spread(d, 0)}
	}
	return d
}

// formula is the function of that name.
func (p *jointPrograms) formula(name string, inputs int, f func(d Distribution, in G.Nodes) G.Nodes) *jointFunc {
	p.mu.Lock()
	defer p.mu.Unlock()
	if fn := p.fns[name]; fn != nil {
		return fn
	}
	fn := &jointFunc{Func: graph.NewFunc(func(in G.Nodes) G.Nodes { return f(p.on(in), in[len(p.params):]) })}
	for i := range len(p.params) + inputs {
		fn.InputNames = append(fn.InputNames, fmt.Sprint("input ", i)) // a mean may not need them all
	}
	p.fns[name] = fn
	return fn
}

// on is the distribution of vectors on other nodes of its parameters.
func (p *jointPrograms) on(in G.Nodes) Distribution {
	k := 0
	return asVector(Map(p.d, func(*G.Node) *G.Node { k++; return in[p.use[k-1]] }))
}

// densities is the formula of the log-density.
func (p *jointPrograms) densities() *jointFunc {
	return p.formula("log-prob", 1, func(d Distribution, in G.Nodes) G.Nodes { return G.Nodes{LogProb(d, in[0])} })
}
